"""What a project needs to be scanned by itself: settings, a pre-commit hook, a workflow. Nothing there is changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from debt_pipelines.fixes.patch import Patch
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.documents import load_document

Part = Literal["settings", "pre-commit", "workflow"]

SETTINGS = """\
# exclude = ["archive/"]         # patterns as in .gitignore: no data of this project
# disable = ["DOC102"]           # rules that are not judged; `debt rules` lists them

{section}gate]
# What closes the gate when it is new: by severity, and by severity on tier-1 datasets.
severities = ["critical"]
tier_1_severities = ["critical", "high"]

# Which datasets matter most, and whose they are:
# {section}datasets]
# "data/orders/*.parquet" = {{tier = 1, owner = "@sales-data"}}
"""
HOOK_FILE = ".pre-commit-config.yaml"
HOOK = """\
  - repo: local
    hooks:
      - id: debt-gate
        name: no new data debt
        entry: debt gate
        language: system
        pass_filenames: false
        stages: [pre-push]
"""
WORKFLOW_FILE = ".github/workflows/data-debt.yml"
WORKFLOW = """\
name: data debt
on: pull_request
permissions:
  contents: read
jobs:
  gate:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0  # drift and runs are read from the history
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: pip install debt-pipelines
      - run: debt gate --new-since "origin/${{ github.base_ref }}"
"""


class SetUp(NamedTuple):
    """What one part would write, or why it is left as it is, and what a person may add there by hand."""

    part: Part
    patch: Patch | None
    reason: str = ""
    by_hand: str = ""


def set_up(part: Part, read: Callable[[str], str | None]) -> SetUp:
    """What a part would write; `read(path)` gives the text of a file of the project, or None without one."""
    return {"settings": _settings, "pre-commit": _hook, "workflow": _workflow}[part](read)


def _settings(read: Callable[[str], str | None]) -> SetUp:
    if read("debt.toml") is not None:
        return SetUp("settings", None, "debt.toml is there")
    pyproject = read("pyproject.toml")
    if pyproject is not None and "debt" in _tools(pyproject):
        return SetUp("settings", None, "pyproject.toml has [tool.debt]")
    if pyproject is not None:
        line_end = "\r\n" if "\r\n" in pyproject else "\n"
        section = f"\n\n[tool.debt]\n{SETTINGS.format(section='[tool.debt.')}".replace("\n", line_end)
        text = pyproject.rstrip() + section
        if "debt" in _tools(text):
            return SetUp("settings", Patch("pyproject.toml", pyproject, text, "settings to start from, at its end"))
    return SetUp("settings", Patch("debt.toml", None, SETTINGS.format(section="["), "settings to start from"))


def _tools(pyproject: str) -> dict[str, object]:
    """The `[tool]` table of a pyproject.toml; nothing where it cannot be read."""
    try:
        tool = load_document("pyproject.toml", pyproject).data.get("tool", {})
    except UnreadableError:
        return {}
    return tool if isinstance(tool, dict) else {}


def _hook(read: Callable[[str], str | None]) -> SetUp:
    present = read(HOOK_FILE)
    if present is None:
        summary = "a hook; `pre-commit install --hook-type pre-push` switches it on"
        return SetUp("pre-commit", Patch(HOOK_FILE, None, f"repos:\n{HOOK}", summary))
    if "debt gate" in present or "debt-gate" in present:
        return SetUp("pre-commit", None, f"{HOOK_FILE} has the hook")
    return SetUp("pre-commit", None, f"{HOOK_FILE} is there; add under `repos:`", HOOK)


def _workflow(read: Callable[[str], str | None]) -> SetUp:
    if read(WORKFLOW_FILE) is not None:
        return SetUp("workflow", None, f"{WORKFLOW_FILE} is there")
    return SetUp("workflow", Patch(WORKFLOW_FILE, None, WORKFLOW, "the gate on each pull request"))
