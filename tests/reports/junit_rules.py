"""What CI servers take of JUnit: the elements and attributes of Jenkins' schema, as far as we write them."""

from __future__ import annotations

from xml.etree import ElementTree

from junitparser import JUnitXml

COUNTS = {"tests", "failures", "errors", "skipped", "time", "name"}
ALLOWED: dict[str, tuple[set[str], set[str]]] = {
    "testsuites": (COUNTS, {"testsuite"}),
    "testsuite": (COUNTS, {"testcase"}),
    "testcase": ({"name", "classname", "time"}, {"failure", "error", "skipped"}),
    "failure": ({"message", "type"}, set()),
    "error": ({"message", "type"}, set()),
    "skipped": ({"message", "type"}, set()),
}


def check_junit(text: str) -> JUnitXml:
    """The suites of a text that has nothing but what CI servers take, with right counts."""
    _check(ElementTree.fromstring(text))  # noqa: S314 - our own report
    read = JUnitXml.fromstring(text)
    cases = [case for suite in read for case in suite]
    assert read.tests == len(cases)
    assert read.failures == sum(case.is_failure for case in cases)
    assert read.skipped == sum(case.is_skipped for case in cases)
    return read


def _check(element: ElementTree.Element) -> None:
    attributes, children = ALLOWED[element.tag]
    assert set(element.attrib) <= attributes
    for child in element:
        assert child.tag in children
        _check(child)
