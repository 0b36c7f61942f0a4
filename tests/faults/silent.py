"""Servers that do not behave: they take a connection and then say nothing, say it slowly, or hang up."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Literal

Manner = Literal["silent", "slow", "rude"]


@contextmanager
def badly_served(manner: Manner) -> Iterator[int]:
    """A server of that manner on this machine; gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        done = threading.Event()
        listening.settimeout(0.05)
        serving = threading.Thread(target=_serve, args=(listening, manner, done), daemon=True)
        serving.start()
        try:
            yield listening.getsockname()[1]
        finally:
            done.set()
            serving.join()


def _serve(listening: socket.socket, manner: Manner, done: threading.Event) -> None:
    kept: list[socket.socket] = []
    while not done.is_set():
        with suppress(OSError):
            connection, _address = listening.accept()
            kept.append(connection)
            if manner == "rude":
                connection.recv(8)
                connection.close()
            if manner == "slow":
                threading.Thread(target=_trickle, args=(connection, done), daemon=True).start()
    for connection in kept:
        connection.close()


def _trickle(connection: socket.socket, done: threading.Event) -> None:
    with suppress(OSError):
        while not done.is_set():
            connection.send(b"S")
            time.sleep(0.1)
