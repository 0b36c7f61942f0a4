"""Write one row per order with the buyer's country, revenue and margin."""

from __future__ import annotations

import pandas as pd

COLUMNS = [
    "order_id",
    "customer_id",
    "order_date",
    "country",
    "category",
    "quantity",
    "revenue_eur",
    "margin_eur",
]


def clean_orders(orders: pd.DataFrame, products: pd.DataFrame, customers: pd.DataFrame) -> pd.DataFrame:
    """Join product and customer to each order; both must exist."""
    lines = orders.merge(
        products[["product_id", "category", "unit_cost_eur"]], on="product_id", validate="many_to_one"
    )
    lines = lines.merge(customers[["customer_id", "country"]], on="customer_id", validate="many_to_one")
    lines["revenue_eur"] = lines["quantity"] * lines["unit_price"]
    lines["margin_eur"] = lines["revenue_eur"] - lines["quantity"] * lines["unit_cost_eur"]
    return lines.sort_values("order_id")[COLUMNS]


if __name__ == "__main__":
    order_lines = clean_orders(
        pd.read_csv("data/raw/orders.csv"),
        pd.read_csv("data/reference/products.csv"),
        pd.read_csv("data/raw/customers.csv"),
    )
    order_lines.to_csv("data/clean/order_lines.csv", index=False, float_format="%.2f")
