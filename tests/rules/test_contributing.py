"""Adding a rule takes one suite entry and one case file: CONTRIBUTING says so, and this does it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from debt_pipelines.rules.rulebook import load_rules, rulebook_folder
from tests.rules.test_cases import cases_of, check_cases

GUIDE = Path(__file__).resolve().parents[2] / "CONTRIBUTING.md"


def test_the_guide_adds_a_rule(tmp_path: Path) -> None:
    entry, cases = re.findall(r"```yaml\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    suite = tmp_path / "reproducibility.yaml"
    shutil.copy(rulebook_folder() / "reproducibility.yaml", suite)
    header = suite.read_text("utf-8").partition("expectations:\n")[0]
    suite.write_text(f"{header}expectations:\n{entry}", "utf-8")
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "REP901.yaml").write_text(cases, "utf-8")
    rule = next(rule for rule in load_rules([tmp_path]) if rule.code == "REP901")
    check_cases(rule, cases_of("REP901", tmp_path / "cases"))
