"""A credential or a personal value of a repository is seen nowhere again: no output, no log, no state, no Dagster."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.remote_representation.external_data import RepositorySnap
from dagster._serdes import serialize_value

from debt_pipelines.cli.terminal import note_crash
from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers import databases, remote_files
from debt_pipelines.defs.factory import build_debt_defs
from debt_pipelines.defs.instance import open_instance
from debt_pipelines.defs.scorecard_file import read_scorecard
from debt_pipelines.defs.target import read_target
from debt_pipelines.defs.target_graph import last_graph
from debt_pipelines.model.masking import MASK
from debt_pipelines.project.project import open_project
from debt_pipelines.reports.finding_text import finding_text
from debt_pipelines.reports.ink import Ink
from debt_pipelines.rules.rulebook import load_rules
from tests.every_command import run
from tests.outputs.canaries import PERSONAL, SECRETS, SOURCES
from tests.outputs.scanned import Scanned
from tests.outputs.traces import traces

ALL = {**SECRETS, **PERSONAL}


def test_no_canary_is_in_any_output_or_in_the_state(scanned: Scanned) -> None:
    places = scanned.places()
    assert traces(ALL, places) == []
    kinds = {name.rpartition(".")[2].partition(" ")[0] for name in places}
    assert {"parquet", "sqlite", "json", "db", "out"} <= kinds


def test_the_places_were_read(scanned: Scanned) -> None:
    """What stands beside the canaries is there, so that their absence says something."""
    tables = b"".join(content for name, content in scanned.places().items() if "parquet (values)" in name)
    for beside in (b"--api-key ***", b"--token ***", b"MY_TOKEN=***", b"services/***", b"rate", b"word1"):
        assert beside in tables, beside
    assert tables.count(MASK.encode()) > 10
    assert b"national_id" in tables
    assert b"credit_card" in tables
    assert b"person_name" in tables


def test_the_local_configuration_of_dvc_is_not_even_opened(scanned: Scanned) -> None:
    assert scanned.printed
    assert scanned.opened == set()


def test_looking_changes_nothing(scanned: Scanned) -> None:
    assert scanned.changed == []


def test_a_secret_that_differs_from_the_recorded_one_is_told_and_not_shown(scanned: Scanned) -> None:
    text = (scanned.out / "scorecard.json").read_text()
    assert "the parameter `db.password` of `params.yaml` has another value" in text


@pytest.mark.filterwarnings("ignore:Property `ScheduleDefinition.environment_vars`:DeprecationWarning")
def test_what_dagster_is_told_of_the_project_holds_none(scanned: Scanned) -> None:
    """The snapshot is all that the UI and GraphQL know of a code location; runs and logs are in the state."""
    target = read_target(scanned.root)
    definitions = build_debt_defs(target, graph=last_graph(target))
    snapshot = serialize_value(RepositorySnap.from_def(definitions.get_repository_def()))
    assert "people.csv" in snapshot
    assert traces(ALL, {"the snapshot": snapshot.encode()}) == []
    sensor = definitions.resolve_sensor_def(f"{target.prefix}_watch")
    with open_instance(target.state) as instance, dg.build_sensor_context(instance=instance) as context:
        assert traces(ALL, {"a tick": repr(sensor(context)).encode()}) == []


def test_what_is_written_into_the_project_shows_no_personal_value(scanned: Scanned, git: Callable[..., str]) -> None:
    """Starter suites and dictionaries are made of what was measured; files that were there keep what they had."""
    new = [scanned.root / path for path in git(scanned.root, "ls-files", "-o", "--exclude-standard").splitlines()]
    written = {path.name: path.read_bytes() for path in new}
    assert any(b"expect" in content and b"people.csv" in content for content in written.values()), sorted(written)
    assert {"accepted.yaml", "baseline.json", "debt.toml"} <= written.keys()
    assert traces(ALL, written) == []


def test_no_finding_explained_shows_one(scanned: Scanned) -> None:
    target, rules = read_target(scanned.root), {rule.code: rule for rule in load_rules()}
    findings = read_scorecard(target.scorecard_path).findings
    texts = {f.id: finding_text(f, rules[f.code], 80, Ink(False)).encode() for f in findings}
    assert any(b"db.password" in text for text in texts.values())
    assert traces(ALL, texts) == []


@pytest.mark.parametrize("crawler", [databases, remote_files])
def test_a_source_that_fails_does_not_tell_its_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, crawler: object
) -> None:
    """Drivers repeat the address that they were given, in their own spelling."""
    monkeypatch.setenv("CANARY_PASSWORD", SECRETS["environment of a source"])
    (tmp_path / "README.md").write_text("A project with sources.\n")
    rows = list(crawler.crawl(open_project(tmp_path), Settings.model_validate({"sources": SOURCES})))  # type: ignore[attr-defined]
    assert rows
    assert all(row.status == "error" for row in rows)
    assert traces(SECRETS, {"rows": repr(rows).encode()}) == []


def test_settings_that_hold_a_password_are_shown_without_it(tmp_path: Path) -> None:
    lines = [f'[sources.{name}]\nurl = "{source["url"]}"' for name, source in SOURCES.items()]
    (tmp_path / "debt.toml").write_text("\n".join([*lines, ""]))
    printed = [run("config", *form) for form in (("show", str(tmp_path)), ("check", str(tmp_path)))]
    printed.append(run("config", "show", str(tmp_path), "--format", "json"))
    assert [each.code for each in printed] == [0, 2, 0]
    assert "postgresql://127.0.0.1:1/shop" in printed[0].out
    assert traces(SECRETS, {str(n): (each.out + each.err).encode() for n, each in enumerate(printed)}) == []


def test_a_history_that_cannot_be_reached_does_not_tell_its_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEBT_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("CANARY_HISTORY", SECRETS["environment of the history"])
    (tmp_path / "debt.toml").write_text('history_url = "postgresql://svc:${CANARY_HISTORY}@127.0.0.1:1/debt"\n')
    printed = run("history", str(tmp_path))
    assert printed.code != 0
    assert "127.0.0.1" in printed.err
    assert traces(SECRETS, {"stderr": (printed.out + printed.err).encode()}) == []


def test_a_crash_shows_its_trace_without_credentials(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = SECRETS["environment of a source"]

    def broken(*_arguments: object, **_named: object) -> None:
        raise RuntimeError(f"could not connect to postgresql://svc:{secret}@127.0.0.1/shop")

    monkeypatch.setattr("debt_pipelines.cli.scan.checked_target", broken)
    with pytest.raises(RuntimeError) as raised:
        run("scan", str(tmp_path))
    note_crash(type(raised.value), raised.value, raised.value.__traceback__)
    trace = capsys.readouterr().err
    assert "Traceback" in trace
    assert "postgresql://127.0.0.1/shop" in trace
    assert secret not in trace
