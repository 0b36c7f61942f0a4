"""Which data a frame, a list of rows or a batch holds: followed back, through plain assignments, to what is read.

A frame that was filtered, joined or computed is no longer the file; what is said of it says nothing of the file.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from debt_pipelines.crawlers.python_checks.changes import changed_columns
from debt_pipelines.crawlers.python_checks.modules import Module
from debt_pipelines.crawlers.python_checks.values import ROOT, Function, Scope, Values
from debt_pipelines.project.locations import ancestors, folder_of, locate
from debt_pipelines.project.project import Project

Origins = dict[str, frozenset[str]]
"""References to data, each with the columns that the code sets anew after it was read."""
_READERS = frozenset(
    "read_csv read_parquet read_json read_excel read_feather read_table read_pickle read_orc read_stata read_sas "
    "read_spss read_xml read_hdf read_fwf read_ipc read_ndjson read_avro read_delta read_file read_sql_table "
    "scan_csv scan_parquet scan_ipc scan_ndjson scan_delta open read_text read_bytes add_csv_asset add_parquet_asset "
    "add_json_asset add_excel_asset add_table_asset csv parquet json orc".split()
)
_PATH_WORDS = (
    "filepath_or_buffer path source io filepath file path_or_buf path_or_buffer table_name fname batching_regex".split()
)
_SPARK_READERS = frozenset({"csv", "parquet", "json", "orc"})
_WRITERS = re.compile(r"(to|write|sink)_(csv|parquet|json|excel|feather|pickle|orc|ipc|ndjson|delta|stata)$")
_SAME_ROWS = frozenset(
    "copy collect lazy reset_index clone to_dict to_dicts iterrows itertuples iter_rows items fetch "
    "convert_dtypes infer_objects to_pandas to_polars pandas cache persist compute rows named records".split()
)
_WRAPPERS = frozenset(
    "DictReader reader load loads DataFrame from_pandas PandasDataset SparkDFDataset from_dicts enumerate iter list "
    "next read_dataframe add_dataframe_asset create_validator GxDataset".split()
)
_OF_BATCH = re.compile(
    r"(get_validator|build_batch_request|get_batch\w*|add_batch_definition\w*|RuntimeBatchRequest|BatchRequest"
    r"|add_dataframe_asset|ValidationDefinition|get_asset|add_\w*asset|validate)$"
)
_BATCH_WORDS = (
    "batch_request",
    "data",
    "batch_data",
    "runtime_parameters",
    "batch_parameters",
    "dataframe",
    "df",
    "path",
    "name",
)
_MAX_DEPTH = 10


class Frames:
    """Follows frames back to what they were read from, and forward to where they are written."""

    def __init__(self, project: Project, values: Values) -> None:
        self.project = project
        self.values = values
        self._calls: defaultdict[str, list[tuple[ast.Call, Scope]]] = defaultdict(list)
        self._callers: dict[int, list[tuple[ast.Call, Scope]]] = {}

    def add_calls(self, module: Module) -> None:
        """Remember who calls what in a module, so that parameters can be followed to the callers."""
        for scope in self.values.scopes(module):
            for node in scope.nodes:
                if isinstance(node, ast.Call):
                    name = module.dotted(node.func).rpartition(".")[2] or _called_name(node)
                    self._calls[name].append((node, scope))

    def contexts(self, scope: Scope) -> list[Scope]:
        """A scope as it stands, and as each of its callers runs it."""
        if scope.function is None or not scope.parameters:
            return [scope]
        return [scope, *(scope.called(call, caller) for call, caller in self.calls_of(scope))]

    def calls_of(self, scope: Scope) -> list[tuple[ast.Call, Scope]]:
        """The calls of a function, each with the scope it stands in."""
        if id(scope.function) not in self._callers:
            named = self._calls.get(scope.name, [])
            is_alone = self.values.function(scope.module, scope.name) is not None
            found = [pair for pair in named if is_alone and self._is_call_of(*pair, scope)]
            self._callers[id(scope.function)] = found
        return self._callers[id(scope.function)]

    def _is_call_of(self, call: ast.Call, caller: Scope, scope: Scope) -> bool:
        """Whether a call by that name means this function, and not another one that is called alike."""
        home = self.values.home(call.func, caller.module)
        if home is not None or isinstance(call.func, ast.Name):
            return (home or (caller.module, scope.name)) == (scope.module, scope.name)
        is_method = [argument.arg for argument in scope.parameters[:1]] == ["self"]
        return is_method and (caller.module is scope.module or self._imports(caller.module, scope.module))

    def _imports(self, module: Module, other: Module) -> bool:
        homes = (self.values.home(ast.Name(name), module) for name in module.imports)
        return any(home is not None and home[0] is other for home in homes)

    def everywhere(self, node: ast.expr, scope: Scope) -> Origins:
        """The data of an expression, whoever calls the function it stands in."""
        found: Origins = {}
        for context in self.contexts(scope):
            found |= self.origins(node, context)
        return found

    def origins(self, node: ast.expr | None, scope: Scope, depth: int = 0) -> Origins:
        """The data that an expression holds unchanged; empty where that is not known."""
        if node is None or depth > _MAX_DEPTH:
            return {}
        if isinstance(node, ast.Await):
            return self.origins(node.value, scope, depth + 1)
        if isinstance(node, ast.Call):
            return self._of_call(node, scope, depth)
        if isinstance(node, ast.IfExp | ast.BoolOp):
            either = node.values if isinstance(node, ast.BoolOp) else [node.body, node.orelse]
            return {path: new for part in either for path, new in self.origins(part, scope, depth + 1).items()}
        if isinstance(node, ast.Name | ast.Attribute):
            return self._of_name(node, scope, depth)
        return {}

    def _of_name(self, node: ast.Name | ast.Attribute, scope: Scope, depth: int) -> Origins:
        meaning = self.values.meaning(node, scope)
        if meaning is None:
            return self._of_fixture(node, scope, depth)
        value, there = meaning
        if isinstance(value, ast.Name) and value is not node and value.id == getattr(node, "id", None):
            there = there.outer or there
        found = self.origins(value, there, depth + 1)
        name = node.id if isinstance(node, ast.Name) else ""
        changed = changed_columns(name, there, value.lineno, node.lineno) if found and there is scope else frozenset()
        return {} if changed is None else {path: columns | changed for path, columns in found.items()}

    def is_reader(self, node: ast.Call) -> bool:
        """Whether a call reads data from somewhere."""
        name = _called_name(node)
        return name in _READERS and (name not in _SPARK_READERS or _is_reader_chain(node))

    def _of_fixture(self, node: ast.Name | ast.Attribute, scope: Scope, depth: int) -> Origins:
        """What pytest hands to a parameter: the result of the fixture of that name."""
        if not isinstance(node, ast.Name) or not scope.module.is_test or not scope.has_parameter(node.id):
            return {}
        above = (f"{folder}/conftest.py".lstrip("/") for folder in (*ancestors(scope.module.path), ""))
        modules = (scope.module, *(module for path in above if (module := self.values.modules.load(path))))
        for there in (there for module in modules for there in self.values.scopes(module)):
            if there.function is not None and node.id in _fixture_names(there.function):
                results = [
                    part.value for part in there.nodes if isinstance(part, ast.Return | ast.Yield) and part.value
                ]
                return self.origins(results[-1], there, depth + 3) if results else {}
        return {}

    def _of_call(self, node: ast.Call, scope: Scope, depth: int) -> Origins:
        name = _called_name(node)
        if self.is_reader(node):
            return self._read(node, scope)
        receiver = node.func.value if isinstance(node.func, ast.Attribute) else None
        if name in _WRAPPERS and node.args:
            return self.origins(node.args[0], scope, depth + 1)
        if name in _SAME_ROWS and receiver is not None:
            return self.origins(receiver, scope, depth + 1)
        if name == "pipe" and receiver is not None:
            return self.origins(receiver, scope, depth + 1)
        if _OF_BATCH.match(name):
            return self._of_batch(node, scope, depth)
        return self._returned(node, scope, depth)

    def _of_batch(self, node: ast.Call, scope: Scope, depth: int) -> Origins:
        """The data of a Great Expectations batch, or of a frame that a schema validates and hands back."""
        words = [keyword.value for keyword in node.keywords if keyword.arg in _BATCH_WORDS]
        parts: list[ast.expr] = [*words, *node.args]
        parts += [value for part in words if isinstance(part, ast.Dict) for value in part.values]
        for part in parts:
            if found := self.origins(part, scope, depth + 1):
                return found
        if _called_name(node).startswith(
            ("add_batch_definition_path", "RuntimeBatchRequest", "get_batch", "BatchRequest")
        ):
            texts = [path for part in parts if (path := self.values.path(part, scope))]
            if files := [text for text in texts if re.search(r"\.[a-z]\w{1,7}$", text)]:
                return {self.reference(files[0], scope.module): frozenset()}
        if found := self.origins(node.func.value, scope, depth + 1) if isinstance(node.func, ast.Attribute) else {}:
            return found
        named = {word.arg: word.value for word in node.keywords}
        asset = self.values.known(named.get("data_asset_name"), scope)
        is_given = "runtime_parameters" in named
        return {asset: frozenset()} if isinstance(asset, str) and not is_given else {}

    def _read(self, node: ast.Call, scope: Scope) -> Origins:
        named = {keyword.arg: keyword.value for keyword in node.keywords}
        given = [named[word] for word in _PATH_WORDS if word in named]
        is_asset = _called_name(node).endswith("_asset")
        receiver = [node.func.value] if isinstance(node.func, ast.Attribute) else []
        for part in [*given, *([] if is_asset else [*node.args, *receiver])]:
            path = self.values.path(part, scope)
            if path and not ("\n" in path or path.startswith("(")):
                return {self.reference(path, scope.module): frozenset()}
            if inner := self.origins(part, scope, 1) if isinstance(part, ast.Name | ast.Call) else {}:
                return inner
        return {}

    def _returned(self, node: ast.Call, scope: Scope, depth: int) -> Origins:
        """The data that a function of the project gives back."""
        function = self.function(node.func, scope.module)
        found: Origins = {}
        for inner in function.nodes if function else ():
            if function and isinstance(inner, ast.Return) and inner.value is not None:
                found |= self.origins(inner.value, function.called(node, scope), depth + 3)
        return found

    def function(self, node: ast.expr, module: Module) -> Scope | None:
        """The function of the project that an expression names."""
        home = self.values.home(node, module)
        there, name = home or (module, node.id if isinstance(node, ast.Name) else "")
        return self.values.function(there, name)

    def written(self, names: Iterable[str], scope: Scope, line: int) -> Iterator[str]:
        """The files that a frame of one of these names is written to after a line."""
        wanted = set(names)
        for node in scope.nodes:
            if not isinstance(node, ast.Call) or node.lineno < line or not isinstance(node.func, ast.Attribute):
                continue
            if (
                _WRITERS.match(node.func.attr)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id in wanted
            ):
                named = [
                    keyword.value
                    for keyword in node.keywords
                    if keyword.arg in ("path_or_buf", "path", "file", "excel_writer")
                ]
                for context in self.contexts(scope):
                    path = self.values.path((*node.args, *named, None)[0], context)
                    if path:
                        yield self.reference(path, scope.module)

    def reference(self, written: str, module: Module) -> str:
        """A path as code writes it, told from where the project knows such a file.

        The folder that the code runs in is not known.
        """
        if written.startswith(ROOT):
            return locate("", written.removeprefix(ROOT)).path
        beside, inside = locate(folder_of(module.path), written), locate("", written)
        tails = [written[match.end() :] for match in re.finditer(r"^(\.\./|\./|/)*|/", written)]
        candidates = [inside.path, beside.path, *tails]
        known = (path for path in candidates if path in self.project.files or f"{path}.dvc" in self.project.files)
        return next(known, re.sub(r"^(\.\./)+", "", inside.path))


def _called_name(node: ast.Call) -> str:
    function = node.func
    return (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )


def _fixture_names(function: Function) -> Iterator[str]:
    """The name that a function marked as a fixture goes by."""
    for mark in function.decorator_list:
        called = mark.func if isinstance(mark, ast.Call) else mark
        if ast.unparse(called) in ("pytest.fixture", "fixture"):
            words = {word.arg: word.value for word in mark.keywords} if isinstance(mark, ast.Call) else {}
            name = words.get("name")
            yield name.value if isinstance(name, ast.Constant) and isinstance(name.value, str) else function.name


def _is_reader_chain(node: ast.Call) -> bool:
    """Whether it reads `spark.read.csv(...)`, with options in between or without."""
    inner: ast.expr = node.func
    while isinstance(inner, ast.Attribute | ast.Call):
        if isinstance(inner, ast.Attribute) and inner.attr == "read":
            return True
        inner = inner.func if isinstance(inner, ast.Call) else inner.value
    return False
