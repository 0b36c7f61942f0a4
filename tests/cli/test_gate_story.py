"""A legacy project starts with a baseline: new debt closes its gate, accepted debt opens it until the day of review."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.project.yaml_document import load_yaml

MakeRepo = Callable[..., Path]
Commit = Callable[[Path, dict[str, str]], str]
Run = Callable[..., Any]
STAGES = """\
stages:
  prepare:
    cmd: python prepare.py
    deps:
    - orders.csv
    outs:
    - clean.csv
  train:
    cmd: python train.py
    deps:
    - clean.csv
    - nowhere.csv
    outs:
    - model.bin
"""
LOCK = """\
schema: '2.0'
stages:
  prepare:
    cmd: python prepare.py
    outs:
    - path: clean.csv
      hash: md5
      md5: a0000000000000000000000000000001
      size: 20
  train:
    cmd: python train.py
    deps:
    - path: clean.csv
      hash: md5
      md5: a0000000000000000000000000000001
      size: 20
    outs:
    - path: model.bin
      hash: md5
      md5: a0000000000000000000000000000002
      size: 10
"""
PHANTOM = ("dvc.yaml", STAGES.replace("    - nowhere.csv\n", "    - nowhere.csv\n    - never.csv\n"))
STALE = ("dvc.lock", LOCK.replace("00000001", "00000003", 1))
FILES: dict[str, str | bytes] = {
    "dvc.yaml": STAGES,
    "dvc.lock": LOCK,
    "prepare.py": "",
    "train.py": "",
    "orders.csv": "id,amount\n1,2.5\n2,3.5\n",
    ".dvc/config": "[core]\n    remote = s3\n['remote \"s3\"']\n    url = s3://bucket/key\n",
    "debt.toml": "[gate]\nmax_new_debt_ratio = 1.0\n",
}
SAID = ("--reason", "external", "--words", "it comes by courier: ask Bo", "--owner", "Bo", "--until", "2026-06-30")


@pytest.fixture
def on_day(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """A function that sets the day of the scans that follow."""

    def move(day: str) -> None:
        moment = datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=UTC)
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(moment.timestamp())))

    move("2026-01-10")
    return move


@pytest.fixture
def legacy(debt: Run, make_repo: MakeRepo, commit: Commit, on_day: Callable[[str], None]) -> Path:
    """A project with critical debt, and a baseline that knows of it."""
    root = make_repo(FILES)
    written = debt("baseline", "write", "--project", root, "--quiet")
    assert written.code == 0, written.err
    commit(root, {})
    return root


def gate(debt: Run, root: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
    """Exit code and verdict."""
    ran = debt("gate", root, "--format", "json", "--quiet", *arguments)
    return ran.code, json.loads(ran.out) if ran.out else {"error": ran.err}


def closed_by_one(debt: Run, root: Path, change: tuple[str, str]) -> dict[str, Any]:
    """The one finding that closes the gate once a file is changed."""
    (root / change[0]).write_text(change[1])
    code, verdict = gate(debt, root)
    assert code == 1
    [reason] = verdict["reasons"]
    assert (reason["condition"], reason["message"]) == ("severity", "1 new critical finding")
    assert "debt accept" in reason["action"]
    [finding] = reason["findings"]
    assert finding["fix"]
    found: dict[str, Any] = finding
    return found


def test_from_the_baseline_to_the_day_after_the_review_and_beyond(
    debt: Run, legacy: Path, on_day: Callable[[str], None]
) -> None:
    code, verdict = gate(debt, legacy)
    assert (code, verdict["passed"], verdict["reasons"]) == (0, True, [])
    assert verdict["baseline"] == ".debt/baseline.json"

    for change, subject in ((PHANTOM, "dvc.yaml:train<-never.csv"), (STALE, "dvc.yaml:train<-clean.csv")):
        finding = closed_by_one(debt, legacy, change)
        assert (finding["code"], finding["subject"]) == ("PIP104" if change is PHANTOM else "REP101", subject)
        accepted = debt("accept", finding["id"][:12], *SAID, "--project", legacy)
        assert accepted.code == 0, accepted.err
        assert gate(debt, legacy)[0] == 0

    on_day("2026-06-30")
    card = json.loads(debt("scan", legacy, "--format", "json").out)
    [entry] = [f for f in card["findings"] if f["id"] == finding["id"]]
    assert entry["status"] == "accepted"
    assert entry["exemption"] == "external: it comes by courier: ask Bo (Bo, until 2026-06-30)"
    minutes = sum(f["effort_minutes"] for f in card["findings"] if f["status"] == "accepted")
    assert card["scorecard"]["headline"]["accepted_hours"] == round(minutes / 60, 2)
    assert all(f["first_seen"][:10] <= "2026-01-10" for f in card["findings"] if f["status"] == "known")

    on_day("2026-07-01")
    code, verdict = gate(debt, legacy)
    assert code == 1
    assert [reason["condition"] for reason in verdict["reasons"]] == ["severity", "expired_acceptance"]
    expired = verdict["reasons"][1]["findings"]
    assert {(f["code"], f["owner"], f["path"]) for f in expired} == {("OPS108", "Bo", ".debt/accepted.yaml")}
    told = debt("gate", legacy).out
    assert "The acceptance of PIP104 on `dvc.yaml:train<-never.csv` ran out on 2026-06-30" in told
    assert "owner Bo" in told
    assert "PIP104: " in told, "how to fix"

    (legacy / "dvc.yaml").write_text(STAGES.replace("    - nowhere.csv\n", ""))
    (legacy / "dvc.lock").write_text(LOCK)
    paid = debt("scan", legacy, "--format", "json")
    assert paid.code == 0, paid.err
    card = json.loads(paid.out)
    idle = "covers nothing: there is no such finding"
    assert {f["message"] for f in card["findings"] if f["code"] == "OPS109"} == {
        f"The exemption of PIP104 on `dvc.yaml:train<-never.csv` {idle}",
        f"The exemption of REP101 on `dvc.yaml:train<-clean.csv` {idle}",
    }
    before = json.loads((legacy / ".debt/baseline.json").read_text())["findings"]
    pruned = debt("baseline", "prune", "--project", legacy, "--quiet")
    assert pruned.code == 0, pruned.err
    after = json.loads((legacy / ".debt/baseline.json").read_text())["findings"]
    assert {f["subject"] for f in before} - {f["subject"] for f in after} == {"dvc.yaml:train<-nowhere.csv"}
    assert "known at" in debt("baseline", "show", "--project", legacy).out


def test_a_renamed_file_brings_nothing_new(debt: Run, legacy: Path, git: Callable[..., str]) -> None:
    git(legacy, "mv", "orders.csv", "sales.csv")
    (legacy / "dvc.yaml").write_text(STAGES.replace("orders.csv", "sales.csv"))
    git(legacy, "add", "--all")
    card = json.loads(debt("scan", legacy, "--format", "json", "--exit-zero").out)
    moved = {f["code"]: f["status"] for f in card["findings"] if f["dataset"] == "file:sales.csv"}
    assert moved["VAL101"] == "known"
    since = json.loads(debt("scan", legacy, "--new-since", "HEAD", "--format", "json", "--exit-zero").out)
    assert {f["status"] for f in since["findings"] if f["code"] in ("VAL101", "DOC101")} == {"known"}


def test_the_last_scan_is_a_baseline_too(debt: Run, make_repo: MakeRepo, on_day: Callable[[str], None]) -> None:
    root = make_repo(FILES)
    refused = debt("gate", root, "--baseline", "last")
    assert (refused.code, "there is no last scan" in refused.err) == (2, True)
    assert debt("gate", root).code == 1
    assert debt("gate", root, "--baseline", "last").code == 0
    (root / "dvc.yaml").write_text(PHANTOM[1])
    assert debt("gate", root, "--baseline", "last").code == 1


def test_new_objects_owe_what_old_ones_are_forgiven(debt: Run, legacy: Path, git: Callable[..., str]) -> None:
    git(legacy, "mv", "orders.csv", "sales.csv")
    (legacy / "dvc.yaml").write_text(STAGES.replace("orders.csv", "sales.csv"))
    git(legacy, "add", "--all")
    code, verdict = gate(debt, legacy)
    assert (code, verdict["reasons"]) == (0, []), "only renamed"
    (legacy / "visits.csv").write_text("day,n_visits\n2026-01-01,3\n2026-01-02,4\n")
    git(legacy, "add", "--all")
    for since in ([], ["--new-since", "HEAD"]):
        code, verdict = gate(debt, legacy, *since)
        [reason] = verdict["reasons"]
        assert (code, reason["condition"]) == (1, "new_objects"), since
        assert {(entry["code"], entry["subject"]) for entry in reason["findings"]} == {
            (code, "file:visits.csv") for code in ("DOC101", "DOC301", "VAL101")
        }
    (legacy / "debt.toml").write_text("[gate]\nnew_objects = false\nmax_new_debt_ratio = 1.0\n")
    assert gate(debt, legacy)[0] == 0


LEDGER = """\
# ours
- code: PIP104   # wide
  subject: 'dvc.yaml:*'
  reason: by-design
  words: fetched at night
  owner: Ada
  until: 2027-01-01

