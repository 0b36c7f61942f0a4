"""Where data lies beyond the repository, as the settings name it; what is secret comes from the environment alone."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from fnmatch import fnmatchcase
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from debt_pipelines.config.settings import SourceSettings
from debt_pipelines.model.errors import SettingsError
from debt_pipelines.model.masking import is_secret_name, masked

_FILE_SCHEMES = frozenset(
    "abfs abfss adl az dbfs file ftp gcs github gitlab gs hdfs hf http https memory oci oss s3 s3a sftp smb ssh webdav "
    "webhdfs".split()
)
_SECRETS = frozenset({"password", "passwd", "pwd", "sslpassword", "access_token", "token"})
_VARIABLE = re.compile(r"\$\{(\w+)\}")


def holds_files(source: SourceSettings) -> bool:
    """Whether a source is a store of files rather than a database."""
    return source.url.partition("://")[0].lower() in _FILE_SCHEMES


def is_wanted(source: SourceSettings, *names: str) -> bool:
    """Whether the patterns of a source want a table or a file that has these names."""

    def matches(pattern: str) -> bool:
        return any(fnmatchcase(name, pattern) for name in names)

    is_included = not source.include or any(map(matches, source.include))
    return is_included and not any(map(matches, source.exclude))


def full_url(source: SourceSettings, environment: Mapping[str, str] = os.environ) -> str:
    """The address with what the environment adds to it; raises SettingsError for a password that stands in it."""
    try:
        password = urlsplit(source.url).password
    except ValueError as error:
        raise SettingsError("the address of a source is no URL") from error
    if password and not _VARIABLE.fullmatch(password):
        raise SettingsError(
            "the address of a source holds a password", hint="write ${NAME} in its place, and set NAME outside"
        )
    missing = [name for name in _VARIABLE.findall(source.url) if name not in environment]
    if missing:
        raise SettingsError(f"the environment variable `{missing[0]}` is not set", hint="a source names it in its url")
    return _VARIABLE.sub(lambda found: environment[found[1]], source.url)


def address_of(source: SourceSettings, environment: Mapping[str, str] = os.environ) -> str:
    """The address with what the environment adds to it; raises SettingsError for a secret that stands in it."""
    _refuse_secrets(source.url)
    is_part = not source.url.startswith("${")
    quoted = {name: quote(value, safe="") for name, value in environment.items()} if is_part else environment
    return full_url(source, quoted)


def _refuse_secrets(url: str) -> None:
    """Raise SettingsError for a password that stands in the options of the address."""
    for name, value in parse_qsl(url.partition("?")[2]):
        if (name.lower() in _SECRETS or is_secret_name(name)) and not value.startswith("${"):
            raise SettingsError(
                f"the address of a source holds a secret, `{name}`", hint="write ${NAME} in its place, set NAME outside"
            )


def without_secrets(text: str, source: SourceSettings, environment: Mapping[str, str] = os.environ) -> str:
    """A text, such as an error of a server, without what the environment added to the address."""
    for name in _VARIABLE.findall(source.url):
        value = environment.get(name)
        for spelled in {value, quote(value, safe=""), unquote(value), repr(value)[1:-1]} if value else ():
            text = text.replace(spelled, f"${{{name}}}")
    return masked(text)
