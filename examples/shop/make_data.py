"""Write the made-up tables of the example shop.

Everything is drawn from one `random.Random(seed)`, so the same `params.yaml` gives the same bytes. Most
tables are what the shop would export; the last three are what its pipeline computes from them.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random

import yaml
from pipeline_tables import Row, Table, customer_features, customer_profiles, order_lines, to_csv

ROOT = Path(__file__).resolve().parents[2]
FIRST_DAY = date(2023, 9, 1)
LAST_DAY = date(2025, 5, 31)

COUNTRIES = (
    ("AT", "Austria", "EUR", "dach", "near", 20),
    ("BE", "Belgium", "EUR", "west", "near", 21),
    ("CH", "Switzerland", "CHF", "dach", "far", 8),
    ("DE", "Germany", "EUR", "dach", "home", 19),
    ("DK", "Denmark", "DKK", "nordics", "near", 25),
    ("FI", "Finland", "EUR", "nordics", "far", 25),
    ("FR", "France", "EUR", "west", "near", 20),
    ("NL", "Netherlands", "EUR", "west", "near", 21),
    ("NO", "Norway", "NOK", "nordics", "far", 25),
    ("SE", "Sweden", "SEK", "nordics", "far", 25),
)
SUPPLIERS = (
    ("S01", "Talweg Leder", "DE", "5"),
    ("S02", "Fjordull", "NO", "14-21 days"),
    ("S03", "Atelier Brun", "FR", "7-10 days"),
    ("S04", "Kaatje Keramiek", "NL", "6"),
    ("S05", "Alpenholz", "AT", "9 days"),
    ("S06", "Nordlys Lys", "DK", "12-15 days"),
)
CAMPAIGNS = (
    ("M01", "Autumn letter", "email", "2023-09-15", "2023-11-30", 1200),
    ("M02", "Christmas search", "search", "2023-11-15", "2023-12-24", 4800),
    ("M03", "Winter letter", "email", "2024-01-05", "2024-02-29", 900),
    ("M04", "Spring pictures", "social", "2024-03-01", "2024-05-15", 3100),
    ("M05", "Summer letter", "email", "2024-06-01", "2024-08-31", 1100),
    ("M06", "Back home search", "search", "2024-08-20", "2024-10-15", 3900),
    ("M07", "Christmas letter", "email", "2024-11-10", "2024-12-24", 1500),
    ("M08", "New year pictures", "social", "2025-01-02", "2025-02-28", 2700),
    ("M09", "Spring letter", "email", "2025-03-01", "2025-05-31", 1250),
)
HOLIDAYS = (
    ("DE", "2025-01-01", "Neujahr"),
    ("DE", "2025-04-18", "Karfreitag"),
    ("DE", "2025-05-01", "Tag der Arbeit"),
    ("FR", "2025-05-08", "Victoire 1945"),
    ("NL", "2025-04-26", "Koningsdag"),
    ("NO", "2025-05-17", "Grunnlovsdag"),
    ("SE", "2025-06-06", "Nationaldagen"),
)
CATEGORIES = ("bags", "blankets", "candles", "ceramics", "furniture")
COMPLAINTS = (
    "parcel came late",
    "wrong colour",
    "cup broken, box intact",
    "no refund, second call",
    "scratched",
)


def main() -> None:
    """Write every table as CSV; `--out` names another folder."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parent / "data")
    out = parser.parse_args().out
    settings = yaml.safe_load((ROOT / "params.yaml").read_text(encoding="utf-8"))["example"]
    out.mkdir(parents=True, exist_ok=True)
    for name, rows in make_tables(settings).items():
        (out / f"{name}.csv").write_bytes(to_csv(rows))


def make_tables(settings: Mapping[str, int]) -> dict[str, Table]:
    """All tables by name, from the `example` section of params.yaml (seed and row counts)."""
    random = Random(settings["seed"])
    products = _products(random, settings["products"])
    customers = _customers(random, settings["customers"])
    orders = _orders(random, settings["orders"], customers, products)
    visits = _visits(random, settings["visits"], customers)
    countries = _table(("country", "name", "currency", "region", "shipping_zone", "vat_rate"), COUNTRIES)
    campaigns = _table(("campaign_id", "name", "channel", "start_date", "end_date", "budget_eur"), CAMPAIGNS)
    return {
        "customers": customers,
        "orders": orders,
        "visits": visits,
        "products": products,
        "countries": countries,
        "campaigns": campaigns,
        "suppliers": _table(("supplier_code", "name", "country", "lead_time_days"), SUPPLIERS),
        "shipping_rates": _shipping_rates(),
        "holidays": _table(("country", "date", "name"), HOLIDAYS),
        "complaints": _complaints(random, settings["complaints"], orders),
        "customer_profiles": customer_profiles(customers, countries, as_of=LAST_DAY),
        "order_lines": order_lines(orders, products, customers),
        "customer_features": customer_features(customers, orders, visits, campaigns, as_of=LAST_DAY),
    }


