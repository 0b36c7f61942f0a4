"""`debt render`: a report from a scorecard that was saved as JSON, without a scan."""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from debt_pipelines.cli.outputs import complete_format, deliver, parse_outputs
from debt_pipelines.model.errors import SettingsError

if TYPE_CHECKING:
    from debt_pipelines.model.scorecard import Scorecard

_MAKE = "`debt scan --format json=scorecard.json` makes one"


@click.command(short_help="Make a report from a saved scorecard.")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True, readable=False))
@click.option(
    "--format", "wanted", multiple=True, metavar="FORMAT[=FILE]", shell_complete=complete_format,
    help="Report format, to stdout or into a file; repeat for several. [default: text]",
)  # fmt: skip
def command(file: Path, wanted: tuple[str, ...]) -> None:
    """Make reports from FILE, a scorecard that `debt scan --format json=FILE` has saved; `-` is stdin.

    The project need not be there, and nothing is scanned. The gate keeps its verdict and closes nothing: exits with 0.
    """
    from debt_pipelines.reports.registry import formats, render

    outputs = parse_outputs(wanted, formats())
    scorecard = saved_scorecard(_read(file), "stdin" if str(file) == "-" else str(file))
    for name, out in outputs:
        deliver(partial(render, scorecard, name), out)


def saved_scorecard(text: str, name: str) -> Scorecard:
    """The scorecard that a JSON text holds; raises SettingsError that says what is wrong with the file `name`."""
    from pydantic import ValidationError

    from debt_pipelines.model.scorecard import Scorecard

    _check_version(_document(text, name), name)
    try:
        return Scorecard.model_validate_json(text)
    except ValidationError as error:
        errors = error.errors(include_url=False)
        first = errors[0]
        where = ".".join(str(part) for part in first["loc"])
        more = f" (and {len(errors) - 1:,} more)" if len(errors) > 1 else ""
        message = f"`{name}` is no whole scorecard: `{where}`: {first['msg'].lower()}{more}"
        raise SettingsError(message, hint=f"it was changed, or cut off; {_MAKE}") from error


def _read(file: Path) -> str:
    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text("utf-8")
    except OSError as error:
        raise SettingsError(f"cannot read `{file}`: {error.strerror}", hint=_MAKE) from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"`{file}` is not UTF-8 text", hint=_MAKE) from error


def _document(text: str, name: str) -> dict[str, Any]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SettingsError(f"`{name}` is not JSON: {error}", hint=_MAKE) from error
    if isinstance(document, dict) and {"schema_version", "scorecard", "findings"} <= document.keys():
        return document
    raise SettingsError(f"`{name}` is JSON, but no scorecard", hint=_MAKE)


def _check_version(document: dict[str, Any], name: str) -> None:
    from debt_pipelines.model.scorecard import SCHEMA_VERSION

    found = document["schema_version"]
    if found == SCHEMA_VERSION:
        return
    is_newer = isinstance(found, int) and found > SCHEMA_VERSION
    message = f"`{name}` has schema version {found}, and this debt-pipelines reads version {SCHEMA_VERSION}"
    hint = "it was made by a newer debt-pipelines: update this one" if is_newer else _MAKE
    raise SettingsError(message, hint=hint)
