"""`debt fix`: the findings it settles are gone afterwards, and nothing else has changed."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from debt_pipelines.cli.patches import write_patches
from debt_pipelines.fixes.patch import Patch
from debt_pipelines.model.errors import SettingsError
from tests.cli.conftest import Run
from tests.shop import ScannedShop, planted


@pytest.fixture
def shop(example: ScannedShop, tmp_path: Path) -> Path:
    """The example, to be changed."""
    return example.copy(tmp_path / "shop")


def status(root: Path) -> str:
    return subprocess.run(["git", "status", "--short"], cwd=root, check=True, capture_output=True, text=True).stdout


def found(debt: Run, root: Path) -> set[tuple[str, str]]:
    document = json.loads(debt("scan", root, "--format", "json", "--exit-zero").out)
    return {(finding["code"], finding["subject"]["id"]) for finding in document["findings"]}


def test_what_it_settles_is_gone(debt: Run, shop: Path) -> None:
    before = planted()
    dry = debt("fix", shop, "--dry-run")
    assert (dry.code, status(shop)) == (0, "")
    assert "run again without --dry-run" in dry.err

    done = debt("fix", shop)
    assert (done.code, done.out) == (0, dry.out)
    assert "M docs/data-dictionary.md" in status(shop)
    after = found(debt, shop)
    gone = before - after
    assert after <= before
    assert {
        ("VAL101", "file:data/raw/visits.csv"),
        ("VAL101", "file:data/reference/holidays.csv"),
        ("VAL102", "file:data/features/customer_features.csv#visits_90d"),
        ("SCH110", "file:data/reference/holidays.csv"),
    } <= gone
    assert {code for code, _subject in gone}.isdisjoint({"DOC101", "DOC201"}), "those need words"


def test_git_takes_the_diff(debt: Run, shop: Path, tmp_path: Path) -> None:
    diff = tmp_path / "fix.diff"
    diff.write_text(debt("fix", shop, "--dry-run", "--quiet").out, "utf-8")
    subprocess.run(["git", "apply", "--index", diff], cwd=shop, check=True)
    assert "A  great_expectations/expectations/visits.json" in status(shop)
    assert debt("fix", shop, "--code", "VAL101").err.startswith("nothing can be written for these 2 findings")


def test_only_what_is_asked_for(debt: Run, shop: Path) -> None:
    result = debt("fix", shop, "--code", "val101", "--dataset", "data/raw/*")
    assert status(shop) == "?? great_expectations/expectations/visits.json\n"
    assert "1 of 1 findings settled" in result.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--code", "REP101"], "nothing can be written for `REP101`"),
        (["no/such/folder"], "there is no folder `no/such/folder`"),
    ],
)
def test_mistakes(debt: Run, arguments: list[str], message: str) -> None:
    result = debt("fix", *arguments)
    assert result.code == 2
    assert message in result.err


def test_all_files_or_none(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"a: 1\r\n")
    good = Patch("b/new.json", None, "{}\n", "")
    for bad in (Patch("a.yaml", "a: 1\n", "a: 2\n", ""), Patch("../x", None, "", ""), Patch("a.yaml", None, "", "")):
        with pytest.raises(SettingsError):
            write_patches(tmp_path, [good, bad])
        assert sorted(path.name for path in tmp_path.iterdir()) == ["a.yaml"]
    write_patches(tmp_path, [good, Patch("a.yaml", "a: 1\r\n", "a: 2\r\n", "")])
    assert (tmp_path / "a.yaml").read_bytes() == b"a: 2\r\n"
    assert (tmp_path / "b/new.json").read_text() == "{}\n"
