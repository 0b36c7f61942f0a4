"""Compute the tables of the example's pipeline with the standard library.

The scripts under `project/` do the same with pandas. `build.py` needs the tables as they were at several
dates within about a second, which leaves no time to start those scripts.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, timedelta

Row = dict[str, str]
Table = list[Row]

WINDOW_DAYS = 90


def customer_profiles(customers: Table, countries: Table, *, as_of: date) -> Table:
    """One row per customer with region and age band, as the example's `src/clean_customers.py` writes it."""
    regions = {row["country"]: row["region"] for row in countries}
    return [
        {
            "customer_id": row["customer_id"],
            "signup_date": row["signup_date"],
            "country": row["country"],
            "region": regions[row["country"]],
            "age_band": f"{(as_of.year - int(row['birth_year'])) // 10 * 10}s",
            "newsletter": row["newsletter"],
        }
        for row in customers
    ]


def order_lines(orders: Table, products: Table, customers: Table) -> Table:
    """One row per order with revenue and margin, as the example's `src/clean_orders.py` writes it."""
    product_of = {row["product_id"]: row for row in products}
    country_of = {row["customer_id"]: row["country"] for row in customers}
    rows = []
    for order in orders:
        product, quantity = product_of[order["product_id"]], int(order["quantity"])
        revenue = quantity * float(order["unit_price"])
        rows.append(
            {
                "order_id": order["order_id"],
                "customer_id": order["customer_id"],
                "order_date": order["order_date"],
                "country": country_of[order["customer_id"]],
                "category": product["category"],
                "quantity": order["quantity"],
                "revenue_eur": f"{revenue:.2f}",
                "margin_eur": f"{revenue - quantity * float(product['unit_cost_eur']):.2f}",
            }
        )
    return rows


def customer_features(customers: Table, orders: Table, visits: Table, campaigns: Table, *, as_of: date) -> Table:
    """One row per customer for the churn model, as the example's `src/features.py` writes it."""
    emails = {row["campaign_id"] for row in campaigns if row["channel"] == "email"}
    recent = (as_of - timedelta(days=WINDOW_DAYS)).isoformat()
    orders_of, visits_of = _by_customer(orders), _by_customer(visits)
    rows = []
    for customer in customers:
        mine = orders_of.get(customer["customer_id"], [])
        window = [order for order in mine if order["order_date"] > recent]
        spend = sum(int(order["quantity"]) * float(order["unit_price"]) for order in window)
        n_email = sum(order["campaign_id"] in emails for order in mine)
        last = max((order["order_date"] for order in mine), default=customer["signup_date"])
        seen = [visit for visit in visits_of.get(customer["customer_id"], []) if visit["visit_date"] > recent]
        rows.append(
            {
                "customer_id": customer["customer_id"],
                "tenure_days": str((as_of - date.fromisoformat(customer["signup_date"])).days),
                "orders_90d": str(len(window)),
                "spend_90d": f"{spend:.2f}",
                "days_since_order": str((as_of - date.fromisoformat(last)).days),
                "visits_90d": str(len(seen)),
                "email_share": f"{n_email / len(mine) if mine else 0:.3f}",
                "churned": str(int(bool(customer["closed_on"]))),
            }
        )
    return rows


def rfm_segments(lines: Table, *, as_of: date) -> Table:
    """One row per customer who ever ordered, as the example's `src/rfm_segments.py` writes it."""
    rows = []
    for customer_id, mine in sorted(_by_customer(lines).items()):
        days = (as_of - date.fromisoformat(max(line["order_date"] for line in mine))).days
        segment = "quiet" if days > 180 else "loyal" if len(mine) >= 3 else "active"
        rows.append(
            {
                "customer_id": customer_id,
                "recency_days": str(days),
                "n_orders": str(len(mine)),
                "spend_eur": f"{sum(float(line['revenue_eur']) for line in mine):.2f}",
                "segment": segment,
            }
        )
    return rows


def to_csv(rows: Sequence[Row]) -> bytes:
    """The rows as CSV bytes: header first, `\\n` line ends, quotes only where needed."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _by_customer(rows: Table) -> dict[str, Table]:
    groups: dict[str, Table] = {}
    for row in rows:
        groups.setdefault(row["customer_id"], []).append(row)
    return groups
