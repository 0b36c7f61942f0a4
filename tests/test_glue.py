"""The hook for pre-commit, the GitHub action and the example workflow: well-formed, pinned, safe, and they run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from pre_commit.clientlib import load_manifest

from debt_pipelines.cli.main import cli
from debt_pipelines.reports.to_json import compact
from tests.reports.sample import empty_scorecard, scorecard

ROOT = Path(__file__).parents[1]
PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}")
EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}")


def _yaml(path: str) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((ROOT / path).read_text("utf-8"))
    return document


ACTION = _yaml("action.yml")
WORKFLOW = _yaml("examples/workflows/debt.yml")
STEPS = [*ACTION["runs"]["steps"], *WORKFLOW["jobs"]["debt"]["steps"]]
SCRIPTS = [step["run"] for step in STEPS if "run" in step]
SCAN = next(step["run"] for step in ACTION["runs"]["steps"] if step.get("id") == "scan")


def test_pre_commit_takes_the_hooks() -> None:
    hooks = load_manifest(ROOT / ".pre-commit-hooks.yaml")
    assert [hook["id"] for hook in hooks] == ["debt-gate"]
    for hook in hooks:
        program, command, *options = hook["entry"].split()
        assert program == "debt"
        found = cli.get_command(click.Context(cli), command)
        assert found is not None
        assert set(options) <= {name for parameter in found.params for name in parameter.opts}


def test_the_action_documents_what_it_takes_and_uses_all_of_it() -> None:
    assert ACTION["runs"]["using"] == "composite"
    text = str(ACTION["runs"]["steps"])
    for name, entry in ACTION["inputs"].items():
        assert entry["description"]
        assert isinstance(entry["default"], str)
        assert f"inputs.{name}" in text, name
    assert set(re.findall(r"inputs\.([\w-]+)", text)) == set(ACTION["inputs"])


def test_outputs_come_from_steps_that_write_them() -> None:
    written = {
        (step["id"], name)
        for step in ACTION["runs"]["steps"]
        if "id" in step
        for name in re.findall(r'echo "(\w+)=.*>> "\$GITHUB_OUTPUT"', step["run"])
    }
    for name, entry in ACTION["outputs"].items():
        named = re.findall(r"steps\.(\w+)\.outputs\.(\w+)", entry["value"])
        assert named, name
        assert set(named) <= written
    read = set(re.findall(r"steps\.debt\.outputs\.(\w+)", str(WORKFLOW)))
    assert read <= set(ACTION["outputs"])


def test_files_of_outputs_are_those_that_the_scan_writes() -> None:
    formats = dict(re.findall(r'--format "(\w+)=\$folder/([\w.]+)"', SCAN))
    named = {entry["value"].rpartition("/")[2] for entry in ACTION["outputs"].values() if "/" in entry["value"]}
    assert named == set(formats.values())


def test_what_others_made_is_pinned_to_a_commit() -> None:
    used = [step["uses"] for step in STEPS if "uses" in step]
    ours = [name for name in used if name.startswith("OWNER/")]
    assert len(ours) == 1
    assert all(PINNED.fullmatch(name) for name in used if name not in ours)


@pytest.mark.parametrize("script", SCRIPTS)
def test_scripts_take_values_from_the_environment_only_and_parse(script: str) -> None:
    assert not EXPRESSION.search(script)
    done = subprocess.run(["bash", "-n"], input=script, text=True, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_workflow_has_no_more_rights_than_it_needs() -> None:
    assert WORKFLOW["permissions"] == {}
    assert WORKFLOW["jobs"]["debt"]["permissions"] == {
        "contents": "read", "pull-requests": "write", "security-events": "write",
    }  # fmt: skip
    taken = next(step["with"] for step in STEPS if step.get("uses", "").startswith("OWNER/"))
    assert set(taken) <= set(ACTION["inputs"])


@pytest.mark.parametrize(("card", "gate"), [(scorecard(), "closed"), (empty_scorecard(), "open")])
def test_the_scan_step_passes_on_options_and_says_how_the_gate_is(tmp_path: Path, card: Any, gate: str) -> None:
    programs = tmp_path / "debt-environment" / "bin"
    programs.mkdir(parents=True)
    (tmp_path / "card.json").write_text(compact(card), "utf-8")
    stub = (
        '#!/usr/bin/env bash\nprintf "%s\\n" "$@" > "$RUNNER_TEMP/arguments"\n'
        'for word in "$@"; do case $word in *=*/*) cp "$RUNNER_TEMP/card.json" "${word#*=}";; esac; done\n'
    )
    (programs / "debt").write_text(stub)
    (programs / "debt").chmod(0o755)
    (programs / "python").symlink_to(sys.executable)
    variables = {
        "RUNNER_TEMP": str(tmp_path), "GITHUB_OUTPUT": str(tmp_path / "output"),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"), "PATH": os.environ["PATH"],
        "DEBT_PATH": "-odd path", "DEBT_NEW_SINCE": "main; rm x", "DEBT_BASELINE": "",
    }  # fmt: skip
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", SCAN]
    subprocess.run(command, env=variables, cwd=tmp_path, check=True)
    arguments = (tmp_path / "arguments").read_text().splitlines()
    assert arguments[-2:] == ["--", "-odd path"]
    assert arguments[arguments.index("--new-since") + 1] == "main; rm x"
    assert "--baseline" not in arguments
    assert f"gate={gate}" in (tmp_path / "output").read_text().splitlines()
    assert (tmp_path / "summary").read_text() == compact(card)
