"""The churn model: how customers are split, and how a fitted model scores them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd


def split(rows: pd.DataFrame, settings: Mapping[str, Any]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Training and test customers; the same seed gives the same two groups."""
    test = rows.sample(frac=settings["test_fraction"], random_state=settings["seed"])
    return rows.drop(test.index), test


def predict(model: Mapping[str, Any], rows: pd.DataFrame) -> np.ndarray:
    """Chance of churn per row, 0 to 1."""
    scaled = (rows[model["features"]].to_numpy(float) - model["mean"]) / model["deviation"]
    return 1 / (1 + np.exp(-(scaled @ np.array(model["weights"]) + model["intercept"])))
