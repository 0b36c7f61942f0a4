"""What takes text that is no file of a project, or that the crawlers give only a few keys of: how each is fed."""

from __future__ import annotations

import io
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

from debt_pipelines.model.errors import DebtError, RulebookError, SettingsError, UnreadableError
from tests.fuzz.seeds import seed_files
from tests.fuzz.workspace import Workspace, all_crawlers, crawled

Made = tuple[Callable[[bytes], int | None], list[bytes]]


def _settings(workspace: Workspace) -> Made:
    from debt_pipelines.config.load import load_settings, settings_errors

    def parse(data: bytes) -> None:
        def read(name: str) -> bytes | None:
            return data if name == "debt.toml" else None

        wrong = settings_errors(read)
        if wrong:
            raise wrong[0]
        load_settings(read)

    sources = '[sources.shop]\nurl = "postgresql://${USER}@host/db"\ninclude = ["public.*"]\ntimeout_seconds = 1.5\n'
    said = 'name = "shop"\nexclude = ["data/", "!keep"]\n[datasets."data/*"]\ntier = 1\nowner = "ada"\n'
    return parse, [
        f'{said}[gate]\nseverities = ["critical"]\nmax_new_debt_ratio = 0.1\n[ci]\nexternal = true\n{sources}'.encode()
    ]


def _baseline(workspace: Workspace) -> Made:
    from debt_pipelines.score.baseline import baseline_from, from_json, to_json
    from tests.reports.sample import scorecard

    def parse(data: bytes) -> int:
        return len(to_json(from_json("baseline.json", data.decode(errors="replace"))))

    return parse, [to_json(baseline_from(scorecard())).encode()]


def _scorecard(workspace: Workspace) -> Made:
    from debt_pipelines.cli.render import saved_scorecard
    from debt_pipelines.reports.registry import RenderOptions, formats, render
    from tests.reports.sample import scorecard

    def parse(data: bytes) -> int:
        card = saved_scorecard(data.decode(errors="replace"), "scorecard.json")
        return sum(len(render(card, name, RenderOptions()).encode()) for name in formats())

    return parse, [render(scorecard(), "json", RenderOptions()).encode()]


def _suite(workspace: Workspace) -> Made:
    from debt_pipelines.rules import rulebook

    file = workspace.root.parent / "suite.yaml"

    def parse(data: bytes) -> int:
        file.write_bytes(data)
        try:
            return len(rulebook._suite_rules(file))
        finally:
            file.unlink()

    return parse, [
        path.read_bytes()[:4000].rpartition(b"\n  - type")[0] + b"\n"
        for path in sorted(rulebook.rulebook_folder().glob("*.yaml"))[:3]
    ]


def _command(workspace: Workspace) -> Made:
    from debt_pipelines.project.shell import calls_of, inline_code, program_of

    def parse(data: bytes) -> int:
        calls = calls_of(data.decode(errors="replace")) or []
        for call in calls:
            if call.words:
                inline_code(program_of(call.words[0]), call.words)
        return len(calls)

    seeds = (
        "A=1 python -m src.train --n 3 < in.csv > out.csv 2>&1 && (cd x; make) || exit 1",
        "for f in data/*.csv; do cat \"$f\" | awk '{print $1}' | sort -u > ${f%.csv}.txt; done",
        "bash -c 'python - <<EOF\nprint(1)\nEOF\n' && sudo env X=y nohup xargs -n1 python3 -c \"import x\" & wait",
        "python <<-'END' $(dvc root)/a `b` $((1+2)) {a,b}\n\tx = 1\n\tEND\n",
    )  # fmt: skip
    return parse, [text.encode() for text in seeds]


def _answer(workspace: Workspace) -> Made:
    from debt_pipelines.defs.webserver import Question, ask_gate

    def parse(data: bytes) -> None:
        with patch("urllib.request.urlopen", lambda *_, **__: io.BytesIO(data)):
            ask_gate("http://host", Question("shop", "abc", 1e9, 24))

    execution = {"status": "SUCCEEDED", "runId": "r", "timestamp": 1e9, "evaluation": {"success": True}}
    checks = {"checks": [{"name": "quality_gate", "executionForLatestMaterialization": execution}]}
    entries = [{"label": "revision", "text": "abc"}]
    node = {
        "assetMaterializations": [{"runId": "r", "timestamp": "1", "metadataEntries": entries}],
        "assetChecksOrError": checks,
    }
    refused = {"errors": [{"message": "no"}], "data": None}
    return parse, [json.dumps(said).encode() for said in ({"data": {"assetNodes": [node]}}, refused)]


def _document(kind: str) -> Callable[[Workspace], Made]:
    def make(workspace: Workspace) -> Made:
        from debt_pipelines.project.documents import load_document
        from debt_pipelines.project.dotted import entries

        def parse(data: bytes) -> int:
            return len(list(entries(load_document(f"any{kind}", data.decode(errors="replace").removeprefix("\ufeff")))))

        return parse, [data for path, data in seed_files().items() if path.endswith(kind)][:8]

    return make


def _names(workspace: Workspace) -> Made:
    """Files with odd names: each line of the input is one."""
    from debt_pipelines.project.project import open_project

    root = workspace.root.parent / "names"
    settings = workspace.settings.model_copy(update={"sources": {}, "incidents": None})

    def parse(data: bytes) -> int:
        shutil.rmtree(root, ignore_errors=True)
        root.mkdir()
        for name in data.split(b"\n")[:8]:
            _write_named(root, name.replace(b"\0", b"").strip(b"/"))
        return crawled(open_project(root), settings, list(all_crawlers())).n_rows

    tables = "data/orders_2026-01-05.csv\ndata/orders_2026-01-06.csv\ndata/year=2026/part-0.csv\nÜ b.csv".encode()
    return parse, [tables, b"a.csv\n[x].csv\n*.csv\n-x.csv\n\x1b[31m.csv\n\xff.csv\ndvc.yaml\n.dvc/config"]


def _write_named(root: Path, name: bytes) -> None:
    """A small table of that name, unless the system refuses such a name."""
    file = root / os.fsdecode(name)
    if ".." in file.parts or file == root:
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"id,name\n1,a\n")
    except OSError:
        return


OTHERS: dict[str, tuple[Callable[[Workspace], Made], tuple[type[DebtError], ...]]] = {
    "debt.toml": (_settings, (SettingsError,)),
    "baseline.json": (_baseline, (SettingsError,)),
    "scorecard.json": (_scorecard, (SettingsError,)),
    "suite.yaml": (_suite, (RulebookError,)),
    "command.sh": (_command, ()),
    "answer.json": (_answer, ()),
    "names.txt": (_names, (DebtError,)),
    "any.yaml": (_document(".yaml"), (UnreadableError,)),
    "any.json": (_document(".json"), (UnreadableError,)),
    "any.toml": (_document(".toml"), (UnreadableError,)),
}
"""How each target is made, and the errors by which it refuses."""
