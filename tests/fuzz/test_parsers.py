"""Every parser is given input that is wrong: it makes rows of it or refuses it, and never anything else."""

from __future__ import annotations

import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from debt_pipelines.catalog.tabular.read import _READERS, format_of
from tests.fuzz.history import READERS as READ_HISTORY
from tests.fuzz.others import OTHERS
from tests.fuzz.seeds import seed_files
from tests.fuzz.strategies import inputs
from tests.fuzz.targets import Target, folder_name, target_names, targets
from tests.fuzz.workspace import Workspace, all_crawlers, workspace

CRASHERS = Path(__file__).parent / "crashers"
N_EXAMPLES, N_CHEAP, MOST_SECONDS = 4, 20, 5.0


@pytest.fixture(scope="module")
def place() -> Iterator[Workspace]:
    with workspace() as made:
        yield made


@pytest.fixture(scope="module")
def known(place: Workspace) -> dict[str, Target]:
    return targets(place)


def parsed_in_time(target: Target, data: bytes) -> None:
    started = time.process_time()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a warning about input is not a failure of the parser
        target.parse(data)
    assert time.process_time() - started < MOST_SECONDS


def test_every_crawler_is_fuzzed(place: Workspace) -> None:
    fuzzed = {name for path in seed_files() for name in place.readers(path)}
    opens_nothing = {"irregular_files"}
    unknown = set(all_crawlers()) - fuzzed - set(READ_HISTORY) - opens_nothing
    assert not unknown, "write a seed of what the crawler reads"


def test_every_table_format_is_fuzzed() -> None:
    assert {format_of(path) for path in seed_files()} >= set(_READERS)


def test_all_targets_have_their_names(known: dict[str, Target]) -> None:
    assert list(known) == target_names()


@pytest.mark.parametrize("name", target_names())
def test_seeds_are_sound(known: dict[str, Target], name: str) -> None:
    for seed in known[name].seeds:
        assert known[name].parse(seed).n_refusals == (name == "src/checks.py"), "a seed that is refused tests little"


@pytest.mark.parametrize("name", target_names())
def test_input_that_is_wrong_makes_rows_or_is_refused(known: dict[str, Target], name: str) -> None:
    target = known[name]

    @settings(max_examples=N_CHEAP if name in OTHERS else N_EXAMPLES, suppress_health_check=list(HealthCheck))
    @given(inputs(target))
    def check(data: bytes) -> None:
        parsed_in_time(target, data)

    check()


@pytest.mark.parametrize("crasher", sorted(CRASHERS.glob("*/*")), ids=lambda file: f"{file.parent.name}/{file.name}")
def test_what_once_crashed_does_not(known: dict[str, Target], crasher: Path) -> None:
    (name,) = (name for name in known if folder_name(name) == crasher.parent.name)
    parsed_in_time(known[name], crasher.read_bytes())