# the end
"""


def test_entries_are_added_to_the_byte(debt: Run, make_repo: MakeRepo, on_day: Callable[[str], None]) -> None:
    root = make_repo(FILES | {".debt/accepted.yaml": LEDGER})
    card = json.loads(debt("scan", root, "--format", "json").out)
    assert [f["status"] for f in card["findings"] if f["code"] == "PIP104"] == ["accepted"]
    chosen = [f["id"] for f in card["findings"] if f["status"] == "new"][:2]
    dry = debt("accept", *chosen, *SAID, "--project", root, "--dry-run")
    assert dry.out.startswith("--- a/.debt/accepted.yaml")
    assert debt("accept", *chosen, *SAID, "--ticket", "OPS-7", "--project", root).code == 0
    text = (root / ".debt/accepted.yaml").read_text()
    added = text.removeprefix(LEDGER.partition("\n\n")[0] + "\n").removesuffix("\n# the end\n")
    assert LEDGER.replace("\n\n", "\n" + added + "\n") == text
    assert [entry.get("finding") for entry in load_yaml(text).data] == [None, *chosen]
    card = json.loads(debt("scan", root, "--format", "json").out)
    assert {f["id"] for f in card["findings"] if f["status"] == "accepted"} >= set(chosen)
    again = debt("accept", chosen[0], *SAID, "--project", root, "--quiet")
    assert (again.code, "is accepted already" in again.err) == (2, True)
    unknown = debt("accept", "zz", *SAID, "--project", root, "--quiet")
    assert (unknown.code, "there is no finding `zz`" in unknown.err) == (2, True)


@pytest.mark.parametrize(
    ("ledger", "message"),
    [
        (LEDGER.replace("by-design", "by-desing"), ".debt/accepted.yaml:4: there is no reason `by-desing`"),
        (LEDGER.replace("owner", "ower"), ".debt/accepted.yaml:6: unknown key `ower`"),
        (LEDGER.replace("  owner: Ada\n", ""), ".debt/accepted.yaml:2: `owner` is missing"),
        (LEDGER.replace("2027-01-01", "soon"), ".debt/accepted.yaml:7: `until`: `soon` is not a day"),
        ("accepted: []\n", ".debt/accepted.yaml:1: a list of entries is expected"),
        ("- x: [\n", ".debt/accepted.yaml:2: "),
    ],
)
def test_a_wrong_ledger_is_an_error(debt: Run, make_repo: MakeRepo, ledger: str, message: str) -> None:
    ran = debt("scan", make_repo(FILES | {".debt/accepted.yaml": ledger}))
    assert ran.code == 2
    assert f"error: {message}" in ran.err, ran.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["gate", ".", "--baseline", "no.json"], "cannot read `no.json`"),
        (["gate", ".", "--baseline", "x", "--new-since", "HEAD"], "--new-since and --baseline exclude each other"),
        (["accept", "zz", *SAID[:-1], "soon", "--project", "."], "`soon` is not a day"),
        (["baseline", "show", "--project", "."], "there is no `.debt/baseline.json`"),
    ],
)
def test_bad_input(
    debt: Run, make_repo: MakeRepo, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    monkeypatch.chdir(make_repo(FILES))
    ran = debt(*arguments)
    assert (ran.code, message in ran.err) == (2, True), ran.err


def test_where_nothing_can_be_read(debt: Run, tmp_path: Path) -> None:
    (tmp_path / "void").mkdir()
    assert debt("gate", tmp_path / "void").code == 3
