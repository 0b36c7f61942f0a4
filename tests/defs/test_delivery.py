"""News reach a Slack app and a mail server; what fails says why, and nothing secret."""

from __future__ import annotations

import base64
import json
import socketserver
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import dagster as dg
import pytest

from debt_pipelines.config.settings import Settings
from debt_pipelines.defs.target import Target
from debt_pipelines.defs.wiring import Notification
from tests.defs.notifying import Ticks, scan, told_by

APP = Notification("SLACK_TOKEN", "slack_app", channel="#data")
MAIL = Notification("MAIL_SERVER", "email", to=("ada@example.com", "bob@example.com"), sender="debt@example.com")


@pytest.fixture
def target(tmp_path: Path) -> Target:
    return Target(tmp_path, "shop", Settings(), tmp_path / "state")


class MailServer(socketserver.ThreadingTCPServer):
    """Speaks as much SMTP as a client needs, without encryption; `refuses` names a command it answers with 550."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _MailHandler)
        self.said: list[str] = []
        self.refuses = ""

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


class _MailHandler(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self._answer("220 ready")
        for raw in self.rfile:
            line = raw.decode().rstrip("\r\n")
            self.server.said.append(line)
            command = line.upper()
            if self.server.refuses and command.startswith(self.server.refuses):
                self._answer("550 no")
            elif command == "DATA":
                self._answer("354 go on")
                for text in self.rfile:
                    if text == b".\r\n":
                        break
                    self.server.said.append(text.decode().rstrip("\r\n"))
                self._answer("250 taken")
            elif command.startswith("EHLO"):
                self._answer("250 AUTH PLAIN")
            elif command == "QUIT":
                self._answer("221 bye")
                return
            else:
                self._answer("250 fine")

    def _answer(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_a_mail_says_what_is_new(
    target: Target, instance: dg.DagsterInstance, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAIL_SERVER", f"smtp://{mail_server.place}")
    run_id = scan(instance, "closed")
    told_by(Ticks(target, instance, MAIL))
    said = mail_server.said
    assert said.count("data") == 1
    assert {"rcpt TO:<ada@example.com>", "rcpt TO:<bob@example.com>"} <= set(said)
    assert "Subject: shop: the data-debt gate is closed" in said
    assert {"2 new critical findings", f"http://dagster:3000/runs/{run_id}"} <= set(said)


def test_no_password_goes_over_an_open_line(
    target: Target, instance: dg.DagsterInstance, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAIL_SERVER", f"smtp://ada:pass%40word@{mail_server.place}")
    scan(instance, "closed")
    with pytest.raises(RuntimeError, match="MAIL_SERVER could not be told: SMTPNotSupportedError"):
        Ticks(target, instance, MAIL).tick()
    sent = " ".join(mail_server.said)
    assert "pass@word" not in sent
    assert base64.b64encode(b"\0ada\0pass@word").decode() not in sent


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("smtp://secret:word@127.0.0.1:1", "ConnectionRefusedError"),
        ("http://secret.example.com", "holds no smtp"),
        ("smtp://", "holds no smtp"),
        ("smtp://secret:x@[", "holds no smtp"),
        ("smtp://secret:99999", "holds no smtp"),
    ],
)
def test_a_mail_server_that_cannot_be_reached_stays_unnamed(
    target: Target, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch, url: str, words: str
) -> None:
    monkeypatch.setenv("MAIL_SERVER", url)
    scan(instance, "closed")
    with pytest.raises(RuntimeError, match=words) as failed:
        Ticks(target, instance, MAIL).tick()
    assert "secret" not in str(failed.value)


def test_a_mail_that_is_refused_is_told_later(
    target: Target, instance: dg.DagsterInstance, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAIL_SERVER", f"smtp://{mail_server.place}")
    scan(instance, "closed")
    ticks, mail_server.refuses = Ticks(target, instance, MAIL), "MAIL"
    with pytest.raises(RuntimeError, match="it answered 550"):
        ticks.tick()
    mail_server.refuses = ""
    told_by(ticks)
    assert mail_server.said.count("data") == 1


class Slack(HTTPServer):
    """Answers as the API of Slack does, with an error where one is set."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _SlackHandler)
        self.asked: list[tuple[str, str | None, dict[str, list[str]]]] = []
        self.error: str | None = None


class _SlackHandler(BaseHTTPRequestHandler):
    server: Slack

    def do_POST(self) -> None:
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        fields = parse_qs(text) if "=" in text else json.loads(text)
        self.server.asked.append((self.path, self.headers["Authorization"], fields))
        answer: dict[str, Any] = {"ok": self.server.error is None, "error": self.server.error}
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> Iterator[Slack]:
    dagster_slack = pytest.importorskip("dagster_slack")
    from slack_sdk import WebClient

    with Slack() as server:
        address = f"http://127.0.0.1:{server.server_port}/api/"
        monkeypatch.setattr(
            dagster_slack.SlackResource, "get_client", lambda resource: WebClient(resource.token, base_url=address)
        )
        monkeypatch.setenv("SLACK_TOKEN", "xoxb-secret")
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_a_slack_app_posts_into_a_channel(target: Target, instance: dg.DagsterInstance, slack: Slack) -> None:
    scan(instance, "closed")
    ticks, slack.error = Ticks(target, instance, APP), "channel_not_found"
    with pytest.raises(RuntimeError) as failed:
        ticks.tick()
    assert str(failed.value) == "Slack could not be told with the token in SLACK_TOKEN: channel_not_found"
    slack.error = None
    told_by(ticks)
    assert len(slack.asked) == 2
    path, token, fields = slack.asked[1]
    assert (path, token) == ("/api/chat.postMessage", "Bearer xoxb-secret")
    said = json.dumps(fields)
    assert "#data" in said
    assert "the data-debt gate is closed" in said


def test_without_the_package_it_is_said_what_to_install(
    target: Target, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "dagster_slack", None)
    monkeypatch.setenv("SLACK_TOKEN", "xoxb-secret")
    scan(instance, "closed")
    with pytest.raises(RuntimeError, match=r"debt-pipelines\[slack\]"):
        Ticks(target, instance, APP).tick()
