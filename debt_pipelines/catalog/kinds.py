"""What a file most likely holds, judged by its name alone."""

from __future__ import annotations

from debt_pipelines.model.data_rows import DatasetKind

_SUFFIXES: dict[DatasetKind, frozenset[str]] = {
    "table": frozenset("csv tsv tab parquet feather arrow avro orc jsonl ndjson xls xlsx".split()),
    "model": frozenset(
        "pkl pickle joblib pt pth onnx h5 keras safetensors ckpt tflite cbm bst model mlmodel gguf rds".split()
    ),
    "media": frozenset("png jpg jpeg gif svg webp tif tiff bmp mp3 mp4 wav avi mov pdf html".split()),
    "other": frozenset(
        (
            "db sqlite sqlite3 duckdb json xml txt npy npz bin dat h5ad nc zarr geojson gpkg shp tfrecord pb msgpack "
            "mat sav dta sas7bdat"
        ).split()
    ),
}
_COMPRESSIONS = frozenset("gz zst bz2 xz zip lz4".split())
_CODE_SUFFIXES = frozenset(
    "py ipynb r rmd qmd jl sh bash zsh ps1 bat sql scala java kt rs go c cc cpp h hpp js ts mjs lua pl rb "
    "yaml yml toml ini cfg conf lock md rst dockerfile makefile j2 jinja jinja2 env jsonnet libsonnet gitignore "
    "gitkeep dvc".split()
)
_FOLDER_KINDS: dict[str, DatasetKind] = {
    **dict.fromkeys(("plots", "plot", "figures", "figs", "images", "charts", "reports", "docs"), "media"),
    **dict.fromkeys(("model", "models", "checkpoints", "weights"), "model"),
}
_ARCHIVE_SUFFIXES = frozenset("zip tar tgz 7z rar gz zst bz2 xz".split())
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
    return next((kind for kind, suffixes in _SUFFIXES.items() if suffix in suffixes), "other")


def is_data_path(path: str) -> bool:
    """Whether a file name looks like data rather than code, settings or documents."""
    name = path.rpartition("/")[2].lower()
    suffix = suffix_of(path)
    if name in _DOCUMENT_NAMES or suffix in _CODE_SUFFIXES:
        return False
    return suffix in _ARCHIVE_SUFFIXES or any(suffix in suffixes for suffixes in _SUFFIXES.values())
