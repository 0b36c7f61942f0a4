"""Personal data by shape, by check digits and by name; what only looks like it is left alone."""

from __future__ import annotations

import pytest

from tests.catalog.profile.looking import signs_of

EMAILS = [f"user{n}@example.com" for n in range(20)]
CARDS = ["4111111111111111", "5500 0000 0000 0004", "340000000000009", "6011-0000-0000-0004", "4012888888881881"]
IBANS = ["DE89370400440532013000", "GB29 NWBK 6016 1331 9268 19", "FR1420041010050500013M02606"]
NUMBERS = [str(4_000_000_000_000_000 + n * 7919) for n in range(50)]
SOCIAL = ["536-22-1234", "409-52-2002", "123-45-6789", "212-09-9999", "545-31-0110"]


@pytest.mark.parametrize(
    ("name", "values", "kind"),
    [
        ("contact", EMAILS, "email"),
        ("note", ["write to ada@example.org today", "nothing", "nothing else"], "email"),
        ("note", [*["nothing"] * 9, "ada@example.org"], None),
        ("handle", ["@ada", "@alan"], None),
        ("payment", CARDS, "credit_card"),
        ("number", NUMBERS, None),
        ("imei", CARDS, None),
        ("account", IBANS, "iban"),
        ("account", ["DE89370400440532013001", "GB29NWBK60161331926818"], None),
        ("host", ["10.0.0.1", "192.168.1.20", "2001:db8::1"], "ip_address"),
        ("version", ["10.0.0.1", "1.2.3.4"], None),
        ("host", ["300.1.1.1", "1.2.3.999"], None),
        ("contact", ["+49 30 1234567", "+1 (202) 555-0100"], "phone"),
        ("phone", ["030 1234567", "202-555-0100"], "phone"),
        ("amount", ["030 1234567", "202-555-0100"], None),
        ("phone", ["Nokia", "Samsung"], None),
        ("ssn", SOCIAL, "national_id"),
        ("room", SOCIAL, None),
        ("first_name", ["Ada", "Jean-Luc", "Zoë"], "person_name"),
        ("customer name", ["Ada Lovelace", "O'Brien, Alan"], "person_name"),
        ("name", ["Ada Lovelace", "Alan Turing"], None),
        ("file_name", ["a.csv", "b.csv"], None),
        ("first_name", ["x1", "x2", "x3"], None),
    ],
)
def test_kinds_of_personal_data(name: str, values: list[str], kind: str | None) -> None:
    assert signs_of(values, name=name).pii_kind == kind


def test_the_share_is_told() -> None:
    signs = signs_of([*EMAILS, *["none given"] * 20], name="contact")
    assert signs.pii_fraction == pytest.approx(20 / 39, abs=0.03)


def test_numbers_need_a_name_that_says_so() -> None:
    digits = ["4111111111111111", "4012888888881881", "5105105105105100", "5500000000000004", "340000000000009"]
    assert signs_of(digits, name="card", logical_type="integer").pii_kind == "credit_card"
    assert signs_of(digits, name="amount", logical_type="integer").pii_kind is None
    assert signs_of(["2025550100", "2025550101"], name="mobile", logical_type="integer").pii_kind == "phone"
