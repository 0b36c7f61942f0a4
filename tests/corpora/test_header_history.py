"""The histories of real tables, commit by commit: every change of a header is told, and nothing on quiet commits.

The truth was read by a plain reader of first lines, which sees a byte order mark and quotes as part of a name, and no
copy of a name that stands there twice. Both are set aside here; what else differs is explained one by one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from debt_pipelines.config.settings import Settings
from debt_pipelines.defs.diff import diff_report
from debt_pipelines.project.git import run_git
from debt_pipelines.project.project import open_project
from debt_pipelines.reports.diff.registry import DiffReport
from tests.corpora.bundles import TRUTH, clone, needs_corpora

pytestmark = needs_corpora

ARCHIVES = (
    "datasets__country-codes",
    "pcm-dpc__COVID-19",
    "fivethirtyeight__data-subset",
    "mwaskom__seaborn-data",
    "ccao-data__data-architecture-dbt",
)
WITHOUT_TABLES = ("open-innovations__leeds-2023", "open-innovations__yff-data-pipelines")
N_SHORT = 12
QUIET_STEP, SILENT_STEP = 10, 60
"""Besides those with events, each so many-th commit is compared that touches a table, or that touches none."""

ReplayOf = Callable[[str], "Replay"]
Event = tuple[frozenset[str], frozenset[str]]
NOTHING: Event = frozenset(), frozenset()
OTHERWISE = {
    # One blank line stands above the header; the table below is whole.
    ("05c494a54d3c", "dati-province/dpc-covid19-ita-province-latest.csv"): NOTHING,
    ("b7185edb6221", "dati-province/dpc-covid19-ita-province-latest.csv"): NOTHING,
    # A comment above the header goes; the header below it was there before.
    ("238c695743b3", "historical-538-ncaa-tournament-model-results.csv"): NOTHING,
    # A new file with a merge; the truth compares it with one that had been moved away from that path.
    ("ffb23e7c3d3a", "march-madness-predictions/bracket-41.csv"): NOTHING,
    # The last part of a table in yearly folders is new, and is compared with that of the year before.
    ("0ba91036208e", "pollster-ratings/2019/raw-polls.csv"): (frozenset({"pollster_rating_id"}), frozenset()),
    ("36fabab7ba74", "pollster-ratings/2020/raw-polls.csv"): (
        frozenset({"poll_id", "question_id", "race_id", "cand1_party", "cand2_party"}),
        frozenset({"pollno"}),
    ),
    ("36fabab7ba74", "pollster-ratings/2020/pollster-ratings.csv"): (
        frozenset({"latest_poll"}),
        frozenset({"Historical Advanced Plus-Minus", "Predictive Plus-Minus"}),
    ),
}
RENAMED = {
    ("861bbada2149", "data/country-codes.csv"): {"name_fr": "official_name_fr"},
    ("e45c64a1b773", "data/country-codes.csv"): {"geonameid": "Geoname ID"},
    ("12697da8711f", "fmri.csv"): {"condition": "event"},
    ("4fb659eb72af", "penguins.csv"): {"culmen_length_mm": "bill_length_mm", "culmen_depth_mm": "bill_depth_mm"},
    **{
        (commit, f"dati-{place}/dpc-covid19-ita-{place}-latest.csv"): {"lat": "latitudine", "long": "longitudine"}
        for commit, place in (("eb4338ca93a8", "regioni"), ("5ea88bd7ba4d", "province"), ("01d3abcb8073", "province"))
    },
    **{
        (commit, f"dati-{place}/dpc-covid19-ita-{place}-latest.csv"): {"latitudine": "lat", "longitudine": "long"}
        for commit, place in (("075a37defd06", "regioni"), ("038e4f70e7aa", "province"), ("5f02d8cac819", "province"))
    },
}
REORDERED = {
    ("b371e662d683", "data/country-codes-comprehensive.csv"),
    ("76f27cf1195c", "data/country-codes.csv"),
    ("241b6dcf5024", "college-majors/recent-grads.csv"),
}
MALFORMED = {
    ("05c494a54d3c", "dati-province/dpc-covid19-ita-province-latest.csv"),
    ("874bf3df2c8d", "data/country-codes.csv"),
    ("2cc42cd22ced", "pollster-ratings/pollster-ratings.csv"),
    ("ed3db2225c14", "pollster-ratings/pollster-ratings.csv"),
    ("d413e042f4d8", "pollster-ratings/pollster-ratings.csv"),
    ("f60a3ed15786", "congress-age/congress-terms.csv"),
    ("b456e32408bb", "dbt/seeds/pinval/pinval.vars_dict.csv"),
}
RETYPED_ON_QUIET_COMMITS = {
    ("23b4cee3e6f1", "data/country-codes.csv", "ISO4217-currency_minor_unit"),  # `2,2` among the whole numbers
    ("79c22fbfe0e4", "data/country-codes.csv", "GAUL"),  # `40,765` among the whole numbers
    ("20b8a0ce4da9", "data/country-codes-comprehensive.csv", "GAUL"),  # the one word among them is gone
    *(("5ab9bf6e0d00", "puerto-rico-media/tv_states.csv", name) for name in ("Florida", "Texas", "Puerto Rico")),
    ("2cc42cd22ced", "pollster-ratings/raw-polls.csv", "samplesize"),  # `637.5`
    ("763418d925e4", "dbt/seeds/ccao/ccao.pin_test.csv", "class"),  # `EX` among the whole numbers
    *(("ffb23e7c3d3a", f"march-madness-predictions/bracket-{n:02}.csv", "rd1_win") for n in (5, 6, 22, 23, 24, 25)),
}
KNOWN = {commit for commit, *_ in (*OTHERWISE, *MALFORMED, *RETYPED_ON_QUIET_COMMITS)}


@dataclass(frozen=True)
class Replay:
    """The reports of an archive by commit, each compared with its first parent."""

    reports: dict[str, DiffReport]
    quiet: frozenset[str]

    def paths_with(self, kind: str) -> Iterator[tuple[str, str]]:
        """The commits and paths that show a kind of change."""
        for commit, report in self.reports.items():
            yield from ((commit, change.path) for change in report.changes if change.kind == kind)


@pytest.fixture(scope="session")
def replay(tmp_path_factory: pytest.TempPathFactory) -> ReplayOf:
    """A function that replays an archive once."""

    @cache
    def run(name: str) -> Replay:
        root = clone(name, "main", tmp_path_factory.mktemp("history"))
        project, settings = open_project(root), Settings(default_exclude=False)
        log = run_git(root, "log", "--first-parent", "-m", "--format=%x01%H", "--name-only", "--no-renames").decode()
        touched = {head: names.split() for head, _, names in (entry.partition("\n") for entry in log.split("\x01")[1:])}
        quiet = {commit for commit, names in touched.items() if not any(".csv" in name for name in names)}
        known = {event["bundle_commit"] for event in TRUTH[name]["header_events"]} | KNOWN
        loud = {commit for commit in touched if commit[:N_SHORT] in known}
        others = sorted(touched.keys() - quiet - loud)
        chosen = loud | set(others[::QUIET_STEP]) | set(sorted(quiet)[::SILENT_STEP])
        at = cache(project.at)
        reports = {
            head[:N_SHORT]: diff_report(at(base), at(head), settings)
            for head, base in pairwise(touched)
            if head in chosen
        }
        return Replay(reports, frozenset(commit[:N_SHORT] for commit in quiet))

    return run


def plain(names: Iterable[str]) -> frozenset[str]:
    """Names without marks, quotes and bytes that were read in another encoding; no blank ones, and no copies."""
    ascii_only = (re.sub(r"[^ -~]", "", name).strip(' "') for name in names)
    return frozenset(name for name in ascii_only if name and not re.search(r"^column_\d+$|\.\d+$", name))


def expected(name: str) -> dict[tuple[str, str], Event]:
    """What the truth says of columns added and removed, by commit and path."""
    events: dict[tuple[str, str], Event] = {}
    for event in TRUTH[name]["header_events"]:
        added, removed = plain(event["added"]), plain(event["removed"])
        events[event["bundle_commit"], event["path"]] = added - removed, removed - added
    return events


def found(run: Replay) -> dict[tuple[str, str], Event]:
    """What the replay says of them; a renamed column is a removed and an added one."""
    sides: dict[tuple[str, str], tuple[set[str], set[str]]] = {}
    for commit, report in run.reports.items():
        for change in report.changes:
            added, removed = sides.setdefault((commit, change.path), (set(), set()))
            if change.kind in ("added_column", "renamed_column"):
                added.add(change.column or "")
            if change.kind == "removed_column":
                removed.add(change.column or "")
            if change.kind == "renamed_column":
                removed.add(change.before or "")
    events = {key: (plain(added), plain(removed)) for key, (added, removed) in sides.items()}
    return {key: (added - removed, removed - added) for key, (added, removed) in events.items()}


@pytest.mark.parametrize("name", ARCHIVES)
def test_every_change_of_a_header_is_told_and_no_other(replay: ReplayOf, name: str) -> None:
    run = replay(name)
    wanted = expected(name)
    wanted |= {key: event for key, event in OTHERWISE.items() if key[0] in run.reports}
    told = {key: event for key, event in found(run).items() if event != NOTHING}
    assert told == {key: event for key, event in wanted.items() if event != NOTHING}
    assert len(run.reports) > len(TRUTH[name]["header_events"]) / 5


@pytest.mark.parametrize("name", ARCHIVES)
def test_the_kinds_of_change(replay: ReplayOf, name: str) -> None:
    run = replay(name)
    for commit, report in run.reports.items():
        for path in {change.path for change in report.changes}:
            changes = [change for change in report.changes if change.path == path]
            renamed = {change.before: change.after for change in changes if change.kind == "renamed_column"}
            assert RENAMED.get((commit, path), {}).items() <= renamed.items()
    assert set(run.paths_with("reordered_columns")) == {key for key in REORDERED if key[0] in run.reports}
    assert set(run.paths_with("malformed_table")) == {key for key in MALFORMED if key[0] in run.reports}


@pytest.mark.parametrize("name", ARCHIVES)
def test_types_change_on_quiet_commits_only_where_the_values_do(replay: ReplayOf, name: str) -> None:
    run = replay(name)
    events = {key for key, event in expected(name).items() if event != NOTHING}
    retyped = {
        (commit, change.path, change.column)
        for commit, report in run.reports.items()
        for change in report.changes
        if change.kind == "changed_type" and (commit, change.path) not in events
    }
    known = {entry for entry in RETYPED_ON_QUIET_COMMITS if entry[0] in run.reports}
    assert {entry for entry in retyped if entry[:2] not in OTHERWISE} == known


@pytest.mark.parametrize("name", ARCHIVES)
def test_commits_that_touch_no_table_change_nothing(replay: ReplayOf, name: str) -> None:
    run = replay(name)
    silent = [report for commit, report in run.reports.items() if commit in run.quiet]
    assert silent
    assert not any(report.changes or report.moved or report.unread for report in silent)


def test_drug_use_is_renamed_column_by_column(replay: ReplayOf) -> None:
    report = replay("fivethirtyeight__data-subset").reports["45e21b413fca"]
    renamed = {change.before: change.after for change in report.changes if change.kind == "renamed_column"}
    assert len(renamed) == 26
    assert all(old and old.replace("-", "_") == new for old, new in renamed.items())


def test_a_byte_order_mark_is_no_change(replay: ReplayOf) -> None:
    reports = replay("datasets__country-codes").reports
    assert {change.kind for change in reports["76f27cf1195c"].changes} == {"reordered_columns"}
    assert not reports["d0d1ea0231f7"].changes


@pytest.mark.parametrize("name", WITHOUT_TABLES)
def test_data_that_only_dvc_keeps_is_never_removed(tmp_path: Path, name: str) -> None:
    root = clone(name, "main", tmp_path)
    project = open_project(root)
    commits = run_git(root, "log", "--first-parent", "--format=%H").decode().split()
    for head, base in list(pairwise(commits))[::400]:
        report = diff_report(project.at(base), project.at(head), Settings())
        assert {change.kind for change in report.changes} <= {"added_dataset"}
