"""`debt scan` and `debt gate` end to end: reports, exit codes, new since a revision, and clear words on bad input."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from debt_pipelines.reports.to_json import json_schema

STAGES = """\
stages:
  train:
    cmd: python train.py
    deps:
    - orders.csv
    outs:
    - model.bin
"""
PHANTOM = STAGES.replace("    - orders.csv\n", "    - orders.csv\n    - nowhere.csv\n")
FILES: dict[str, str | bytes] = {
    "dvc.yaml": STAGES,
    "orders.csv": "id,amount\n1,2.5\n2,3.5\n",
    ".dvc/config": "[core]\n    remote = s3\n['remote \"s3\"']\n    url = s3://bucket/key\n",
}
MakeRepo = Callable[..., Path]
Run = Callable[..., Any]


def tree(root: Path) -> dict[str, tuple[str, int]]:
    """Content hash and mtime of everything in a folder, `.git` included."""
    return {
        str(path.relative_to(root)): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


def commit(root: Path) -> None:
    """Commit everything in a repository."""
    identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "-C", root, "add", "-A"], check=True)
    subprocess.run(["git", "-C", root, *identity, "commit", "-q", "-m", "Change"], check=True)


def test_scan_gives_valid_json_and_changes_nothing(debt: Run, make_repo: MakeRepo, tmp_path: Path) -> None:
    root = make_repo(FILES)
    before = tree(root)
    report = tmp_path / "report.html"
    result = debt("scan", root, "--format", "json", "--format", f"html={report}", "--quiet")
    assert result.code == 0
    document = json.loads(result.out)
    jsonschema.validate(document, json_schema())
    assert document["scorecard"]["headline"]["n_findings"] == len(document["findings"])
    assert [job["id"] for job in document["jobs"]] == ["dvc.yaml:train"]
    assert {finding["code"] for finding in document["findings"]} >= {"REP108", "VAL101", "SCH110", "DOC101"}
    assert report.read_text("utf-8").startswith("<!doctype html>")
    assert result.err == f"wrote {report}\n"
    assert tree(root) == before


def test_a_path_alone_is_a_scan(debt: Run, make_repo: MakeRepo) -> None:
    result = debt(make_repo(FILES), "--verbose")
    assert result.code == 0
    assert "REP108" in result.out
    told = [line.split()[0] for line in result.err.splitlines()]
    assert told == ["settings", "crawl", "read", "catalog", "facts", "judge", "score", "results", "run"]
    assert max(len(line) for line in result.out.splitlines()) <= 80


def test_exit_codes_follow_the_gate(debt: Run, make_repo: MakeRepo) -> None:
    root = make_repo(FILES | {"dvc.yaml": PHANTOM})
    assert debt("scan", root).code == 1
    assert debt("scan", root, "--exit-zero").code == 0
    gate = debt("gate", root)
    assert gate.code == 1
    assert gate.out.startswith("gate: closed\n  1 new critical finding\n    dvc.yaml:6 PIP104 ")


def test_only_what_is_new_closes_the_gate(debt: Run, make_repo: MakeRepo) -> None:
    root = make_repo(FILES | {"dvc.yaml": PHANTOM})
    assert debt("gate", root, "--new-since", "HEAD").out == "gate: open\n"
    (root / "dvc.yaml").write_text(PHANTOM.replace("nowhere.csv", "nowhere.csv\n    - never.csv"))
    changed = debt("scan", root, "--new-since", "HEAD", "--format", "json")
    statuses = {f["subject"]["id"]: f["status"] for f in json.loads(changed.out)["findings"] if f["code"] == "PIP104"}
    assert statuses == {"dvc.yaml:train<-nowhere.csv": "known", "dvc.yaml:train<-never.csv": "new"}
    assert changed.code == 1


def test_drift_is_told_since_a_revision(debt: Run, make_repo: MakeRepo) -> None:
    root = make_repo(FILES)
    (root / "orders.csv").write_text("id,total\n1,2.5\n2,3.5\n")
    commit(root)
    (root / "orders.csv").write_text("id,total,note\n1,2.5,a\n2,3.5,b\n")
    commit(root)
    since_first = json.loads(debt("scan", root, "--new-since", "HEAD~2", "--format", "json").out)
    drift = {(f["code"], f["column"]) for f in since_first["findings"] if f["family"] == "SCH" and f["column"]}
    assert ("SCH102", "note") in drift
    assert ("SCH101", "amount") in drift or ("SCH105", "total") in drift
    before = json.loads(debt("scan", root, "--format", "json", "--exit-zero").out)
    assert [f["column"] for f in before["findings"] if f["code"] in ("SCH101", "SCH102", "SCH105")] == ["note"]


def test_the_same_input_gives_the_same_bytes(debt: Run, make_repo: MakeRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    root = make_repo(FILES)
    assert debt("scan", root, "--format", "json").out == debt("scan", root, "--format", "json").out


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["scan", "missing"], 2, "error: there is no folder `missing`"),
        (["scan", "a-file"], 2, "error: `a-file` is a file"),
        (["scan", "empty"], 3, "error: `empty` is an empty folder"),
        (["scan", "empty-repository"], 3, "error: `empty-repository` is an empty repository"),
        (["scan", "plain", "--new-since", "HEAD"], 2, "error: `plain` is not in a git repository"),
        (["scan", "plain", "--format", "jsn"], 2, "error: there is no report format `jsn`"),
        (["scan", "plain", "--fromat", "json"], 2, "error: No such option"),
        (["scan", "bad-settings"], 2, "error: debt.toml:2: unknown setting `disabled`"),
        (["scan", "plain", "--format", "json=no/such/folder/x.json"], 2, "error: cannot write"),
    ],
)
def test_bad_input_is_told_in_one_line(
    debt: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a-file").write_text("")
    for folder in ("empty", "empty-repository", "plain", "bad-settings"):
        Path(folder).mkdir()
    subprocess.run(["git", "init", "-q", "empty-repository"], check=True)
    Path("plain/orders.csv").write_text("id\n1\n")
    Path("bad-settings/debt.toml").write_text('name = "x"\ndisabled = ["REP101"]\n')
    result = debt(*arguments)
    assert result.code == code
    assert result.err.startswith(message)
    assert "Traceback" not in result.err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_without_permission(debt: Run, make_repo: MakeRepo) -> None:
    root = make_repo(FILES)
    root.chmod(0)
    try:
        result = debt("scan", root)
    finally:
        root.chmod(0o755)
    assert result.code == 3
    assert "no permission" in result.err


def test_damaged_files_cost_themselves_only(debt: Run, make_repo: MakeRepo) -> None:
    damaged: dict[str, str | bytes] = {
        "pipelines/dvc.yaml": "stages:\n\tbad: tab\n",
        "pipelines/dvc.lock": "<<<<<<< ours\nschema: '2.0'\n",
        "binary.csv": b"\x00\x01\x02\x00" * 64,
        "empty.csv": b"",
        "cut.parquet": b"PAR1 and nothing more",
        "broken.jsonl": '{"a": 1}\n{"a": \n',
        "gx/expectations/cut.json": '{"name": "cut", "expectations": [',
        "added.csv.dvc": "- not\n- a mapping\n",
    }
    result = debt("scan", make_repo(FILES | damaged), "--format", "json", "--exit-zero")
    assert "Traceback" not in result.err
    document = json.loads(result.out)
    told = {(f["code"], f["path"], f["line"]) for f in document["findings"] if f["code"] in ("REP115", "OPS110")}
    assert {
        ("REP115", "pipelines/dvc.yaml", 2),
        ("REP115", "pipelines/dvc.lock", 1),
        ("REP115", "added.csv.dvc", 1),
    } <= told
    assert {path for code, path, _ in told if code == "OPS110"} >= {"binary.csv", "cut.parquet", "broken.jsonl"}
    assert "gx/expectations/cut.json" in {path for _, path, _ in told}
    assert [job["id"] for job in document["jobs"]] == ["dvc.yaml:train"]
    assert "orders.csv" in {dataset["path"] for dataset in document["datasets"]}
