"""Input from the past of a repository: earlier versions of files, and what commits say of themselves."""

from __future__ import annotations

import re
import shutil
import subprocess
from functools import cached_property

from debt_pipelines.project.project import open_project
from tests.fuzz.seeds import seed_files
from tests.fuzz.workspace import Told, Workspace, crawled

HISTORIES = (
    "dvc.lock",
    "dvc.yaml",
    "params.yaml",
    "data/imported.csv.dvc",
    "data/orders.csv",
    "gx/expectations/orders_suite.json",
)
READERS = ("assertion_history", "contributors", "dvc_history", "file_names", "git_files", "ledger", "table_history")
"""The crawlers that read what was, which they do only in a repository."""
_PERSON = b"Ada <ada@example.com> 1767603600 +0000"
_FILES = {path: seed_files()[path] for path in HISTORIES}
_REFUSED_BY_GIT = re.compile(rb"[\x00\n<>]")


class History:
    """A repository of the seeds whose first commit is another each time; its work tree is always the seeds."""

    LOGS = (
        b"Ada Lovelace\nada@example.com\nStart",
        "Zo\u00eb [bot]\n49699333+dependabot[bot]@users.noreply.github.com\n\x01\x02 x".encode(),
    )

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.root = workspace.root.parent / "past"

    def crawl(self, path: str, data: bytes) -> Told:
        """What is made of a file that once held other bytes."""
        self._write(_commit(_PERSON, b"Start", {path: data}))
        return self._told()

    def log(self, data: bytes) -> Told:
        """What is made of a commit by its author's name, address and message: the lines of the input."""
        name, mail, message, *_ = [*data.split(b"\n", 2), b"", b"", b""]
        person = b"%s <%s> 1767603600 +0000" % (_REFUSED_BY_GIT.sub(b"", name), _REFUSED_BY_GIT.sub(b"", mail))
        self._write(_commit(person, message, {"data/orders.csv": b"id\n1\n"}))
        return self._told()

    def _told(self) -> Told:
        return crawled(open_project(self.root), self.workspace.settings.model_copy(update={"sources": {}}), READERS)

    def _write(self, first: bytes) -> None:
        """Have git make the past anew; the tree of the last commit is that of the index."""
        self._git("fast-import", "--quiet", "--force", data=b"reset refs/heads/main\n\n%s%s" % (first, self._last))

    @cached_property
    def _last(self) -> bytes:
        shutil.rmtree(self.root, ignore_errors=True)
        for path, data in _FILES.items():
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            (self.root / path).write_bytes(data)
        self._git("init", "--quiet", "--initial-branch=main")
        self._git("config", "gc.auto", "0")
        self._git("add", "--all", "--force")
        return _commit(b"Bob <bob@example.com> 1767690000 +0000", b"Now", _FILES)

    def _git(self, *arguments: str, data: bytes = b"") -> None:
        subprocess.run(["git", "-C", str(self.root), *arguments], input=data, check=True, capture_output=True)


def _commit(person: bytes, message: bytes, files: dict[str, bytes]) -> bytes:
    changes = b"".join(
        b'M 100644 inline "%s"\ndata %d\n%s\n' % (path.encode(), len(data), data) for path, data in files.items()
    )
    return b"commit refs/heads/main\nauthor %s\ncommitter %s\ndata %d\n%s\n%s\n" % (
        person,
        person,
        len(message),
        message,
        changes,
    )
