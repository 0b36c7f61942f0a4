"""Credentials in texts, told by their shape or by the name they go by, and what is put in their place.

Whatever comes from a project, a server or the environment passes here before it is kept or shown. What hides too much
costs a word of a message; what hides too little costs a secret.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Callable
from typing import Any

from debt_pipelines.model.leaves import with_leaves

MASK = "***"
_SEALED = re.compile(r"\*\*\* \([0-9a-f]{8}\)")

_URL_USER = r"[A-Za-z][A-Za-z0-9+.-]{1,20}://[^\s/'\"]*@"
_DATABASE = r"(?:postgres|mysql|mariadb|mongodb|redis|amqp|mssql|oracle|snowflake|clickhouse|trino)"
_DATABASE_USER = _DATABASE + r"[a-z0-9+]{0,20}://[^\s'\"]*@"
_TOKEN = (
    r"\b(?:AKIA|ASIA)[0-9A-Z]{16}|\bgh[oprsu]_[0-9A-Za-z]{30,}|\bgithub_pat_[0-9A-Za-z_]{30,}|\bglpat-[0-9A-Za-z_-]{20,}"
    r"|\bxox[abeprs]-[0-9A-Za-z-]{10,}|\beyJ[0-9A-Za-z_=-]{8,}\.eyJ[0-9A-Za-z_=-]{8,}\.?[0-9A-Za-z_=-]*"
    r"|\b[rs]k_(?:live|test)_[0-9A-Za-z]{16,}|\bsk-(?:proj|ant|or)-[0-9A-Za-z_-]{16,}"
    r"|\bSG\.[0-9A-Za-z_-]{16,}\.[0-9A-Za-z_-]{16,}|\bAIza[0-9A-Za-z_-]{35}|\bya29\.[0-9A-Za-z_-]{20,}"
    r"|\bhf_[0-9A-Za-z]{30,}|\bnpm_[0-9A-Za-z]{36}|\bpypi-AgE[0-9A-Za-z_-]{20,}|\bdapi[0-9a-f]{32}"
)
_WEBHOOK = r"hooks\.slack\.com/(?:services|workflows)/"
_PRIVATE_KEY = r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY"
_HEADER = r"\b(?:[Bb]asic|[Bb]earer) "
_OPTION_OF_URL = (
    r"(?i:[?&;](?:sig|signature|X-Amz-Signature|X-Amz-Credential|X-Goog-Signature|token|secret|key)"
    r"|\b(?:AccountKey|SharedAccessKey|access_token|api_?key|password|passwd|pwd|sslpassword|client_secret))="
)
_ENCODED = r"[0-9A-Za-z+/_.=-]{16,}"
_VALUE = r"[^\s&;'\"\\$*{<][^\s&;'\"\\]{3,}"

SHAPE = "|".join(
    (_URL_USER, _DATABASE_USER, _TOKEN, _WEBHOOK, _PRIVATE_KEY, _HEADER + _ENCODED, _OPTION_OF_URL + _VALUE)
)
"""What gives a credential away, as Python and RE2 both read it."""

_SHAPE = re.compile(SHAPE)
_RULES = (
    (re.compile(r"\b([A-Za-z][A-Za-z0-9+.-]{0,20}://)[^\s/'\"]*@"), r"\1"),
    (re.compile(rf"({_DATABASE}[a-z0-9+]{{0,20}}://)[^\s'\"]*@"), r"\1"),
    (re.compile(_TOKEN), MASK),
    (re.compile(rf"({_WEBHOOK})[0-9A-Za-z_/-]+"), rf"\g<1>{MASK}"),
    (re.compile(rf"{_PRIVATE_KEY}[^\"]*?(?:-----END [A-Z ]{{0,30}}PRIVATE KEY(?: BLOCK)?-----|(?=\")|\Z)"), MASK),
    (re.compile(rf"({_HEADER}){_ENCODED}"), rf"\g<1>{MASK}"),
    (re.compile(rf"({_OPTION_OF_URL}){_VALUE}"), rf"\g<1>{MASK}"),
)
_NAME = (
    r"(?:passwords?|passwd|passphrase|(?<!no)secrets?|secret_?(?:access)?_?key|(?:api|auth|access|bearer|refresh)_?token"
    r"|(?:^|(?<=[_.-]))(?:pwd|pass|token|credentials?|dsn|webhook|webhook_?url|connection_?string"
    r"|(?:api|access|secret|private|account|sas)[_-]?(?:key|token)))"
)
_SECRET_NAME = re.compile(rf"{_NAME}$", re.IGNORECASE)
_GIVEN = re.compile(
    r"((?:^|[\s;&|(\"'])(?:--?|export\s+|set\s+)?[A-Za-z0-9_.-]{0,60}?"
    rf"{_NAME}[\"']?(?:\s*[=:]\s*|\s+(?=[^-\s])))(\"[^\"]*\"|'[^']*'|[^\s;&|)\"']+)",
    re.IGNORECASE,
)
_OPTION = re.compile(r"(?:^|[\s;&|(\"'])(?:--?|export\s+|set\s+)|[=:]")
_USER_OPTION = re.compile(r"((?:^|\s)(?:-u|--user|--proxy-user|--netrc)(?:\s+|=)[\"']?[^\s:\"']+:)[^\s\"']+")
_REFERENCE = re.compile(r"[\"']?(?:\$|\{\{|%\w|<|\*\*\*|None\b|null\b|env\.)")
_KEY = secrets.token_bytes(16)


def has_shape(text: str) -> bool:
    """Whether something in a text has the shape of a credential."""
    return _SHAPE.search(text) is not None


def masked(text: str) -> str:
    """The text with `***` in the place of what has the shape of a credential; the users of URLs are cut off."""
    if not has_shape(text):
        return text
    for pattern, kept in _RULES:
        text = pattern.sub(kept, text)
    return text


def masked_command(command: str) -> str:
    """As `masked`, for a command: also the values of options and variables that go by the name of a secret."""
    command = _USER_OPTION.sub(rf"\g<1>{MASK}", masked(command))
    return _GIVEN.sub(_given, command)


def _given(match: re.Match[str]) -> str:
    is_reference = _REFERENCE.match(match[2])
    return match[0] if is_reference or not _OPTION.search(match[1]) else match[1] + MASK


def is_secret_name(name: str) -> bool:
    """Whether a key, dotted or not, says that its value is a credential."""
    return _SECRET_NAME.search(name) is not None


def hidden(value: Any, key: str = "") -> Any:
    """A value of a document with `***` for all that goes by the name of a secret, for people."""
    return _replaced(value, key, lambda _value: MASK)


def shown_value(value: Any, key: str = "") -> Any:
    """As `hidden`, and the texts that are left are masked."""
    return with_leaves(hidden(value, key), lambda leaf: masked(leaf) if isinstance(leaf, str) else leaf)


def sealed(value: Any, key: str = "") -> Any:
    """As `hidden`, but different secrets stay different, so that they can be compared within this process.

    The mark is keyed with random bytes that nobody keeps: it tells nothing of the secret.
    """
    return _replaced(value, key, _seal)


def _replaced(value: Any, key: str, replace: Callable[[Any], str]) -> Any:
    if isinstance(value, dict):
        return {part: _replaced(below, str(part), replace) for part, below in value.items()}
    if isinstance(value, list):
        return [_replaced(part, key, replace) for part in value]
    is_known = value is None or isinstance(value, bool) or value == ""
    return value if is_known or not is_secret_name(key) else replace(value)


def _seal(value: Any) -> str:
    if isinstance(value, str) and (_REFERENCE.match(value) or _SEALED.fullmatch(value)):
        return value
    try:
        said = repr(float(value))  # 7 and 7.0 are one value, however they are written
    except (OverflowError, TypeError, ValueError):
        said = str(value)
    return f"*** ({hmac.new(_KEY, said.encode(errors='surrogatepass'), 'sha256').hexdigest()[:8]})"
