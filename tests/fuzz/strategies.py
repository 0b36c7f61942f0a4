"""Hypothesis strategies for input: mutated seeds, and documents made of the words of a format from nothing."""

from __future__ import annotations

import json
import re
from pathlib import PurePosixPath
from random import Random
from typing import Any

import yaml
from hypothesis import strategies as st

from tests.fuzz.mutate import mutated
from tests.fuzz.targets import Target

_DOCUMENTS = frozenset({".json", ".ipynb", ".avsc", ".yaml", ".yml", ".dvc", ".lock"})
_WORD = re.compile(r"[\w$@:./{}*#-]+")


def inputs(target: Target) -> st.SearchStrategy[bytes]:
    """Inputs of a target: half of them mutated seeds; documents too where the format is one."""
    seeds = st.sampled_from(target.seeds)
    changed = st.builds(lambda seed, random: mutated(seed, target.path, target.seeds, random), seeds, _RANDOM)
    kind = PurePosixPath(target.path).suffix
    if kind not in _DOCUMENTS:
        return changed
    words = sorted({word for seed in target.seeds for word in _WORD.findall(seed.decode(errors="replace"))})
    return st.one_of(changed, _documents(words).map(_json if kind in (".json", ".ipynb", ".avsc") else _yaml))


_RANDOM: st.SearchStrategy[Random] = st.randoms(use_true_random=False)


def _documents(words: list[str]) -> st.SearchStrategy[Any]:
    word = st.sampled_from(words)
    scalars = st.one_of(
        word,
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=8),
        st.dates(),
        st.integers(2**63, 2**70),
    )
    return st.recursive(
        scalars,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(word, inner, min_size=1, max_size=6),
        max_leaves=25,
    )


def _json(tree: Any) -> bytes:
    return json.dumps(tree, default=str).encode()


def _yaml(tree: Any) -> bytes:
    return yaml.safe_dump(tree, allow_unicode=True, sort_keys=False).encode(errors="surrogatepass")
