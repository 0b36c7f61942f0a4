"""Write what DVC writes when it adds a file or runs a stage: hashes, lock entries, ignore lines, cache.

Only what the example needs: files, no folders; `foreach` over a list; `${item}` and `${key}` of params.yaml.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import yaml


def add(root: Path, path: str, description: str) -> None:
    """Do as `dvc add` does: a `.dvc` file beside the data, an ignore line, the bytes in the cache."""
    out = {**_fingerprint(root / path), "hash": "md5", "path": PurePosixPath(path).name, "desc": description}
    _write_yaml(root / f"{path}.dvc", {"outs": [out]})
    _keep(root, path)


def run(root: Path, address: str) -> None:
    """Record that a stage, such as `dvc.yaml:train@eu`, ran on the files that are there now."""
    file, _, name = address.partition(":")
    folder = (root / file).parent
    stage = _stage(root, root / file, name)
    outs = {
        path: options
        for kind in ("outs", "metrics", "plots")
        for path, options in map(_path_and_options, stage.get(kind, []))
    }
    entry: dict[str, Any] = {"cmd": stage["cmd"]}
    entry["deps"] = [_locked(folder, path) for path in sorted(stage["deps"])]
    if stage.get("params"):
        settings = _read_yaml(folder / "params.yaml")
        entry["params"] = {"params.yaml": {key: _value(settings, key) for key in sorted(stage["params"])}}
    entry["outs"] = [_locked(folder, path) for path in sorted(outs)]
    lock_path = (root / file).with_suffix(".lock")
    lock: dict[str, Any] = _read_yaml(lock_path) if lock_path.exists() else {"schema": "2.0", "stages": {}}
    lock["stages"][name] = entry
    _write_yaml(lock_path, lock)
    for path, options in outs.items():
        if options.get("cache", True):
            _keep(root, (folder / path).relative_to(root).as_posix())


def _stage(root: Path, file: Path, name: str) -> Any:
    """One stage as written, or one key of a templated stage with its item filled in."""
    template, _, item = name.partition("@")
    stage = _read_yaml(file)["stages"][template]
    params = root / "params.yaml"
    scope = {**(_read_yaml(params) if params.exists() else {}), "item": item}
    return _filled(stage["do"] if item else stage, scope)


def _filled(node: Any, scope: Mapping[str, Any]) -> Any:
    if isinstance(node, dict):
        return {_filled(key, scope): _filled(value, scope) for key, value in node.items()}
    if isinstance(node, list):
        return [_filled(value, scope) for value in node]
    if isinstance(node, str):
        return re.sub(r"\$\{([\w.]+)\}", lambda match: str(_value(scope, match[1])), node)
    return node


def _path_and_options(out: str | dict[str, dict[str, Any]]) -> tuple[str, dict[str, Any]]:
    return (out, {}) if isinstance(out, str) else next(iter(out.items()))


def _locked(folder: Path, path: str) -> dict[str, Any]:
    return {"path": path, "hash": "md5", **_fingerprint(folder / path)}


def _fingerprint(path: Path) -> dict[str, Any]:
    content = path.read_bytes()
    return {"md5": hashlib.md5(content, usedforsecurity=False).hexdigest(), "size": len(content)}


def _value(settings: Mapping[str, Any], key: str) -> Any:
    value: Any = settings
    for part in key.split("."):
        value = value[part]
    return value


def _keep(root: Path, path: str) -> None:
    """Hide a file from git and put its bytes into the cache, read-only as DVC does."""
    ignore = (root / path).parent / ".gitignore"
    lines = ignore.read_text(encoding="utf-8").splitlines() if ignore.exists() else []
    line = f"/{PurePosixPath(path).name}"
    if line not in lines:
        _write_text(ignore, "\n".join([*lines, line]) + "\n")
    md5 = _fingerprint(root / path)["md5"]
    cached = root / ".dvc/cache/files/md5" / md5[:2] / md5[2:]
    if not cached.exists():
        cached.parent.mkdir(parents=True, exist_ok=True)
        cached.write_bytes((root / path).read_bytes())
        cached.chmod(0o444)


def _read_yaml(path: Path) -> dict[str, Any]:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)  # type: ignore[no-any-return]


def _write_yaml(path: Path, document: Mapping[str, Any]) -> None:
    _write_text(path, yaml.dump(document, Dumper=yaml.CSafeDumper, sort_keys=False, width=1000))


def _write_text(path: Path, text: str) -> None:
    path.write_bytes(text.encode())
