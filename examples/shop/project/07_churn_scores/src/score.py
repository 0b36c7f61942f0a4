"""Score every customer the sales team may call."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
from churn import predict

if __name__ == "__main__":
    features = pd.read_csv("data/features/customer_features.csv")
    contacts = pd.read_csv("data/external/crm_contacts.csv")
    model = json.loads(Path("models/churn.json").read_text(encoding="utf-8"))
    scores = features[["customer_id"]].assign(chance=predict(model, features).round(3))
    callable_now = contacts.loc[contacts["may_call"], ["customer_id", "phone_hash"]]
    scores.merge(callable_now, on="customer_id", validate="one_to_one").to_csv(
        "data/exports/churn_scores.csv", index=False
    )
