"""How Python code loads a file of parameters: libraries, wrappers, options of the command line, Hydra."""

from __future__ import annotations

import ast
import posixpath
from collections.abc import Callable
from dataclasses import dataclass

from debt_pipelines.crawlers.python_checks.modules import Module
from debt_pipelines.crawlers.python_source import argument, call_name
from debt_pipelines.project.locations import folder_of

WRAPPERS = frozenset("ConfigBox Box DefaultBox DotMap Munch munchify DictConfig create dict AttrDict EasyDict".split())
_LOADERS = frozenset("safe_load full_load unsafe_load load loads read_yaml".split())
_LIBRARIES = frozenset("yaml ruamel json toml tomllib tomli tomlkit rtoml omegaconf OmegaConf".split())
_PATH_CALLS = frozenset("Path PurePath PosixPath str join fspath abspath to_absolute_path".split())


@dataclass(frozen=True, slots=True)
class Text:
    """A text; as a path, `is_from_top` says that it is that of the project rather than of the running script."""

    text: str
    is_from_top: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """What an option of the command line is given, with its default."""

    name: str
    default: str | None


@dataclass(frozen=True, slots=True)
class Handle:
    """An open file, or its text; None where the code computes which."""

    origin: Text | Option | None


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was loaded from a parameter file, or what stands in it under a key; `is_open` has keys as attributes."""

    origin: Text | Option | None
    key: tuple[str, ...] = ()
    is_open: bool = False
    is_computed: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """One read of a parameter file: a key, or None where the code computes which; `is_whole` hands the key on."""

    origin: Text | Option | None
    key: str | None
    path: str
    line: int | None
    is_bound: bool = False
    """Only given a name; what is read of it is told beside."""


Value = Text | Option | Handle | Loaded | None
Lookup = Callable[[ast.expr], Value]


def text_of(node: ast.expr | None, value: Lookup) -> Text | None:
    """A literal text, or one put together from texts by `/`, `+` or a join."""
    if isinstance(node, ast.Constant):
        return Text(node.value) if isinstance(node.value, str) else None
    parts: list[ast.expr] = []
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Div, ast.Add)):
        parts = [node.left, node.right]
    elif isinstance(node, ast.Call) and call_name(node) in _PATH_CALLS:
        parts = node.args
    found = [part for each in parts if isinstance(part := value(each), Text)]
    if not parts or len(found) < len(parts):
        return None
    texts = [part.text for part in found]
    is_sum = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add)
    return Text("".join(texts) if is_sum else posixpath.join(*texts), any(part.is_from_top for part in found))


def loaded_by(node: ast.Call, module: Module, value: Lookup) -> Value:
    """What a call opens or loads; None when it does neither."""
    dotted = module.dotted(node.func) if isinstance(node.func, (ast.Name, ast.Attribute)) else ""
    name = call_name(node)
    if name == "params_show":
        return _shown(node)
    if dotted in ("open", "io.open", "codecs.open"):
        found = value(node.args[0]) if node.args else None
        return Handle(found if isinstance(found, (Text, Option)) else None)
    is_library = dotted.partition(".")[0] in _LIBRARIES or (not dotted and "YAML" in ast.dump(node.func))
    if name not in _LOADERS or not is_library or not node.args:
        return None
    found = value(node.args[0])
    is_open = "omegaconf" in dotted.lower()
    if isinstance(found, Handle):
        return Loaded(found.origin, is_open=is_open)
    if is_open:
        return Loaded(found if isinstance(found, (Text, Option)) else None, is_open=True)
    return Loaded(None) if "yaml" in dotted else None


def _shown(node: ast.Call) -> Loaded | None:
    """What DVC shows of the parameters; with the names of stages, it is what they declare."""
    if any(keyword.arg in ("stages", "repo", "rev") for keyword in node.keywords):
        return None
    if not node.args:
        return Loaded(Text("params.yaml"))
    first = node.args[0]
    is_literal = isinstance(first, ast.Constant) and isinstance(first.value, str) and len(node.args) == 1
    return Loaded(Text(str(first.value))) if is_literal and isinstance(first, ast.Constant) else Loaded(None)


def hydra_config(decorator: ast.expr, module: Module) -> Text | None:
    """The file that `hydra.main` composes first, beside the script."""
    if not isinstance(decorator, ast.Call) or module.dotted(decorator.func) != "hydra.main":
        return None
    folder, name = argument(decorator, "config_path", position=0), argument(decorator, "config_name", position=1)
    if not (isinstance(folder, ast.Constant) and isinstance(name, ast.Constant) and isinstance(name.value, str)):
        return None
    written = posixpath.join(folder_of(module.path), str(folder.value or "."), name.value)
    return Text(posixpath.normpath(written.removesuffix(".yaml")) + ".yaml", is_from_top=True)


def options_of(module: Module) -> dict[str, Option]:
    """The options of the command line that a file declares with argparse, by the attribute they become."""
    found: dict[str, Option] = {}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and call_name(node) == "add_argument":
            names = [part.value for part in node.args if isinstance(part, ast.Constant) and isinstance(part.value, str)]
            long = next((name for name in names if name.startswith("--")), None)
            if long is None:
                continue
            wanted, default = argument(node, "dest"), argument(node, "default")
            attribute = wanted.value if isinstance(wanted, ast.Constant) else long.lstrip("-").replace("-", "_")
            text = default.value if isinstance(default, ast.Constant) and isinstance(default.value, str) else None
            found[str(attribute)] = Option(long, text)
    return found
