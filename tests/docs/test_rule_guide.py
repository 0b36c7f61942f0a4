"""Adding a rule takes one suite entry and one case file: the guide says so, and this does it."""

from __future__ import annotations

import re
from pathlib import Path

from debt_pipelines.rules.rulebook import load_rules
from tests.rules.test_cases import cases_of, check_cases

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guides" / "write-a-rule.md"


def test_the_guide_adds_a_rule(tmp_path: Path) -> None:
    entry, cases, head = re.findall(r"```yaml\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    (tmp_path / "ours.yaml").write_text(head + entry, "utf-8")
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "REP901.yaml").write_text(cases, "utf-8")
    rule = next(rule for rule in load_rules([tmp_path]) if rule.code == "REP901")
    check_cases(rule, cases_of("REP901", tmp_path / "cases"))
