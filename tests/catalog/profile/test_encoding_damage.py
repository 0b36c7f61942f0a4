"""Text that was decoded wrongly, and text that only looks so."""

from __future__ import annotations

import pytest

from debt_pipelines.catalog.profile.encoding_damage import find_encoding_damage


@pytest.mark.parametrize("text", ["é", "ü", "ñ", "–", "’", "€", "…", "ł", "я", "č", "日", "😀"])
def test_utf8_read_in_a_single_byte_encoding(text: str) -> None:
    damaged = "".join(bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in text.encode())
    assert find_encoding_damage(["fine", f"a{damaged}b"]) == f"{damaged} for {text}"


def test_a_lost_character() -> None:
    assert find_encoding_damage(["caf\ufffd"]) == "\ufffd, a character that was lost"


def test_two_characters_within_a_word() -> None:
    assert find_encoding_damage(["donÛªt"]) == "Ûª within a word"


@pytest.mark.parametrize(
    "text",
    ["plain", "café", "„Spaß“", "«CAFÉ’S»", "SÃO PAULO", "Ünïcödé", "naïve – “quoted”", "Ελλάδα", "日本語", "5 Â"],
)
def test_sound_text(text: str) -> None:
    assert find_encoding_damage([text]) is None
