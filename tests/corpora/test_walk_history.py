"""Along the history of real projects, what is introduced minus what is fixed is the difference of the totals."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpora.bundles import clone, needs_corpora
from tests.corpora.walk import steps

pytestmark = needs_corpora
N_COMMITS = 4
"""`python -m tests.corpora.walk` walks as many as one likes."""


@pytest.mark.parametrize("name", ["ccao-data__model-res-avm", "open-innovations__leeds-2023"])
def test_the_sums_agree(tmp_path: Path, name: str) -> None:
    walked = list(steps(clone(name, "main", tmp_path), "main", N_COMMITS))
    assert len(walked) == N_COMMITS
    assert [step.revision for step in walked if not step.is_right] == []
    assert any(step.n_introduced or step.n_fixed for step in walked), "a walk on which nothing happens proves nothing"
