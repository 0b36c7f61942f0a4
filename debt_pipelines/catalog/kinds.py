"""What a file most likely holds, judged by its name alone."""

from __future__ import annotations

import re

from debt_pipelines.model.data_rows import DatasetKind

_SUFFIXES: dict[DatasetKind, frozenset[str]] = {
    "table": frozenset(
        "csv tsv tab parquet pq feather ftr arrow arrows ipc avro orc jsonl ndjson xls xlsx xlsm xlsb ods".split()
    ),
    "model": frozenset("pt pth onnx keras safetensors ckpt tflite cbm bst model mlmodel gguf".split()),
    "media": frozenset("png jpg jpeg gif svg webp tif tiff bmp mp3 mp4 wav avi mov pdf html".split()),
    "other": frozenset(
        (
            "db sqlite sqlite3 duckdb json xml txt npy npz bin dat h5ad nc zarr geojson gpkg shp tfrecord pb msgpack "
            "mat sav dta sas7bdat pkl pickle joblib rds h5 hdf5"
        ).split()
    ),
}
_ANY_OBJECT = frozenset("pkl pickle joblib rds h5 hdf5 bin pb sav".split())
"""Formats that hold a model as well as a table: only the name can tell."""
_TENSORS = frozenset({"pt", "pth"})
_MODEL_FOLDERS = ("model", "models", "checkpoints", "weights")
_MODEL_NAME = re.compile(
    r"model|classif|regressor|estimator|predictor|checkpoint|ckpt|trained|xgb|lgbm|lightgbm|catboost"
    r"|(^|[\W_])clf([\W_]|$)"
)
_DATA_NAME = re.compile(
    r"(^|[\W_])([xy]_?(train|test|val|valid|dev)\w*|features?|columns|data(set|frame|loader)?s?|df|inputs?|outputs?|metrics?"
    r"|scores?|results?|importances?|imp|pred(iction)?s?|probas?|embed(ding)?s?|vectors?|tensors?|labels?|history|params?|shap|tokenizer"
    r"|vocab(ulary)?)([\W_]|$)"
)
_COMPRESSIONS = frozenset("gz zst zstd bz2 xz zip lz4".split())
_CODE_SUFFIXES = frozenset(
    "py ipynb r rmd qmd jl sh bash zsh ps1 bat sql scala java kt rs go c cc cpp h hpp js ts mjs lua pl rb "
    "yaml yml toml ini cfg conf lock md rst dockerfile makefile j2 jinja jinja2 env jsonnet libsonnet gitignore "
    "gitkeep dvc".split()
)
_FOLDER_KINDS: dict[str, DatasetKind] = {
    **dict.fromkeys(("plots", "plot", "figures", "figs", "images", "charts", "reports", "docs"), "media"),
    **dict.fromkeys(_MODEL_FOLDERS, "model"),
}
_ARCHIVE_SUFFIXES = frozenset("zip tar tgz 7z rar gz zst zstd bz2 xz lz4".split())
_DOCUMENT_NAMES = frozenset({"license", "readme", "changelog", "makefile", "dockerfile", "pipfile", "requirements.txt"})


def suffix_of(path: str) -> str:
    """The ending of a file name in lower case, compression endings set aside; empty when there is none."""
    parts = path.rpartition("/")[2].lower().split(".")[1:]
    if len(parts) > 1 and parts[-1] in _COMPRESSIONS:
        parts.pop()
    return parts[-1] if parts else ""


def kind_of(path: str) -> DatasetKind:
    """The kind of dataset a path most likely is; a name without an ending is taken for a folder."""
    suffix = suffix_of(path)
    if not suffix:
        names = reversed(path.lower().split("/"))
        return next((_FOLDER_KINDS[name] for name in names if name in _FOLDER_KINDS), "directory")
    if suffix in _CODE_SUFFIXES:
        return "document"
    if suffix in _ANY_OBJECT:
        return "model" if _names_model(path.lower()) else "other"
    if suffix in _TENSORS and _DATA_NAME.search(path.lower().rpartition("/")[2]):
        return "other"
    return next((kind for kind, suffixes in _SUFFIXES.items() if suffix in suffixes), "other")


def _names_model(path: str) -> bool:
    """Whether a name says that a file holds a model; `X_train.pkl` beside one does not."""
    *folders, name = path.split("/")
    if _DATA_NAME.search(name):
        return False
    return bool(_MODEL_NAME.search(name)) or not set(_MODEL_FOLDERS).isdisjoint(folders)


def is_data_path(path: str) -> bool:
    """Whether a file name looks like data rather than code, settings or documents."""
    name = path.rpartition("/")[2].lower()
    suffix = suffix_of(path)
    if name in _DOCUMENT_NAMES or suffix in _CODE_SUFFIXES:
        return False
    return suffix in _ARCHIVE_SUFFIXES or any(suffix in suffixes for suffixes in _SUFFIXES.values())
