"""The dictionary to fill in: every column with its evidence, and nothing personal in it."""

from __future__ import annotations

from debt_pipelines.fixes import dictionary
from tests.fixes.conftest import MakeDebt

ORDERS = "order_id,region,mail\n" + "".join(f"{n},{'ab'[n % 2]},p{n}@example.com\n" for n in range(40))
DESCRIBED = "# Data\n\nFile: `data/shops.csv`.\n\n| Column | Description |\n|---|---|\n| region | Where the shop is |\n"


def columns(*names: str) -> list[tuple[str, str]]:
    return [("DOC201", f"file:data/orders.csv#{name}") for name in names]


def test_a_new_file(debt: MakeDebt) -> None:
    (patch,) = dictionary.propose(debt({"data/orders.csv": ORDERS}, ("DOC101", "file:data/orders.csv")))
    assert (patch.path, patch.before) == ("docs/data-dictionary.md", None)
    assert "## `data/orders.csv`\n\nTODO: say what one row stands for.\n\n| Column" in patch.after
    assert "| `order_id` | integer |  | 0 to 39; all different |\n" in patch.after
    assert "| `region` | string |  | a, b |\n" in patch.after
    assert "| `mail` | string |  | looks personal (email); all different |\n" in patch.after
    assert "@" not in patch.after
    assert (patch.settled, [one.code for one in patch.prepared]) == ((), ["DOC101"])


def test_what_is_there_is_kept_and_another_table_helps(debt: MakeDebt) -> None:
    shops = "region,area\n" + "".join(f"{'ab'[n % 2]},{n}\n" for n in range(40))
    files = {"data/orders.csv": ORDERS, "data/shops.csv": shops, "docs/tables.md": DESCRIBED}
    (patch,) = dictionary.propose(debt(files, *columns("region", "order_id")))
    assert patch.path == "docs/tables.md"
    assert patch.before == DESCRIBED
    assert patch.after.startswith(DESCRIBED)
    assert "| `region` | string | Where the shop is | a, b |\n" in patch.after
    assert [one.column for one in patch.settled] == ["region"]
    assert [one.column for one in patch.prepared] == ["order_id"]


def test_a_table_that_dvc_describes_is_left_to_it(debt: MakeDebt) -> None:
    files = {"data/orders.csv.dvc": "outs:\n- md5: 0123456789abcdef0123456789abcdef\n  size: 5\n  path: orders.csv\n"}
    assert list(dictionary.propose(debt(files, ("DOC101", "file:data/orders.csv")))) == []
