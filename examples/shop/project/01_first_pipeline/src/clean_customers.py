"""Write one row per customer with region and age band, without the birth year."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import yaml


def clean_customers(customers: pd.DataFrame, countries: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Add the region of the country and the age in steps of ten years."""
    joined = customers.merge(
        countries[["country", "region"]], on="country", how="left", validate="many_to_one"
    )
    decade = (as_of.year - joined["birth_year"]) // 10 * 10
    joined["age_band"] = decade.astype(str) + "s"
    return joined[["customer_id", "signup_date", "country", "region", "age_band", "newsletter"]]


if __name__ == "__main__":
    settings = yaml.safe_load(Path("params.yaml").read_text(encoding="utf-8"))["clean"]
    profiles = clean_customers(
        pd.read_csv("data/raw/customers.csv", dtype={"newsletter": str}),
        pd.read_csv("data/reference/countries.csv"),
        date.fromisoformat(settings["as_of"]),
    )
    profiles.to_csv("data/clean/customer_profiles.csv", index=False)
