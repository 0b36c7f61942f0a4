"""The HTML scorecard in a real browser: quiet, self-contained, accessible, and usable by keyboard and on a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from debt_pipelines.model.finding import is_open
from tests.reports.html_sample import hostile_scorecard

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

AddressOf = Callable[[str], str]
SAMPLES = ("example", "hostile", "large", "empty")
CORPORA = ("ccao-data__data-architecture-dbt", "open-innovations__leeds-2023")
# Of what repeats, a few are enough to look at, and axe looks at every element.
THIN_OUT = """() => {
    for (const [kind, few] of [["tbody tr", 4], ["details.rule", 6], ["details.item", 4], [".lineage g g", 12]])
        for (const group of new Set([...document.querySelectorAll(kind)].map(one => one.parentElement)))
            [...group.querySelectorAll(`:scope > ${kind.split(" ").pop()}`)].slice(few).forEach(one => one.remove());
}"""
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}


@contextmanager
def opened(browser: Browser, address: str, **options: Any) -> Iterator[Page]:
    """A page in a context of its own; whatever it says or asks for fails the test."""
    context = browser.new_context(**{"viewport": DESK, **options})
    context.set_default_timeout(120_000)  # the machines that run this are shared and slow at times
    page = context.new_page()
    noises: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: noises.append(message.text))
    page.on("pageerror", lambda error: noises.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    yield page
    context.close()
    assert noises == []
    assert set(asked) == {address.partition("#")[0]}


@pytest.mark.parametrize("name", [*SAMPLES, *CORPORA])
def test_page_is_quiet_and_has_no_serious_fault_of_access(browser: Browser, address_of: AddressOf, name: str) -> None:
    with opened(browser, address_of(name), color_scheme="light") as page:
        page.evaluate(THIN_OUT)
        assert faults(page) == []
        page.emulate_media(color_scheme="dark")
        assert faults(page, "color-contrast") == []


def test_unfolded_page_has_no_serious_fault_of_access(browser: Browser, address_of: AddressOf) -> None:
    with opened(browser, address_of("example")) as page:
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert page.locator("details:not([open])").count() == 0
        page.evaluate(THIN_OUT)
        assert faults(page) == []
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert page.locator("details:not([open])").count() > 0


@pytest.mark.parametrize("name", [*SAMPLES, *CORPORA])
def test_nothing_is_wider_than_a_phone(browser: Browser, address_of: AddressOf, name: str) -> None:
    with opened(browser, address_of(name), viewport=PHONE) as page:
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_findings_are_filtered_by_keyboard(browser: Browser, address_of: AddressOf) -> None:
    card = hostile_scorecard()
    n_critical = sum(finding.severity == "critical" for finding in card.findings)
    with opened(browser, address_of("hostile")) as page:
        page.focus("#filter-text")
        page.keyboard.press("Tab")
        page.keyboard.type("cr")
        assert page.input_value("#filter-severity") == "critical"
        assert page.locator("#findings tbody tr:visible").count() == n_critical
        assert page.inner_text("#filter-count") == f"{n_critical} of {len(card.findings)} listed findings"
        page.keyboard.press("Shift+Tab")
        page.keyboard.type("unit_price")
        assert page.locator("#findings tbody tr:visible").count() == 1
        page.focus("#filter button[type=reset]")
        page.keyboard.press("Enter")
        page.wait_for_function("document.getElementById('filter-count').textContent === ''")
        assert page.locator("#findings details[open]").count() == 0


def test_address_keeps_the_filter(browser: Browser, address_of: AddressOf) -> None:
    with opened(browser, f"{address_of('hostile')}#findings?family=VAL&order=code") as page:
        assert page.input_value("#filter-family") == "VAL"
        assert page.locator("details.rule:visible .rule-name code").all_inner_texts() == ["VAL101"]
        page.select_option("#filter-family", "")
        assert page.url.endswith("#findings?order=code")
        codes = page.locator("details.rule .rule-name code").all_inner_texts()
        assert codes == sorted(codes)
        assert len(codes) > 1


def test_permalink_opens_its_finding(browser: Browser, address_of: AddressOf) -> None:
    last = [finding for finding in hostile_scorecard().findings if is_open(finding)][-1]
    with opened(browser, f"{address_of('hostile')}#f-{last.id}") as page:
        row = page.locator(f"#f-{last.id}")
        assert row.is_visible()
        top = page.evaluate("id => document.getElementById(id).getBoundingClientRect().top", f"f-{last.id}")
        assert 0 <= top < DESK["height"]


def test_box_of_the_picture_leads_to_its_dataset(browser: Browser, address_of: AddressOf) -> None:
    with opened(browser, address_of("example")) as page:
        page.locator(".lineage a", has_text="order_lines.csv").first.click()
        place = page.locator("details.item[open] summary", has_text="data/clean/order_lines.csv")
        place.wait_for()  # the page hears of its new address a moment later
        assert place.is_visible()


def test_page_is_complete_without_script(browser: Browser, address_of: AddressOf) -> None:
    with opened(browser, address_of("example"), java_script_enabled=False) as page:
        assert page.locator("#filter").is_hidden()
        rule = page.locator("details.rule").first
        rule.locator("summary").click()
        assert rule.locator("tbody tr").first.is_visible()
        assert page.locator(".lineage .badge").count() > 0


def test_hostile_names_make_no_element(browser: Browser, address_of: AddressOf) -> None:
    with opened(browser, address_of("hostile")) as page:
        assert page.locator("script").count() == 2
        assert page.locator("img").count() == 0
        assert page.locator("svg a").count() > 0


def test_faults_would_be_found(browser: Browser, address_of: AddressOf) -> None:
    with opened(browser, address_of("empty")) as page:
        page.evaluate("document.querySelector('.lead').style.color = 'lightgray'")
        page.evaluate("document.querySelector('main').append(document.createElement('button'))")
        assert [fault.partition(":")[0] for fault in faults(page)] == ["button-name", "color-contrast"]


def faults(page: Page, *rules: str) -> list[str]:
    """The serious and critical faults that axe finds, by all rules or some, each with its first element."""
    from axe_playwright_python.sync_playwright import Axe

    only = (
        {"type": "rule", "values": list(rules)}
        if rules
        else {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa"]}
    )
    options = {"runOnly": only, "resultTypes": ["violations"]}
    violations: list[dict[str, Any]] = Axe().run(page, options=options).response["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:200]}"
        for one in violations
        if one["impact"] in ("serious", "critical")
    ]
