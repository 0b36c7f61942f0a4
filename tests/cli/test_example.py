"""The bundled example end to end: exactly the planted debt is found, no more and no less."""

from __future__ import annotations

from tests.shop import ScannedShop, planted


def test_exactly_the_planted_debt_is_found(example: ScannedShop) -> None:
    found = {(finding.code, finding.subject.id) for finding in example.card.findings}
    assert sorted(found - planted()) == []
    assert sorted(planted() - found) == []
    assert len({code[:3] for code, _ in found}) >= 6
    assert not example.card.gate.passed


def test_every_finding_names_a_place_that_exists(example: ScannedShop) -> None:
    for finding in example.card.findings:
        assert finding.path is not None
        place = example.root / finding.path
        assert place.exists(), finding
        if finding.line is not None and place.suffix != ".parquet":
            assert finding.line <= len(place.read_text("utf-8").splitlines()), finding
