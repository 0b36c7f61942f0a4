"""Write one row per customer with the inputs and the label of the churn model."""

from __future__ import annotations

import argparse
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import yaml

RAW = Path("data/raw")
COLUMNS = [
    "customer_id",
    "tenure_days",
    "orders_90d",
    "spend_90d",
    "days_since_order",
    "visits_90d",
    "email_share",
    "churned",
]


def order_features(orders: pd.DataFrame, campaigns: pd.DataFrame, recent: str) -> pd.DataFrame:
    """Per customer: orders and spend since that day, last order, share that came by email."""
    joined = orders.merge(
        campaigns[["campaign_id", "channel"]], on="campaign_id", how="left", validate="many_to_one"
    )
    joined["is_email"] = joined["channel"] == "email"
    joined["is_recent"] = joined["order_date"] > recent
    joined["recent_spend"] = (joined["quantity"] * joined["unit_price"]).where(joined["is_recent"], 0)
    return joined.groupby("customer_id").agg(
        orders_90d=("is_recent", "sum"),
        spend_90d=("recent_spend", "sum"),
        last_order=("order_date", "max"),
        email_share=("is_email", "mean"),
    )


def customer_features(
    customers: pd.DataFrame, of_orders: pd.DataFrame, visits: pd.DataFrame, *, as_of: date, recent: str
) -> pd.DataFrame:
    """All features of all customers; a customer without orders or visits gets zeros."""
    rows = customers.set_index("customer_id").join(of_orders)
    signup, last_order = pd.to_datetime(rows["signup_date"]), pd.to_datetime(rows["last_order"])
    rows["tenure_days"] = (pd.Timestamp(as_of) - signup).dt.days
    rows["days_since_order"] = (pd.Timestamp(as_of) - last_order.fillna(signup)).dt.days
    rows["visits_90d"] = visits[visits["visit_date"] > recent].groupby("customer_id").size()
    rows["churned"] = rows["closed_on"].notna().astype(int)
    rows["spend_90d"] = rows["spend_90d"].fillna(0).map("{:.2f}".format)
    rows["email_share"] = rows["email_share"].fillna(0).map("{:.3f}".format)
    counts = ["orders_90d", "visits_90d"]
    rows[counts] = rows[counts].fillna(0).astype(int)
    return rows.reset_index()[COLUMNS]


def main() -> None:
    """Read the raw tables, write the features."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--window-days", type=int, required=True)
    window_days = parser.parse_args().window_days
    settings = yaml.safe_load(Path("params.yaml").read_text(encoding="utf-8"))["features"]
    as_of = date.fromisoformat(settings["as_of"])
    recent = (as_of - timedelta(days=window_days)).isoformat()
    campaigns = pd.read_csv("data/reference/campaigns.csv")
    of_orders = order_features(pd.read_csv(RAW / "orders.csv"), campaigns, recent)
    customers, visits = pd.read_csv(RAW / "customers.csv"), pd.read_csv(RAW / "visits.csv")
    rows = customer_features(customers, of_orders, visits, as_of=as_of, recent=recent)
    rows.to_csv("data/features/customer_features.csv", index=False)


if __name__ == "__main__":
    main()
