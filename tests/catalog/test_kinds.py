"""What a file most likely holds, by its name."""

from __future__ import annotations

import pytest

from debt_pipelines.catalog.kinds import is_data_path, kind_of, suffix_of


@pytest.mark.parametrize(
    ("path", "suffix"),
    [
        ("data/a.CSV", "csv"),
        ("a.csv.gz", "csv"),
        ("a.tar.gz", "tar"),
        ("a.gz", "gz"),
        ("data.v1/model", ""),
        (".gitignore", "gitignore"),
        ("a.", ""),
        ("a.b.parquet", "parquet"),
        ("", ""),
    ],
)
def test_suffixes(path: str, suffix: str) -> None:
    assert suffix_of(path) == suffix


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("a.csv", "table"),
        ("a.TSV.gz", "table"),
        ("part-0.parquet", "table"),
        ("a.jsonl", "table"),
        ("model.pkl", "model"),
        ("net.onnx", "model"),
        ("yolo/best.pt", "model"),
        ("data/train/tensors.pt", "other"),
        ("models/regions/north.pkl", "model"),
        ("checkpoints/epoch3.h5", "model"),
        ("out/churn_classifier.joblib", "model"),
        ("out/clf.pkl", "model"),
        ("bert/pytorch_model.bin", "model"),
        ("data/X_train.pkl", "other"),
        ("models/X_test.pkl", "other"),
        ("models/model_metrics.rds", "other"),
        ("data/datasets/cora.pkl", "other"),
        ("survey.rds", "other"),
        ("images.h5", "other"),
        ("firmware.bin", "other"),
        ("model_inputs/north.pkl", "other"),
        ("plot.png", "media"),
        ("report.html", "media"),
        ("store.duckdb", "other"),
        ("x.unheard-of", "other"),
        ("data/raw", "directory"),
        ("s3://bucket/folder", "directory"),
        ("models/run1", "model"),
        ("models/tables", "model"),
        ("reports/plots", "media"),
        ("reports/table.csv", "table"),
        ("train.py", "document"),
        ("params.yaml", "document"),
        ("s3://bucket/a.csv", "table"),
    ],
)
def test_kinds(path: str, kind: str) -> None:
    assert kind_of(path) == kind


@pytest.mark.parametrize("path", ["a.csv", "a.csv.gz", "a.zip", "model.pt", "x.json", "img.PNG", "notes.txt"])
def test_data(path: str) -> None:
    assert is_data_path(path)


@pytest.mark.parametrize(
    "path",
    [
        "train.py",
        "a.ipynb",
        "dvc.lock",
        "params.yaml",
        "README.md",
        "LICENSE",
        "requirements.txt",
        "Makefile",
        "src",
        "",
    ],
)
def test_code_settings_and_documents_are_no_data(path: str) -> None:
    assert not is_data_path(path)
