"""Many sightings of one path become one dataset, and the one that knows best wins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.catalog.frames import records
from debt_pipelines.catalog.partitions import previous_partitions
from debt_pipelines.catalog.resolve import dataset_id
from debt_pipelines.config.settings import Settings
from debt_pipelines.model.data_rows import Owner, Sighting, Source
from debt_pipelines.model.pipeline_rows import Edge
from debt_pipelines.model.schema import Row
from debt_pipelines.model.table_rows import ColumnSeen

Catalog = Callable[..., dict[str, Any]]
Datasets = Callable[..., dict[str, dict[str, Any]]]


def _seen(path: str, crawler: str = "dvc_pipeline", **changes: Any) -> Sighting:
    return Sighting(path=path, crawler=crawler, **{"source_path": "dvc.yaml", "kind": "table"} | changes)


def _read(path: str, **changes: Any) -> Sighting:
    return _seen(
        path, "tables", **{"source_path": path, "is_present": True, "is_schema_read": True, "format": "csv"} | changes
    )


@pytest.fixture
def datasets(catalog: Catalog) -> Datasets:
    """A function `datasets(*rows, **settings)` that gives the resolved datasets by path."""

    def resolve(*rows: Row, **settings: Any) -> dict[str, dict[str, Any]]:
        frame = catalog(*rows, settings=Settings.model_validate(settings))["datasets"]
        return {row["path"]: row for row in records(frame)}

    return resolve


@pytest.mark.parametrize(
    ("path", "identifier"),
    [
        ("data/a.csv", "file:data/a.csv"),
        ("s3://bucket/deep/a.csv", "s3://bucket:deep/a.csv"),
        ("file:///srv/data/a.csv", "file:/srv/data/a.csv"),
        ("https://example.org", "https://example.org:"),
        ("ssh://host/x", "ssh://host:x"),
    ],
)
def test_identifiers(path: str, identifier: str) -> None:
    assert dataset_id(path) == identifier


def test_several_sightings_are_one_dataset(datasets: Datasets) -> None:
    found = datasets(
        _seen("a.csv", kind="table", storage="none", line=9),
        _seen("a.csv", storage="dvc", hash="abc", hash_name="md5", size_bytes=10, line=4),
        _read("a.csv", n_rows=3, malformation="ragged", malformation_line=2),
        _seen("a.csv", "datapackage", source_path="datapackage.json", primary_key="id", is_schema_declared=True),
    )
    assert list(found) == ["a.csv"]
    row = found["a.csv"]
    assert (row["storage"], row["kind"], row["format"], row["n_rows"]) == ("dvc", "table", "csv", 3)
    assert (row["hash"], row["hash_name"], row["size_bytes"]) == ("abc", "md5", 10)
    assert (row["is_present"], row["is_schema_read"], row["is_schema_declared"]) == (True, True, True)
    assert (row["primary_key"], row["malformation"], row["malformation_line"]) == ("id", "ragged", 2)
    assert (row["source_path"], row["line"]) == ("dvc.yaml", 4)


@pytest.mark.parametrize(
    ("kinds", "kind"),
    [
        (("table", "metric"), "metric"),
        (("table", "plot"), "plot"),
        (("directory", "table"), "table"),
        (("other", "model"), "model"),
        (("other", "media", "directory"), "directory"),
    ],
)
def test_the_pipelines_word_on_the_kind_wins(datasets: Datasets, kinds: tuple[str, ...], kind: str) -> None:
    assert datasets(*(_seen("x", kind=one) for one in kinds))["x"]["kind"] == kind


@pytest.mark.parametrize(
    ("storages", "storage"),
    [
        (("git", "dvc"), "dvc"),
        (("dvc", "import"), "import"),
        (("none", "git"), "git"),
        (("none", "external"), "external"),
    ],
)
def test_the_strongest_storage_wins(datasets: Datasets, storages: tuple[str, ...], storage: str) -> None:
    assert datasets(*(_seen("x", storage=one) for one in storages))["x"]["storage"] == storage


def test_the_place_is_where_it_is_declared_and_not_where_it_is_read(datasets: Datasets) -> None:
    found = datasets(
        _read("a.csv", storage="git"),
        _seen("a.csv", storage="none", line=3),
        _seen("a.csv", "dvc_files", storage="dvc", source_path="a.csv.dvc", line=2),
        _read("b.csv", storage="git"),
    )
    assert (found["a.csv"]["source_path"], found["a.csv"]["line"]) == ("a.csv.dvc", 2)
    assert (found["b.csv"]["source_path"], found["b.csv"]["line"]) == ("b.csv", None)


def test_a_file_in_a_tracked_folder_belongs_to_it(datasets: Datasets) -> None:
    folder = _seen(
        "data",
        "dvc_files",
        kind="directory",
        storage="import",
        source_path="data.dvc",
        line=2,
        import_url="https://example.org/x",
        import_revision="v1",
        is_frozen=True,
    )
    found = datasets(folder, _read("data/deep/a.csv"), _read("data/b.csv", storage="git"), _read("database/c.csv"))
    inside = found["data/deep/a.csv"]
    assert (inside["storage"], inside["source_path"], inside["line"]) == ("import", "data.dvc", 2)
    assert (inside["import_url"], inside["import_revision"]) == ("https://example.org/x", "v1")
    assert inside["is_frozen"] is True
    assert found["data/b.csv"]["storage"] == "git"
    assert found["database/c.csv"]["storage"] == "none"


def test_a_folder_that_nothing_tracks_passes_nothing_on(datasets: Datasets) -> None:
    found = datasets(_seen("data", kind="directory", storage="none"), _read("data/a.csv"))
    assert found["data/a.csv"]["storage"] == "none"
    assert not found["data/a.csv"]["is_contained"]


def test_a_folder_that_a_stage_keeps_in_git_speaks_for_what_is_in_it(datasets: Datasets) -> None:
    found = datasets(_seen("out", kind="directory", storage="git", line=3), _seen("out/score.json", storage="none"))
    assert found["out/score.json"]["is_contained"]
    assert found["out/score.json"]["line"] == 3


def test_one_line_that_declares_several_has_one_head(datasets: Datasets) -> None:
    found = datasets(
        *(_seen(f"out/{name}.csv", storage="dvc", line=5) for name in ("de", "at", "fr")),
        _seen("out/model.pkl", storage="dvc", kind="model", line=5),
        _seen("out/other.csv", storage="dvc", line=6),
    )
    heads = {path for path, row in found.items() if row["is_first_of_declaration"]}
    assert heads == {"out/at.csv", "out/model.pkl", "out/other.csv"}


def test_each_table_of_a_source_or_of_a_file_is_a_head(datasets: Datasets) -> None:
    found = datasets(
        *(_seen(f"postgres://host/shop/public.{name}", storage="external", line=None) for name in "ab"),
        *(_seen(f"shop.xlsx#{name}", line=1, source_path="shop.xlsx") for name in "ab"),
        *(_seen(f"s3://lake/{name}.csv", storage="external", line=7) for name in "ab"),
    )
    heads = {path for path, row in found.items() if row["is_first_of_declaration"]}
    assert heads == {
        "postgres://host/shop/public.a", "postgres://host/shop/public.b", "shop.xlsx#a", "shop.xlsx#b", "s3://lake/a.csv"
    }  # fmt: skip


def test_settings_give_tier_and_owner_and_the_last_pattern_wins(datasets: Datasets) -> None:
    wishes = {"data/": {"tier": 1, "owner": "data"}, "data/raw/*": {"tier": 2}, "*.tmp.csv": {"is_dataset": False}}
    found = datasets(
        *(_seen(path) for path in ("data/a.csv", "data/raw/b.csv", "c.csv", "data/d.tmp.csv")), datasets=wishes
    )
    assert {path: row["tier"] for path, row in found.items()} == {"data/a.csv": 1, "data/raw/b.csv": 2, "c.csv": 3}
    assert found["data/a.csv"]["owner"] == "data"
    assert found["data/raw/b.csv"]["owner"] is None


def test_the_last_line_of_codeowners_wins_and_may_take_away(datasets: Datasets) -> None:
    lines = [("*", "all"), ("/data/", "data"), ("data/raw/*.csv", None), ("data/raw/x.csv", "x")]
    owners = [Owner(pattern=pattern, owner=owner, tool="codeowners", path="CODEOWNERS") for pattern, owner in lines]
    found = datasets(*owners, *(_seen(path) for path in ("a.csv", "data/b.csv", "data/raw/c.csv", "data/raw/x.csv")))
    assert {path: row["owner"] for path, row in found.items()} == {
        "a.csv": "all",
        "data/b.csv": "data",
        "data/raw/c.csv": None,
        "data/raw/x.csv": "x",
    }


def test_an_owner_beside_the_data_wins_over_codeowners_and_settings_over_both(datasets: Datasets) -> None:
    rows = [
        Owner(pattern="/a.csv", owner="dvc", tool="dvc", path="a.csv.dvc"),
        Owner(pattern="*", owner="all", tool="codeowners", path="CODEOWNERS"),
        _seen("a.csv"),
        _seen("sub/a.csv"),
    ]
    found = datasets(*rows)
    assert (found["a.csv"]["owner"], found["sub/a.csv"]["owner"]) == ("dvc", "all")
    assert datasets(*rows, datasets={"*.csv": {"owner": "set"}})["a.csv"]["owner"] == "set"


@pytest.mark.parametrize("pattern", ["!", "\\", "a\\", "[", "", "   "])
def test_a_pattern_that_means_nothing_owns_nothing(datasets: Datasets, pattern: str) -> None:
    broken = Owner(pattern=pattern, owner="nobody", tool="codeowners", path="CODEOWNERS")
    assert datasets(broken, _seen("a.csv"))["a.csv"]["owner"] is None


def test_datasets_are_sorted_and_external_ones_say_so(datasets: Datasets) -> None:
    found = datasets(_seen("b.csv"), _seen("s3://bucket/x.csv", storage="external"), _seen("a.csv"))
    assert list(found) == ["a.csv", "b.csv", "s3://bucket/x.csv"]
    assert [row["is_external"] for row in found.values()] == [False, False, True]
    assert found["s3://bucket/x.csv"]["dataset"] == "s3://bucket:x.csv"


def test_without_sightings_there_are_no_datasets(datasets: Datasets) -> None:
    assert datasets(Owner(pattern="*", owner="all", tool="codeowners", path="CODEOWNERS")) == {}


def _part(path: str, **changes: Any) -> list[Row]:
    names = changes.pop("columns", ("id", "amount"))
    columns = [ColumnSeen(path=path, column=name, position=n, physical_type="text") for n, name in enumerate(names)]
    return [
        _read(path, **{"storage": "git", "size_bytes": 10, "n_rows": 3, "hash": "h", "line": 1} | changes),
        *columns,
    ]


def _parts(*months: int, **changes: Any) -> list[Row]:
    return [row for month in months for row in _part(f"d/o_2024-{month:02}.csv", **changes)]


def test_the_parts_of_a_table_are_one_dataset(datasets: Datasets, catalog: Catalog) -> None:
    rows = [*_parts(1, 3), *_part("d/o_2024-02.csv", malformation="ragged", malformation_line=7)]
    found = datasets(*rows)["d/o_*.csv"]
    expected = {
        "dataset": "file:d/o_*.csv", "schema_path": "d/o_2024-03.csv", "n_partitions": 3, "size_bytes": 30, "n_rows": 9,
        "hash": None, "storage": "git", "source_path": "d/o_2024-03.csv", "is_schema_read": True,
        "malformation": "ragged", "malformation_line": 7, "malformation_path": "d/o_2024-02.csv",
    }  # fmt: skip
    assert {key: found[key] for key in expected} == expected
    assert [
        (row["dataset"], row["path"], row["key"], row["position"]) for row in records(catalog(*rows)["partitions"])
    ] == [("file:d/o_*.csv", f"d/o_2024-{month:02}.csv", f"2024-{month:02}", month - 1) for month in (1, 2, 3)]


def test_a_part_that_could_not_be_read_is_a_part(datasets: Datasets, catalog: Catalog) -> None:
    broken = Source(path="d/o_2024-04.csv", crawler="tables", kind="data", status="error", error="not UTF-8")
    left_out = Source(path="d/o_2024-05.csv", crawler="tables", kind="data", status="skipped", error="left out")
    rows = [*_parts(1, 2, 3), broken, left_out]
    found = datasets(*rows, exclude=["d/o_2024-05.csv"])["d/o_*.csv"]
    assert (found["n_partitions"], found["n_rows"], found["schema_path"]) == (4, None, "d/o_2024-03.csv")
    parts = records(catalog(*rows, settings=Settings(exclude=("d/o_2024-05.csv",)))["partitions"])
    assert [row["is_schema_read"] for row in parts] == [True, True, True, False]


@pytest.mark.parametrize("crawler", ["dvc_pipeline", "dvc_files", "datapackage"])
def test_files_that_are_declared_one_by_one_stay_apart(datasets: Datasets, crawler: str) -> None:
    declared = [_seen(f"d/o_2024-{month:02}.csv", crawler) for month in (1, 2, 3)]
    assert len(datasets(*_parts(1, 2, 3), *declared)) == 3


def test_a_file_that_a_stage_reads_stays_apart(datasets: Datasets) -> None:
    edge = Edge(job="dvc.yaml:train", direction="dep", target="d/o_2024-02.csv", path="dvc.yaml", line=1)
    assert set(datasets(*_parts(1, 2, 3, 4), edge)) == {"d/o_2024-02.csv", "d/o_*.csv"}


def test_the_parts_in_a_tracked_folder_are_contained_in_it(datasets: Datasets) -> None:
    folder = _seen("d", "dvc_files", kind="directory", storage="dvc", source_path="d.dvc", line=2)
    found = datasets(folder, *_parts(1, 2, 3, storage="none"))
    assert set(found) == {"d", "d/o_*.csv"}
    assert (found["d/o_*.csv"]["is_contained"], found["d/o_*.csv"]["storage"]) == (True, "dvc")


def test_what_is_said_of_a_part_is_said_of_the_dataset(datasets: Datasets) -> None:
    owners = [Owner(pattern="d/o_2024-02.csv", owner="ada", tool="codeowners", path="CODEOWNERS")]
    found = datasets(*_parts(1, 2, 3), *owners, datasets={"d/o_2024-01.csv": {"tier": 1}})["d/o_*.csv"]
    assert (found["tier"], found["owner"]) == (1, "ada")


def test_the_settings_keep_files_apart_and_take_them_out(datasets: Datasets) -> None:
    assert len(datasets(*_parts(1, 2, 3), datasets={"d/*.csv": {"is_partitioned": False}})) == 3
    assert (
        datasets(*_parts(1, 2, 3, 4), datasets={"d/o_2024-02.csv": {"is_dataset": False}})["d/o_*.csv"]["n_rows"] == 9
    )


def test_the_part_before_is_known_where_time_tells_them_apart(catalog: Catalog) -> None:
    numbered = [row for n in range(3) for row in _part(f"d/p_{n}.csv")]
    frames = catalog(*_parts(1, 2, 3), *_part("d/o_2024-04.csv", is_schema_read=False, columns=()), *numbered)
    assert previous_partitions(frames) == {"file:d/o_*.csv": "d/o_2024-02.csv"}
