"""Fit the churn model, a logistic regression, by gradient descent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml
from churn import predict, split


def fit(rows: pd.DataFrame, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Weights on scaled features, with what is needed to scale new rows the same way."""
    values, label = rows[settings["features"]].to_numpy(float), rows[settings["label"]].to_numpy(float)
    model = {
        "features": settings["features"],
        "mean": values.mean(axis=0).round(4).tolist(),
        "deviation": values.std(axis=0).round(4).tolist(),
        "weights": [0.0] * values.shape[1],
        "intercept": 0.0,
    }
    scaled = (values - model["mean"]) / model["deviation"]
    for _ in range(settings["n_steps"]):
        error = predict(model, rows) - label
        step = settings["learning_rate"] * scaled.T @ error / len(rows)
        model["weights"] = (np.array(model["weights"]) - step).tolist()
        model["intercept"] -= settings["learning_rate"] * error.mean()
    model["weights"] = [round(weight, 4) for weight in model["weights"]]
    model["intercept"] = round(float(model["intercept"]), 4)
    return model


if __name__ == "__main__":
    train_settings = yaml.safe_load(Path("params.yaml").read_text(encoding="utf-8"))["train"]
    train_rows, _ = split(pd.read_csv("data/features/customer_features.csv"), train_settings)
    text = json.dumps(fit(train_rows, train_settings), indent=2)
    Path("models/churn.json").write_text(text + "\n", encoding="utf-8")
