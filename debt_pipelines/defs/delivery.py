"""Delivers a message: to a webhook, as a Slack app, by mail. No address, token or answer is ever shown.

Everything secret comes from the environment variable that the team has named. Raises DeliveryError, which names the
variable alone.
"""

from __future__ import annotations

import json
import smtplib
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping
from email.message import EmailMessage
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from debt_pipelines.defs.wiring import Notification

_TIMEOUT_SECONDS = 10
_MAIL_PORTS = {"smtp": 587, "smtps": 465}


class DeliveryError(RuntimeError):
    """Something could not be told; the message says why without saying where to."""


def post(url: str, payload: Mapping[str, Any], notification: Notification) -> None:
    """Send JSON to a webhook; what answers with an error, or not at all, was not told."""
    if not url.startswith(("http://", "https://")):
        raise DeliveryError(f"{notification.variable} holds no http(s) URL")
    body, headers = json.dumps(payload).encode(), {"Content-Type": "application/json"}
    try:
        request = urllib.request.Request(url, data=body, headers=headers, method="POST")  # noqa: S310 (checked above)
        with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS):  # noqa: S310
            return
    except urllib.error.HTTPError as error:
        reason = f"it answered {error.code}"
    except (OSError, ValueError) as error:
        reason = type(error).__name__
    raise DeliveryError(f"the webhook in {notification.variable} could not be told: {reason}")


def post_as_app(token: str, text: str, notification: Notification) -> None:
    """Post a text into a channel of Slack with the token of an app."""
    try:
        from dagster_slack import SlackResource
        from slack_sdk.errors import SlackApiError
    except ImportError as error:
        raise DeliveryError("a Slack app needs `pip install 'debt-pipelines[slack]'`") from error
    try:
        client = SlackResource(token=token).get_client()
        client.timeout = _TIMEOUT_SECONDS
        client.chat_postMessage(channel=notification.channel or "", text=text, unfurl_links=False)
        return
    except SlackApiError as error:
        reason = str(error.response.get("error", "it refused"))
    except (OSError, ValueError) as error:
        reason = type(error).__name__
    raise DeliveryError(f"Slack could not be told with the token in {notification.variable}: {reason}")


def send_mail(url: str, subject: str, text: str, notification: Notification) -> None:
    """Send a mail by `smtps://user:password@host` or `smtp://host`; a password goes over an encrypted line only."""
    address = _mail_address(url)
    if address is None:
        raise DeliveryError(f"{notification.variable} holds no smtp(s) URL")
    message = EmailMessage()
    message["Subject"], message["From"] = subject, notification.sender
    message["To"] = ", ".join(notification.to)
    message.set_content(text)
    try:
        with _connected(address) as server:
            if address.username and address.password:
                server.login(unquote(address.username), unquote(address.password))
            server.send_message(message)  # raises only where nobody at all may be written to
            return
    except smtplib.SMTPResponseException as error:
        reason = f"it answered {error.smtp_code}"
    except (OSError, ValueError) as error:
        reason = type(error).__name__
    raise DeliveryError(f"the mail server in {notification.variable} could not be told: {reason}")


def _mail_address(url: str) -> SplitResult | None:
    try:
        address = urlsplit(url)
        is_known = address.scheme in _MAIL_PORTS and bool(address.hostname) and address.port != 0
    except ValueError:
        return None
    return address if is_known else None


def _connected(address: SplitResult) -> smtplib.SMTP:
    """A connection, encrypted where the server can; raises SMTPNotSupportedError rather than show a password."""
    host, port = address.hostname or "", address.port or _MAIL_PORTS[address.scheme]
    context = ssl.create_default_context()
    if address.scheme == "smtps":
        return smtplib.SMTP_SSL(host, port, timeout=_TIMEOUT_SECONDS, context=context)
    server = smtplib.SMTP(host, port, timeout=_TIMEOUT_SECONDS)
    try:
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=context)
        elif address.password:
            raise smtplib.SMTPNotSupportedError("no encryption")
    except BaseException:
        server.close()
        raise
    return server
