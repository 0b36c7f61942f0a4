"""Sort customers into segments by recency, frequency and spend."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import yaml


def rfm_segments(order_lines: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """One row per customer who ever ordered: days since the last order, orders, spend, segment."""
    by_customer = order_lines.groupby("customer_id", sort=True)
    rows = by_customer.agg(
        last=("order_date", "max"), n_orders=("order_id", "count"), spend_eur=("revenue_eur", "sum")
    )
    rows["recency_days"] = (pd.Timestamp(as_of) - pd.to_datetime(rows["last"])).dt.days
    rows["segment"] = "quiet"
    rows.loc[rows["recency_days"] <= 180, "segment"] = "active"
    rows.loc[(rows["recency_days"] <= 180) & (rows["n_orders"] >= 3), "segment"] = "loyal"
    return rows.reset_index()[["customer_id", "recency_days", "n_orders", "spend_eur", "segment"]]


if __name__ == "__main__":
    settings = yaml.safe_load(Path("params.yaml").read_text(encoding="utf-8"))["features"]
    segments = rfm_segments(pd.read_csv("data/clean/order_lines.csv"), date.fromisoformat(settings["as_of"]))
    segments.to_csv("data/segments/rfm.csv", index=False, float_format="%.2f")
