"""How a large target looks in the Dagster UI: a made-up graph, a real webserver, and the group graph in Chromium.

    python benchmarks/target_graph_ui.py [N_DATASETS] [PICTURE.png]

Prints how long the code location takes to load, how many nodes it has, and how long it takes until they are drawn.
Beyond the limit of datasets the graph has one node a stage or folder. It needs Chromium and Playwright.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

from debt_pipelines.defs.target_graph import MOST_DATASETS, TargetGraph
from debt_pipelines.model.entries import ColumnEntry, DatasetEntry, EdgeEntry, Lineage

_HOST = """\
from pathlib import Path

from debt_pipelines.defs.factory import build_debt_defs
from debt_pipelines.defs.target import read_target
from debt_pipelines.defs.target_graph import TargetGraph
from debt_pipelines.defs.wiring import Surface, Wiring

graph = TargetGraph.model_validate_json(Path({graph!r}).read_text("utf-8"))
wiring = Wiring(surface=Surface(max_datasets={limit}))
defs = build_debt_defs(read_target(Path({root!r}), name="large"), wiring, graph)
"""
_QUERY = """
{ assetNodes(group: {
    groupName: "large_target", repositoryName: "__repository__", repositoryLocationName: "host.py"
}) { id } }
"""
_GROUP = "/locations/__repository__@host.py/asset-groups/large_target/lineage"
_IN_STAGES, _AREAS = 10, 40
_SECONDS = 240


def made_up(n_datasets: int) -> TargetGraph:
    """Chains of ten datasets with twenty columns each, a folder a chain, in forty areas."""
    columns = tuple(
        ColumnEntry(
            name=f"column_{number}", type="string", is_observed=True, is_key=False, is_feature=False,
            description="What it holds", n_assertions=0,
        )
        for number in range(20)
    )  # fmt: skip
    paths = [
        f"area_{number // _IN_STAGES % _AREAS:02}/chain_{number // _IN_STAGES:04}/data_{number:05}.csv"
        for number in range(n_datasets)
    ]
    datasets = tuple(
        DatasetEntry(
            id=f"file:{path}", path=path, kind="table", storage="dvc", format="csv", tier=3, owner=None,
            description=None, n_rows=10, size_bytes=100, hash=None, is_present=True, is_schema_read=True,
            n_assertions=0, columns=columns if n_datasets <= MOST_DATASETS else (),
        )
        for path in paths
    )  # fmt: skip
    edges = [
        edge
        for number, (source, target) in enumerate(pairwise(paths))
        if (number + 1) % _IN_STAGES
        for edge in (
            EdgeEntry(source=f"file:{source}", target=f"dvc.yaml:make_{number}", kind="reads"),
            EdgeEntry(source=f"dvc.yaml:make_{number}", target=f"file:{target}", kind="writes"),
        )
    ]
    return TargetGraph(datasets=datasets, lineage=Lineage(nodes=(), edges=tuple(edges)), debt_minutes={})


@contextmanager
def webserver(folder: Path, graph: TargetGraph, limit: int) -> Iterator[str]:
    """A webserver on a host of this graph; the address of it."""
    (folder / "target").mkdir()
    (folder / "home").mkdir()
    (folder / "home" / "dagster.yaml").write_text("telemetry: {enabled: false}\nnux: {enabled: false}\n")
    (folder / "graph.json").write_text(graph.model_dump_json(), "utf-8")
    host = folder / "host.py"
    host.write_text(_HOST.format(graph=str(folder / "graph.json"), root=str(folder / "target"), limit=limit))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"DAGSTER_HOME": str(folder / "home"), "DEBT_STATE_DIR": str(folder / "state")}
    command = [sys.executable, "-m", "dagster_webserver", "-f", str(host), "-h", "127.0.0.1", "-p", str(port)]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            command, env=environment, cwd=folder, start_new_session=True, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=60)


def n_nodes(address: str) -> int:
    """How many nodes the group has, once the code location is loaded."""
    question, headers = json.dumps({"query": _QUERY}).encode(), {"Content-Type": "application/json"}
    request = urllib.request.Request(f"{address}/graphql", question, headers)  # noqa: S310 (made here)
    for _ in range(_SECONDS):
        try:
            with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310
                nodes = json.loads(response.read())["data"]["assetNodes"]
            if nodes:
                return len(nodes)
        except OSError:
            pass
        time.sleep(0.5)
    raise TimeoutError("the code location was not loaded")


def drawn(address: str, picture: Path) -> tuple[float, int]:
    """The seconds until the graph is drawn, and the nodes in view; writes a picture of it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page: Any = browser.new_page(viewport={"width": 1500, "height": 1000})
        started = time.monotonic()
        page.goto(f"{address}{_GROUP}")
        page.wait_for_selector("foreignObject", timeout=_SECONDS * 1000)
        seconds = time.monotonic() - started
        page.wait_for_timeout(3000)
        in_view = page.locator("foreignObject").count()
        page.screenshot(path=picture, timeout=_SECONDS * 1000)
        browser.close()
    return seconds, in_view


def main() -> None:
    """Measure one size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("n_datasets", nargs="?", type=int, default=1_000)
    parser.add_argument("picture", nargs="?", type=Path, default=Path("target-graph.png"))
    parser.add_argument("--limit", type=int, default=1_000, help="Nodes at most, as `surface.max_datasets`.")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        started = time.monotonic()
        with webserver(Path(folder), made_up(given.n_datasets), given.limit) as address:
            n_loaded = n_nodes(address)
            print(f"{given.n_datasets:,} datasets, {n_loaded:,} nodes, loaded in {time.monotonic() - started:.1f} s")
            seconds, in_view = drawn(address, given.picture)
            print(f"drawn in {seconds:.1f} s, {in_view:,} nodes in view")


if __name__ == "__main__":
    main()
