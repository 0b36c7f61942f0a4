"""The long run: the same inputs each time, and every bad end is counted, kept and told."""

from __future__ import annotations

import multiprocessing
from json import loads
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

from tests.fuzz.run import Runner, Tally, table
from tests.fuzz.targets import Target
from tests.fuzz.trees import changed_tree
from tests.fuzz.worker import Outcome, input_of, outcome_of
from tests.fuzz.workspace import Told

SEED = b'{"a": [1, 2, {"b": null}], "c": "x"}'


def refuse(data: bytes) -> Told:
    return Told(0, 1)


def crash(data: bytes) -> Told:
    raise ValueError("no")


def target(parse: object = refuse) -> Target:
    return Target("a/b.json", "a/b.json", parse, (SEED,))  # type: ignore[arg-type]


def test_a_number_is_always_the_same_input() -> None:
    inputs = [input_of(target(), 7, number) for number in range(200)]
    assert inputs == [input_of(target(), 7, number) for number in range(200)]
    assert len(set(inputs)) > 150
    assert inputs[0] != input_of(target(), 8, 0)


def test_trees_stay_documents_and_change() -> None:
    changed = [changed_tree(SEED, "a.json", Random(number)) for number in range(50)]  # noqa: S311
    assert all(text is not None for text in changed)
    assert sum(loads(text) != loads(SEED) for text in changed if text) > 40
    assert changed_tree(b"no document", "a.json", Random(0)) is None  # noqa: S311


def test_a_crash_is_told_with_its_place() -> None:
    outcome = outcome_of(target(crash), b"x", 3)
    assert (outcome.number, (outcome.crash or "").partition(":")[0]) == (3, f"ValueError at {__file__}")
    assert "ValueError: no" in outcome.details
    assert outcome_of(target(), b"x").crash is None


class Dying(Runner):
    """A runner whose workers die at the third input that they are given."""

    def _worker(self) -> Connection:
        if self._jobs is None:
            self._jobs, theirs = multiprocessing.Pipe()
            for number in range(2):
                theirs.send(Outcome(number, n_rows=1, crash="it broke" if number else None))
            theirs.close()
        return self._jobs


def test_a_worker_that_dies_costs_one_input(tmp_path: Path) -> None:
    runner = Dying(7, tmp_path)
    runner.run(target(), 7)
    tally = runner.tallies["a/b.json"]
    assert (tally.n_inputs, tally.n_rows, tally.is_bad) == (7, 5, True)
    assert tally.crashes == {"the process died": 2, "it broke": 2}
    (first, second) = sorted((tmp_path / "a+b.json").iterdir())
    assert {first.read_bytes(), second.read_bytes()} == {input_of(target(), 7, number) for number in (1, 2)}


def test_the_table_has_a_line_for_each_target_and_for_all() -> None:
    tallies = {"a": Tally(n_inputs=3, n_rows=2, slowest=0.5, peak_mib=10), "b": Tally(n_inputs=1, n_hangs=1)}
    assert table(tallies).splitlines()[2:] == [
        "| a | 3 | 2 | 0 | 0 | 0 | 0.50 | 10 |",
        "| b | 1 | 0 | 0 | 0 | 1 | 0.00 | 0 |",
        "| all | 4 | 2 | 0 | 0 | 1 | 0.50 | 10 |",
    ]
    assert [tally.is_bad for tally in tallies.values()] == [False, True]
