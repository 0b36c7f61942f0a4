"""Hostile texts in every place of a repository from which a name or a sentence reaches a report."""

from __future__ import annotations

import csv
import io
import json

from tests.reports.hostile_names import HOSTILE

TEXTS = list(HOSTILE.values())


def hostile_files() -> dict[str, str]:
    """Tables, columns, stages, parameters, descriptions, suites, owners and file names that are hostile."""
    stages = {
        f"s{n} {text}": {
            "cmd": f"python s{n}.py {text}",
            "desc": text,
            "deps": [f"gone/{text}"],
            "params": [f"nothing.{text}"],
            "outs": [f"made/{n}/{text}"],
        }
        for n, text in enumerate(TEXTS)
    }
    files = {f"tables/{text.replace('/', '_')}.csv": "id,amount\n1,2\n2,3\n" for text in TEXTS}
    suite = {
        "name": f"suite {TEXTS[0]}",
        "expectations": [
            {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": text, "mostly": 0}} for text in TEXTS
        ],
        "meta": {"dataset": "wide.csv"},
    }
    page = "# Data dictionary of wide.csv\n\n| column | description |\n|---|---|\n"
    return {
        **files,
        "wide.csv": _wide(),
        "traps/dvc.yaml": json.dumps({"stages": stages}),
        "traps/params.yaml": json.dumps(dict.fromkeys(TEXTS, 1)),
        "gx/expectations/traps.json": json.dumps(suite),
        "wide.md": page + "".join(f"| id{n} | {text.splitlines()[0]} |\n" for n, text in enumerate(TEXTS)),
        "datapackage.json": json.dumps(
            {"name": "x", "resources": [{"name": "wide", "path": "wide.csv", "description": TEXTS[0]}]}
        ),
        "CODEOWNERS": "".join(f"/tables/ @team-{n}\n" for n in range(3)),
    }


def _wide() -> str:
    """A table whose columns are named so, and whose texts have spellings of one hostile value."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow([f"id{n}" for n in range(len(TEXTS))] + TEXTS)
    for n in range(40):
        writer.writerow([n] * len(TEXTS) + [text.upper() if n % 5 == 0 else text for text in TEXTS])
    return file.getvalue()
