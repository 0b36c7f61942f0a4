"""The sixth law: the same input gives the same bytes, in every format, whatever the process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from debt_pipelines.reports.registry import formats
from tests.reports.same_bytes import digests

ROOT = Path(__file__).parents[2]
N_EXAMPLES = 500


def test_reports_are_the_same_to_the_byte_in_processes_that_hash_words_differently() -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.reports.same_bytes", "0", str(N_EXAMPLES)],
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
        )
        for seed in ("1", "2")
    ]
    one, two = (json.loads(process.communicate(timeout=300)[0]) for process in started)
    assert one.keys() == set(formats())
    assert one == two


def test_another_input_gives_other_bytes() -> None:
    one, other = digests(0, 1), digests(1, 1)
    assert one["json"] != other["json"]
    assert one["html"] != other["html"]
