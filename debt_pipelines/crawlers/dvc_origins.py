"""The addresses that imports and remotes have had, as the versions of their files come by, oldest first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from debt_pipelines.crawlers.dvc_config import remote_rows
from debt_pipelines.crawlers.dvc_edges import working_folder
from debt_pipelines.crawlers.dvc_imports import origin_of
from debt_pipelines.crawlers.dvc_legacy import is_stage_file
from debt_pipelines.crawlers.dvc_runs import read_dvc_file
from debt_pipelines.crawlers.dvc_versions import Version
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.history_rows import OriginVersion
from debt_pipelines.model.pipeline_rows import Remote
from debt_pipelines.project.locations import folder_of, locate

Address = tuple[str, str | None]
"""A URL without credentials, and the revision of an import."""


class Origins:
    """The last address seen of each import and remote."""

    def __init__(self) -> None:
        self.last: dict[tuple[str, str], Address] = {}

    def of_config(self, version: Version) -> Iterator[OriginVersion]:
        """The remotes of one version of a configuration that have a new address."""
        try:
            rows = list(remote_rows(version.path, version.text or ""))
        except UnreadableError:
            return
        for row in rows:
            if isinstance(row, Remote) and row.url:
                yield from self._row("remote", row.remote, (row.url, None), version)

    def of_dvc_file(self, version: Version) -> Iterator[OriginVersion]:
        """The imports of one version of a `.dvc` file that have a new address."""
        data = read_dvc_file(version.text)
        origin = None if is_stage_file(version.path, data) else origin_of(data.get("deps"))
        if origin is None or origin.kind == "database":
            return
        folder, outs = working_folder(folder_of(version.path), data), data.get("outs")
        for out in outs if isinstance(outs, list) else ():
            if isinstance(out, dict) and isinstance(out.get("path"), str):
                address = (origin.url, origin.revision or origin.rev)
                yield from self._row("import", locate(folder, out["path"]).path, address, version)

    def _row(
        self, kind: Literal["import", "remote"], subject: str, address: Address, version: Version
    ) -> Iterator[OriginVersion]:
        key = (version.path, subject)
        if self.last.get(key) == address:
            return
        self.last[key] = address
        if not version.is_start:
            yield OriginVersion(
                kind=kind,
                subject=subject,
                url=address[0],
                revision=address[1],
                source_path=version.path,
                commit=version.commit.id,
                committed_at=version.commit.committed_at,
                author=version.author.name,
            )
