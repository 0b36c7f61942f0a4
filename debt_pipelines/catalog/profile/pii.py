"""Personal data by its kind: what the values must look like, with check digits where the kind has them.

Kinds without a shape of their own, such as names of people, also need a column name that says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib import import_module
from ipaddress import ip_address

from debt_pipelines.catalog.profile.column_values import ColumnValues, Test, share_of

_MIN_FRACTION = 0.2
_MIN_VALID = 0.9
"""Check digits fit by chance in one number of ten: nearly all of a column must fit."""
_MIN_CHECKED = 5
_N_PROBED = 24
_MAX_LOOKED_AT = 80
_SOME_NUMBER_OR_AT = re.compile(r"@|\d{3}|\d\.\d+\.\d")
_CANDIDATE = re.compile(
    r"(?P<email>@)|(?P<phone>\+\d[\d ().-]{6})|(?P<ip_address>\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{1,4}:[0-9a-f]{0,4}:)"
    r"|(?P<iban>\b[A-Z]{2}\d{2}[A-Z0-9 ]{11})|(?P<credit_card>\b[3-6]\d{3}[ -]?\d{4}[ -]?\d{4})",
    re.IGNORECASE,
)
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}(?![\w-])", re.IGNORECASE)
_PHONE = re.compile(r"(?:\+|00)?[\d\s().\-/]{7,22}(?:\s?(?:x|ext\.?)\s?\d{1,6})?")
_PHONE_DIGITS = range(7, 16)
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9 ]{11,32}")
_CARD = re.compile(r"[3-6]\d{3}(?:[ -]?\d){9,15}")
_NAME = r"[^\W\d_](?:[^\W\d_]|['’.-]){0,30}"
_PERSON = re.compile(rf"{_NAME}(?:,? {_NAME}){{0,4}}")
_PERSON_WORDS = frozenset("first last given family middle full maiden sur fore".split())
_PERSON_NAMES = frozenset("firstname lastname surname forename fullname vorname nachname nome cognome prenom".split())
_PEOPLE = frozenset("person people customer client patient employee contact member student teacher tenant user".split())
_PHONE_WORDS = frozenset("phone telephone tel mobile cell cellphone fax handy telefon telefono msisdn".split())
_CARD_WORDS = frozenset("card cc pan creditcard ccnum".split())
_PERSONAL_WORDS = frozenset("email emails mail ssn iban birthdate birthday dob passport".split()) | _PHONE_WORDS
_OTHER_NUMBER_WORDS = frozenset("version ver release build oid imei time duration mac".split())
_NATIONAL_IDS = {
    "ssn": "us.ssn",
    "nhs": "gb.nhs",
    "codicefiscale": "it.codicefiscale",
    "dni": "es.dni",
    "nif": "es.nif",
    "bsn": "nl.bsn",
    "pesel": "pl.pesel",
    "personnummer": "se.personnummer",
    "cpf": "br.cpf",
    "aadhaar": "in_.aadhaar",
    "pan": "in_.pan",
    "cpr": "dk.cpr",
    "hetu": "fi.hetu",
    "nir": "fr.nir",
    "rodnecislo": "cz.rc",
    "curp": "mx.curp",
    "idnr": "de.idnr",
}
"""Names of national numbers, as columns bear them, and the modules that know their check digits."""

Found = tuple[str, float]
Seen = Sequence[tuple[str, int]]


def find_pii(values: ColumnValues) -> Found | None:
    """The kind of personal data in a column and the share of the sampled values that are of that kind.

    At least a fifth of them must be; domains kept for examples and tests count as any other.
    """
    seen, words = values.seen, values.words
    if values.base not in ("string", "integer"):
        return None
    if words & _NATIONAL_IDS.keys() or {"codice", "fiscale"} <= words:
        found = _checked(seen, "national_id", _national_test(words))
        if found is not None:
            return found
    if words & _PHONE_WORDS:
        return _share(seen, "phone", _is_phone)
    if words & _CARD_WORDS:
        return _checked(seen, "credit_card", _is_card, _CARD.fullmatch)
    if values.base == "integer":
        return None
    return _by_shape(seen, words) or _by_name(seen, words)


def is_personal_name(words: frozenset[str]) -> bool:
    """Whether the name of a column says that it holds data of a person, whatever its values look like."""
    return _is_name_of_people(words) or bool(words & _PERSONAL_WORDS)


def _is_name_of_people(words: frozenset[str]) -> bool:
    return bool(words & _PERSON_NAMES) or ("name" in words and bool(words & (_PERSON_WORDS | _PEOPLE)))


def _by_shape(seen: Seen, words: frozenset[str]) -> Found | None:
    probed = "\n".join([value[:_MAX_LOOKED_AT] for value, _count in seen[:: max(1, len(seen) // _N_PROBED)]])
    if not _SOME_NUMBER_OR_AT.search(probed):
        return None
    kinds = {match.lastgroup for match in _CANDIDATE.finditer(probed)}
    if not kinds:
        return None
    if words & _OTHER_NUMBER_WORDS:
        kinds -= {"ip_address", "credit_card"}
    if "credit_card" in kinds and (found := _checked(seen, "credit_card", _is_card, _CARD.fullmatch)):
        return found
    tests = ((kind, test) for kind, test in _SHAPES.items() if kind in kinds)
    return next((found for kind, test in tests if (found := _share(seen, kind, test))), None)


def _by_name(seen: Seen, words: frozenset[str]) -> Found | None:
    is_asked = _is_name_of_people(words) and "id" not in words
    found = _share(seen, "person_name", _is_person) if is_asked else None
    return found if found and found[1] >= _MIN_VALID else None


def _share(seen: Seen, kind: str, test: Test) -> Found | None:
    fraction = share_of(seen, test)
    return (kind, fraction) if fraction >= _MIN_FRACTION else None


def _checked(seen: Seen, kind: str, test: Test, shape: Test | None = None) -> Found | None:
    """As `_share`, for kinds that are told by their check digits: of all values with the shape, nearly all must fit."""
    candidates = [(value, count) for value, count in seen if shape is None or shape(value.strip())]
    first = candidates[:_MIN_CHECKED]
    if len(first) < _MIN_CHECKED or not any(test(value) for value, _count in first):
        return None
    if share_of(candidates, test) < _MIN_VALID:
        return None
    shapes = {value for value, _count in candidates}
    return _share(seen, kind, lambda value: value in shapes and test(value))


def _is_phone(value: str) -> bool:
    n_digits = sum(map(str.isdigit, value))
    return n_digits in _PHONE_DIGITS and _PHONE.fullmatch(value.strip()) is not None


def _is_iban(value: str) -> bool:
    from stdnum import iban

    return _IBAN.fullmatch(value.strip()) is not None and iban.is_valid(value)


def _is_card(value: str) -> bool:
    from stdnum import luhn

    return bool(luhn.is_valid(value.strip().replace(" ", "").replace("-", "")))


def _is_address(value: str) -> bool:
    if value.count(".") != 3 and ":" not in value:
        return False
    try:
        ip_address(value.strip())
    except ValueError:
        return False
    return True


def _is_foreign_phone(value: str) -> bool:
    return value.startswith("+") and _is_phone(value)


def _is_person(value: str) -> bool:
    return _PERSON.fullmatch(value.strip()) is not None


def _national_test(words: frozenset[str]) -> Test:
    names = sorted(words & _NATIONAL_IDS.keys()) or ["codicefiscale"]
    tests = [import_module(f"stdnum.{_NATIONAL_IDS[name]}").is_valid for name in names]
    return lambda value: any(test(value) for test in tests)


_SHAPES: dict[str, Test] = {
    "email": EMAIL.search,
    "iban": _is_iban,
    "ip_address": _is_address,
    "phone": _is_foreign_phone,
}
