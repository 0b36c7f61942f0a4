"""Measure the churn model on the customers it has not seen."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import yaml
from churn import predict, split


def roc(scores: np.ndarray, label: np.ndarray) -> pd.DataFrame:
    """True and false positive rates at every threshold from 1.00 down to 0.00."""
    thresholds = np.linspace(1, 0, 21).round(2)
    positive = [scores >= threshold for threshold in thresholds]
    return pd.DataFrame(
        {
            "threshold": thresholds,
            "false_positive_rate": [(mask & (label == 0)).sum() / (label == 0).sum() for mask in positive],
            "true_positive_rate": [(mask & (label == 1)).sum() / (label == 1).sum() for mask in positive],
        }
    )


if __name__ == "__main__":
    settings = yaml.safe_load(Path("params.yaml").read_text(encoding="utf-8"))["train"]
    _, test = split(pd.read_csv("data/features/customer_features.csv"), settings)
    model = json.loads(Path("models/churn.json").read_text(encoding="utf-8"))
    churned, chance = test[settings["label"]].to_numpy(), predict(model, test)
    curve = roc(chance, churned)
    curve.to_csv("plots/roc.csv", index=False, float_format="%.3f")
    area = np.trapezoid(curve["true_positive_rate"], curve["false_positive_rate"])
    metrics = {
        "accuracy": round(float(((chance >= 0.5) == churned).mean()), 3),
        "area_under_curve": round(float(area), 3),
        "n_test": len(test),
    }
    Path("metrics.json").write_text(json.dumps(metrics, indent=2) + "\n", encoding="utf-8")
