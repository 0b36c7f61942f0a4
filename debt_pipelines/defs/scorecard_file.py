"""The scorecard of the last scan as files; what this process wrote itself it need not read again."""

from __future__ import annotations

from pathlib import Path

from debt_pipelines.catalog.keeping import keeping
from debt_pipelines.catalog.store import Stamp, stamp_of
from debt_pipelines.defs.target import Target
from debt_pipelines.defs.wiring import Wiring
from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.project.whole_file import write_whole

_written: dict[Path, tuple[Stamp, Scorecard]] = {}


def write_scorecard(path: Path, scorecard: Scorecard) -> None:
    """Keep a scorecard as JSON."""
    with keeping(path.parent):
        write_whole(path, scorecard.model_dump_json())
    _written[path] = stamp_of(path), scorecard


def read_scorecard(path: Path) -> Scorecard:
    """The scorecard that was kept; raises OSError or ValueError when there is none, or a broken one."""
    stamp, scorecard = _written.get(path, (None, None))
    if scorecard is not None and stamp == stamp_of(path):
        return scorecard
    return Scorecard.model_validate_json(path.read_text("utf-8"))


def write_report(target: Target, scorecard: Scorecard, wiring: Wiring) -> dict[str, Path]:
    """Write the HTML report where the wiring wants one; where it is, by the name it has in the UI."""
    if not wiring.has_report:
        return {}
    from debt_pipelines.reports.registry import RenderOptions, render

    write_whole(target.report_path, render(scorecard, "html", RenderOptions()))
    return {"html_report": target.report_path}
