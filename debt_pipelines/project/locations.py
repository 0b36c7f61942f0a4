"""Where a written path points: inside the project, outside it, or at a URL; credentials are cut off."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

_SCHEME = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*)://")
_DRIVE = re.compile(r"^[A-Za-z]:[\\/]")
_SCP = re.compile(r"^[^/@]+@([^/:]+):(.+)$")
_USER = re.compile(r"^((?:[A-Za-z][A-Za-z0-9+.-]*:)?/{0,2})[^/@:]*:[^/@]*@")


@dataclass(frozen=True, slots=True)
class Location:
    """A normalised path relative to the project, or an address outside it."""

    path: str
    is_external: bool


def clean_url(url: str) -> str:
    """A URL cut to scheme, host and path: no user, password, query or fragment."""
    url = url.strip()
    if _DRIVE.match(url):
        return url
    scp = _SCP.match(url)
    if scp:
        return f"ssh://{scp[1]}/{scp[2].lstrip('/')}"
    if not _SCHEME.match(url):
        return _USER.sub(r"\1", url)
    try:
        parts = urlsplit(url)
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return _SCHEME.match(url)[0] + "..."  # type: ignore[index]
    return f"{parts.scheme}://{host}{port}{parts.path}"


def scheme_of(url: str) -> str | None:
    """The scheme of a URL in lower case, or None for a path."""
    match = _SCHEME.match(url.strip())
    if match:
        return match[1].lower()
    return "ssh" if _SCP.match(url) else None


def locate(folder: str, written: str) -> Location:
    """Resolve a path as written in a file of `folder` (relative to the project, or outside it)."""
    if scheme_of(written):
        return Location(clean_url(written), True)
    if written == "~" or written.startswith(("/", "~/")) or _DRIVE.match(written):
        return Location(written, True)
    slashed = written.replace("\\", "/")
    if _SCHEME.match(folder):
        return Location(f"{folder.rstrip('/')}/{posixpath.normpath(slashed)}", True)
    path = posixpath.normpath(posixpath.join(folder, slashed))
    is_outside = path in ("..", "~") or path.startswith(("../", "/")) or bool(_DRIVE.match(path))
    if is_outside or folder == "~" or folder.startswith("~/"):
        return Location(path, True)
    return Location("" if path == "." else path, False)


def folder_of(path: str) -> str:
    """The folder of a file, empty for the project's root."""
    return path.rpartition("/")[0]


def ancestors(path: str) -> list[str]:
    """The folders above a path, nearest first."""
    parts = path.split("/")
    return ["/".join(parts[:n]) for n in range(len(parts) - 1, 0, -1)]


def touching(paths: Iterable[str]) -> Callable[[str], bool]:
    """Whether a path is one of these, lies in one, or holds one; the project's own folder has an empty path."""
    these = set(paths)
    above = {folder for path in these for folder in ancestors(path)}
    return lambda path: path in above or not these.isdisjoint((path, *ancestors(path), ""))


def is_utf8(path: str) -> bool:
    """Whether the bytes of a path are text; on some systems a file may have any name."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def readable(text: str) -> str:
    """Text as the system gave it, with each byte that is no part of a character spelled as an escape."""
    return text.encode(errors="surrogateescape").decode(errors="backslashreplace")
