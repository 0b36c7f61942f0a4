"""Asks a server by GraphQL over HTTP."""

from __future__ import annotations

import base64
import json
import urllib.request
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

_TIMEOUT_SECONDS = 30


def post(url: str, query: str, variables: dict[str, Any], *, timeout_seconds: float = _TIMEOUT_SECONDS) -> Any:
    """The answer to one question at an http(s) address; a user and password in it are sent as its header.

    Raises OSError when no answer comes, urllib's HTTPError among them, and ValueError for one that is no JSON.
    """
    parts = urlsplit(url)
    headers = {"Content-Type": "application/json"}
    if parts.username is not None:
        user = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        headers["Authorization"] = f"Basic {base64.b64encode(user.encode()).decode()}"
        url = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    data = json.dumps({"query": query, "variables": variables}).encode()
    request = urllib.request.Request(url, data=data, headers=headers)  # noqa: S310 (callers check the scheme)
    with urllib.request.urlopen(request, timeout=timeout_seconds) as response:  # noqa: S310
        try:
            return json.loads(response.read())
        except RecursionError as error:
            raise ValueError("the answer is too deeply nested") from error
