"""The rules as JUnit test cases, for the test page of any CI.

What is new fails. What is known, accepted or ignored, and what only advises, is skipped with the reason, because it
closes no gate; so is a rule that does not apply or has no evidence. A rule that broke is an error.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from xml.etree import ElementTree

from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite

from debt_pipelines.model.entries import RuleEntry
from debt_pipelines.model.finding import Finding
from debt_pipelines.model.rule import FAMILY_TITLES
from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.reports.printable import one_line, printable
from debt_pipelines.reports.registry import RenderOptions
from debt_pipelines.reports.wording import duration

_SKIPPED = {"not_applicable": "does not apply here", "no_evidence": "no evidence"}


def render(scorecard: Scorecard, options: RenderOptions) -> str:
    """A test suite for each debt family; a case for each finding, and for each rule without one."""
    found: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in scorecard.findings:
        found[finding.code].append(finding)
    root = JUnitXml(printable(scorecard.project.name))
    for family, title in FAMILY_TITLES.items():
        cases = [case for rule in scorecard.rules if rule.family == family for case in _cases(rule, found[rule.code])]
        if cases:
            suite = TestSuite(f"{family} {title}")
            suite.add_testcases(cases)
            root.append(suite)
    root.update_statistics()
    tree = root._elem  # noqa: SLF001 - the library's own printer makes a copy of it for each line
    ElementTree.indent(tree)
    return f"<?xml version='1.0' encoding='utf-8'?>\n{ElementTree.tostring(tree, encoding='unicode')}\n"


def _cases(rule: RuleEntry, findings: list[Finding]) -> Iterator[TestCase]:
    name = printable(f"{rule.code} {rule.slug}")
    if not findings:
        yield _case(one_line(rule.title), name, _outcome(rule))
    for finding in findings:
        yield _case(one_line(finding.subject.id), name, _verdict(finding))


def _case(name: str, classname: str, result: Error | Failure | Skipped | None) -> TestCase:
    case = TestCase(name, classname)
    if result is not None:
        case.result = [result]
    return case


def _outcome(rule: RuleEntry) -> Error | Skipped | None:
    if rule.outcome == "error":
        return Error(one_line(rule.error or "error"), "rule-error")
    reason = _SKIPPED.get(rule.outcome)
    return Skipped(reason) if reason else None


def _verdict(finding: Finding) -> Failure | Skipped:
    message = one_line(finding.message)
    if finding.status != "new":
        reason = one_line(finding.exemption) if finding.exemption else "in the baseline"
        return Skipped(f"{finding.status}: {reason}: {message}")
    if finding.is_advice:
        return Skipped(f"advice: {message}")
    failure = Failure(message, finding.severity)
    failure.text = "\n".join(_details(finding))
    return failure


def _details(finding: Finding) -> Iterator[str]:
    yield printable(finding.path if finding.line is None else f"{finding.path}:{finding.line}")
    yield one_line(finding.message)
    yield f"effort: {duration(finding.effort_minutes)}; owner: {one_line(finding.owner) if finding.owner else 'nobody'}"
    yield f"debt explain {finding.id}"