def _table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> Table:
    return [dict(zip(columns, map(str, row), strict=True)) for row in rows]


def _products(random: Random, count: int) -> Table:
    rows = []
    for number in range(1, count + 1):
        price, category = random.randint(12, 180) - 0.1, random.choice(CATEGORIES)
        rows.append(
            {
                "product_id": f"P{number:03}",
                "name": f"{random.choice(('Small', 'Large', 'Round', 'Plain'))} {category} {number}",
                "category": category,
                "list_price": f"{price:.2f}",
                "unit_cost_eur": f"{price * random.uniform(0.35, 0.6):.2f}",
                "supplier_code": random.choice(SUPPLIERS)[0],
            }
        )
    return rows


def _customers(random: Random, count: int) -> Table:
    rows = []
    signups = sorted(_day(random, FIRST_DAY, LAST_DAY - timedelta(days=10)) for _ in range(count))
    for number, signup in enumerate(signups, 1):
        is_closed = random.random() < 0.25
        rows.append(
            {
                "customer_id": f"C{number:04}",
                "signup_date": signup.isoformat(),
                "country": random.choice(COUNTRIES)[0],
                "birth_year": str(random.randint(1950, 2005)),
                "newsletter": random.choice(("true", "false", "true")),
                "closed_on": _day(random, signup, LAST_DAY).isoformat() if is_closed else "",
            }
        )
    return rows


def _orders(random: Random, count: int, customers: Table, products: Table) -> Table:
    rows = []
    for _ in range(count):
        customer, product = random.choice(customers), random.choice(products)
        day = _active_day(random, customer)
        running = [row[0] for row in CAMPAIGNS if row[3] <= day <= row[4]]
        rows.append(
            {
                "customer_id": customer["customer_id"],
                "order_date": day,
                "product_id": product["product_id"],
                "quantity": str(random.choice((1, 1, 1, 2, 3))),
                "unit_price": f"{float(product['list_price']) * random.choice((1, 1, 0.9)):.2f}",
                "campaign_id": random.choice(running) if running and random.random() < 0.6 else "",
                "coupon_code": random.choice(("", "", "", "HELLO10", "BACK15")),
            }
        )
    rows.sort(key=lambda row: (row["order_date"], row["customer_id"], row["product_id"]))
    return [{"order_id": f"O{number:05}", **row} for number, row in enumerate(rows, 1)]


def _visits(random: Random, count: int, customers: Table) -> Table:
    rows = []
    for _ in range(count):
        customer = random.choice(customers)
        rows.append(
            {
                "customer_id": customer["customer_id"],
                "visit_date": _active_day(random, customer),
                "device": random.choice(("phone", "phone", "desktop", "tablet")),
                "pages": str(random.randint(1, 24)),
            }
        )
    rows.sort(key=lambda row: (row["visit_date"], row["customer_id"], row["pages"]))
    return [{"visit_id": f"V{number:05}", **row} for number, row in enumerate(rows, 1)]


def _shipping_rates() -> Table:
    rows = [
        (zone, weight_kg, f"{base + 0.35 * weight_kg:.2f}")
        for zone, base in (("home", 3.9), ("near", 6.9), ("far", 11.9))
        for weight_kg in (1, 2, 5, 10, 20)
    ]
    return _table(("shipping_zone", "max_weight_kg", "price_eur"), rows)


def _complaints(random: Random, count: int, orders: Table) -> Table:
    picked = sorted((random.choice(orders) for _ in range(count)), key=lambda row: row["order_id"])
    return [
        {"received_on": order["order_date"], "order_id": order["order_id"], "note": random.choice(COMPLAINTS)}
        for order in picked
    ]


def _active_day(random: Random, customer: Row) -> str:
    last = date.fromisoformat(customer["closed_on"]) if customer["closed_on"] else LAST_DAY
    return _day(random, date.fromisoformat(customer["signup_date"]), last).isoformat()


def _day(random: Random, first: date, last: date) -> date:
    return first + timedelta(days=random.randint(0, (last - first).days))


if __name__ == "__main__":
    main()
