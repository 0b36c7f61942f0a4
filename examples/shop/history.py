"""The commits of the example project, oldest first, with the data each of them finds or leaves."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pipeline_tables import (
    Table,
    customer_features,
    customer_profiles,
    order_lines,
    rfm_segments,
    to_csv,
)
from shapes import as_integer, conflicted, cut_off, renamed, reopened, unquoted, until, without

HERE = Path(__file__).resolve().parent
LENA = "Lena Fischer <lena.fischer@example.com>"
TOM = "Tom Okafor <tom.okafor@example.com>"
MIRA = "Mira Solberg <mira.solberg@example.com>"

CUSTOMERS, ORDERS, VISITS = (f"data/raw/{name}.csv" for name in ("customers", "orders", "visits"))
MODEL_COPY = "models/churn_february.json"
CLEAN = ("data/clean/customer_profiles.csv", "data/clean/order_lines.csv")
DESCRIPTIONS = {
    CUSTOMERS: "Customers as exported from the shop system on the last day of the month",
    ORDERS: "Orders as exported from the shop system on the last day of the month",
    VISITS: "Visits to the shop by customers who were signed in",
    MODEL_COPY: "Weights of the churn model, kept in case the next one is worse",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """One commit: the overlay it copies, the data it brings, what DVC adds and runs before it is made."""

    folder: str
    author: str
    date: str
    message: str
    data: Mapping[str, bytes] = field(default_factory=dict)
    moves: Mapping[str, str] = field(default_factory=dict)
    removes: tuple[str, ...] = ()
    adds: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()


def commits() -> list[Commit]:
    """All commits of the example, oldest first."""
    tables = {path.stem: _read(path) for path in sorted((HERE / "data").glob("*.csv"))}
    return [*_first_half(tables), *_second_half(tables)]


def _first_half(tables: Mapping[str, Table]) -> list[Commit]:
    last_day = date(2025, 1, 31)
    september, january = _extract(tables, date(2024, 9, 30)), _extract(tables, last_day)
    lines = _pipeline_tables(_raw_tables(tables, last_day), tables, last_day)["order_lines"]
    segments = {"data/segments/rfm.csv": to_csv(rfm_segments(lines, as_of=last_day))}
    reference = {
        "data/reference/suppliers.csv": to_csv(as_integer(tables["suppliers"], "lead_time_days")),
        "data/reference/campaigns.csv": to_csv(until(tables["campaigns"], "start_date", "2025-01-31")),
        "data/reference/shipping_rates.csv": to_csv(tables["shipping_rates"]),
    }
    return [
        Commit(
            folder="01_first_pipeline",
            author=LENA,
            date="2024-10-14T09:20:00+0200",
            message="Clean customers and orders in a pipeline",
            data={path: september[path] for path in (CUSTOMERS, ORDERS, *CLEAN)}
            | {
                "data/reference/countries.csv": to_csv(without(tables["countries"], "vat_rate")),
                "data/reference/products.csv": to_csv(renamed(tables["products"], "unit_cost_eur", "unit_cost")),
            },
            adds=(CUSTOMERS, ORDERS),
            runs=_stages("clean_customers", "clean_orders"),
        ),
        Commit(
            folder="02_document_and_validate",
            author=MIRA,
            date="2024-12-03T14:05:00+0100",
            message="Describe the tables, name owners, check each extract",
            data={VISITS: september[VISITS], **reference},
            adds=(VISITS,),
        ),
        Commit(
            folder="03_churn_model",
            author=TOM,
            date="2025-02-18T16:40:00+0100",
            message="Segments and a churn model on the January extract",
            data=january | segments,
            adds=(CUSTOMERS, ORDERS, VISITS),
            runs=_stages("clean_customers", "clean_orders", "rfm_segments", "features", "train", "evaluate"),
        ),
        Commit(
            folder="04_new_store",
            author=LENA,
            date="2025-04-09T11:15:00+0200",
            message="Move to the store in the EU, report sales by region, retire the segments",
            data={"data/reference/suppliers.csv": to_csv(tables["suppliers"])},
            moves={"src/rfm_segments.py": "archive/rfm_segments.py"},
            removes=("data/segments/rfm.csv",),
            runs=_stages("sales_report@dach", "sales_report@nordics", "sales_report@west"),
        ),
    ]


def _second_half(tables: Mapping[str, Table]) -> list[Commit]:
    partners = (HERE / "project/03_churn_model/data/exports/partners.parquet").read_bytes()
    model = (HERE / "project/03_churn_model/models/churn.json").read_bytes()
    archived = (HERE / "project/04_new_store/archive/dvc.yaml").read_bytes()
    return [
        Commit(
            folder="05_rename_columns",
            author=MIRA,
            date="2025-06-12T10:30:00+0200",
            message="Say in the column name that costs are in euros; May extract",
            data=_extract(tables, date(2025, 5, 31))
            | {f"data/reference/{name}.csv": to_csv(tables[name]) for name in ("products", "countries", "campaigns")},
            adds=(CUSTOMERS, ORDERS, VISITS),
            # Not train and evaluate, nor the report of one region: the debt that REP101 finds.
            runs=_stages("clean_customers", "clean_orders", "features", "sales_report@dach", "sales_report@west"),
        ),
        Commit(
            folder="06_campaign_cleanup",
            author=MIRA,
            date="2025-08-27T15:50:00+0200",
            message="Campaigns without channel, holidays, complaints of the call centre",
            data={
                "data/reference/campaigns.csv": to_csv(without(tables["campaigns"], "channel")),
                "data/reference/holidays.csv": to_csv(tables["holidays"]),
                "data/manual/complaints.csv": unquoted(to_csv(tables["complaints"])),
                "data/exports/partners.parquet": cut_off(partners),
            },
        ),
        Commit(
            folder="07_churn_scores",
            author=TOM,
            date="2025-10-02T17:25:00+0200",
            message="Churn scores for the phone list (branch churn-scores, squashed)",
            data={
                MODEL_COPY: model,
                "archive/dvc.yaml": conflicted(
                    archived,
                    line=5,
                    theirs="    cmd: python archive/rfm_segments.py --loyal 4",
                    branch="churn-scores",
                ),
                "data/reference/shipping_rates.csv": conflicted(
                    to_csv(tables["shipping_rates"]), line=9, theirs="near,5,9.25", branch="churn-scores"
                ),
            },
            adds=(MODEL_COPY,),
            runs=("experiments/dvc.yaml:grid_search",),
        ),
    ]


def _stages(*names: str) -> tuple[str, ...]:
    return tuple(f"dvc.yaml:{name}" for name in names)


def _extract(tables: Mapping[str, Table], day: date) -> dict[str, bytes]:
    """Raw extracts of that day by path, with what the pipeline computes from them."""
    raw = _raw_tables(tables, day)
    computed = _pipeline_tables(raw, tables, day)
    return {
        **{f"data/raw/{name}.csv": to_csv(rows) for name, rows in raw.items()},
        **{f"data/clean/{name}.csv": to_csv(computed[name]) for name in ("customer_profiles", "order_lines")},
        "data/features/customer_features.csv": to_csv(computed["customer_features"]),
    }


def _raw_tables(tables: Mapping[str, Table], day: date) -> dict[str, Table]:
    iso = day.isoformat()
    return {
        "customers": reopened(until(tables["customers"], "signup_date", iso), iso),
        "orders": until(tables["orders"], "order_date", iso),
        "visits": until(tables["visits"], "visit_date", iso),
    }


def _pipeline_tables(raw: Mapping[str, Table], tables: Mapping[str, Table], day: date) -> dict[str, Table]:
    customers, orders = raw["customers"], raw["orders"]
    return {
        "customer_profiles": customer_profiles(customers, tables["countries"], as_of=day),
        "order_lines": order_lines(orders, tables["products"], customers),
        "customer_features": customer_features(customers, orders, raw["visits"], tables["campaigns"], as_of=day),
    }


def _read(path: Path) -> Table:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
