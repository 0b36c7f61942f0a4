"""Write orders, revenue and margin of one sales region, by department."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd


def sales_report(order_lines: pd.DataFrame, countries: pd.DataFrame, region: str) -> dict[str, Any]:
    """Totals per department of the region's orders, amounts in euros."""
    members = countries.loc[countries["region"] == region, "country"]
    lines = order_lines[order_lines["country"].isin(members)]
    totals = lines.groupby("category").agg(
        n_orders=("order_id", "count"), revenue_eur=("revenue_eur", "sum"), margin_eur=("margin_eur", "sum")
    )
    return totals.round(2).to_dict(orient="index")


if __name__ == "__main__":
    region_name = sys.argv[1]
    report = sales_report(
        pd.read_csv("data/clean/order_lines.csv"), pd.read_csv("data/reference/countries.csv"), region_name
    )
    text = json.dumps(report, indent=2)
    Path(f"reports/sales_{region_name}.json").write_text(text + "\n", encoding="utf-8")
