"""JSON and TOML are read as YAML is."""

from __future__ import annotations

import math

import pytest

from debt_pipelines.model.digits import MOST_DIGITS
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.documents import load_document

FORMS = {
    "a.yaml": "n: {0}\nl: [-{0}, 7]\n",
    "a.json": '{{"n": {0}, "l": [-{0}, 7]}}',
    "a.toml": "n = {0}\nl = [-{0}, 7]\n",
}


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("digits", [1, 300, 301, 308, 4000])
def test_a_number_of_very_many_digits_is_a_float(path: str, digits: int) -> None:
    number = 10**digits - 1 if digits <= MOST_DIGITS else float("9" * digits)
    read = load_document(path, FORMS[path].format("9" * digits)).data
    assert read == {"n": number, "l": [-number, 7]}
    assert type(read["n"]) is type(number)


def test_toml_has_no_number_of_more_digits_than_python_reads() -> None:
    with pytest.raises(UnreadableError, match="not valid TOML"):
        load_document("a.toml", f"n = {'9' * 5000}\n")
    assert load_document("a.toml", f"n = 0x{'f' * 5000}\n").data == {"n": math.inf}
