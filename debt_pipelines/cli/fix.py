"""`debt fix`: write the missing piece into the work tree, for review."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from debt_pipelines.cli.diff import matching
from debt_pipelines.cli.patches import show_diff, write_patches
from debt_pipelines.cli.places import checked_folder
from debt_pipelines.cli.progress import progress
from debt_pipelines.cli.terminal import note
from debt_pipelines.config.suggest import did_you_mean
from debt_pipelines.model.errors import SettingsError

if TYPE_CHECKING:
    from debt_pipelines.fixes.patch import Patch
    from debt_pipelines.model.finding import Finding


@click.command(short_help="Write what is missing, for review.")
@click.argument("path", default=".", type=click.Path(path_type=Path, readable=False))
@click.option("--dry-run", is_flag=True, help="Print the changes as a diff and write nothing.")
@click.option("--code", "codes", multiple=True, metavar="CODE", help="Only findings of this rule; repeat for several.")
@click.option("--dataset", metavar="PATTERN", help="Only tables whose path matches, as in .gitignore.")
@click.option("-q", "--quiet", is_flag=True, help="Print no progress and no summary.")
def command(path: Path, dry_run: bool, codes: tuple[str, ...], dataset: str | None, quiet: bool) -> int:
    """Write the missing piece for findings of a project, into its work tree, for you to review.

    \b
    VAL101 VAL102 VAL103 VAL104  a starter suite of Great Expectations, from the profile
    DOC101 DOC201                a data dictionary to fill in, with the evidence beside each column
    DOC101 DOC301                description and owner of outputs that DVC keeps
    PIP101                       the scripts of a stage in its `deps`

    Nothing that is there is changed: comments, quotes and line ends stay as they are. What is written is printed as a
    diff, and nothing is committed. With --dry-run the diff is all, and `git apply` takes it.
    """
    from debt_pipelines.defs.fix import proposed_patches
    from debt_pipelines.defs.target import read_target
    from debt_pipelines.fixes.registry import CODES

    for code in codes:
        if code.upper() not in CODES:
            hint = did_you_mean(code.upper(), sorted(CODES)) or f"rules with a fix: {', '.join(sorted(CODES))}"
            raise SettingsError(f"nothing can be written for `{code}`", hint=hint)
    target, is_asked = read_target(checked_folder(path)), matching(dataset)
    wanted = {code.upper() for code in codes} or CODES

    def is_wanted(finding: Finding) -> bool:
        return finding.code in wanted and is_asked((finding.dataset or "").removeprefix("file:"))

    with progress(f"scanning {target.name}", is_quiet=quiet):
        patches, findings = proposed_patches(target, is_wanted=is_wanted)
    if not dry_run:
        write_patches(target.root, patches)
    sys.stdout.write("".join(show_diff(patch.diff()) for patch in patches))
    if not quiet:
        _summarize(patches, len(findings), is_written=not dry_run)
    return 0


def _summarize(patches: Sequence[Patch], n_findings: int, *, is_written: bool) -> None:
    n_settled = len({finding.id for patch in patches for finding in patch.settled})
    n_prepared = len({finding.id for patch in patches for finding in patch.prepared})
    if not patches:
        note("nothing to write" if not n_findings else f"nothing can be written for these {n_findings} findings")
        return
    for patch in patches:
        note(f"{'wrote' if is_written else 'would write'} {patch.path}: {patch.summary}")
    note(f"\n{n_settled} of {n_findings} findings settled, {n_prepared} prepared: they need your words")
    note("read it with `git diff`, and scan again" if is_written else "run again without --dry-run to write it")
