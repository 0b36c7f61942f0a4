"""Hashes and heads of files are worked out once for each content."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from debt_pipelines.project.hashing import hash_of_bytes
from debt_pipelines.project.known_hashes import content_key, hash_of_file
from debt_pipelines.project.known_heads import judged_by_head
from debt_pipelines.project.project import Project, open_project


@pytest.fixture
def project(make_repo: Callable[..., Path]) -> Project:
    root = make_repo({"a.csv": "id\r\n1\r\n", "b.json": "[]", "c.json": "{}"})
    for path in root.glob("*.*"):
        os.utime(path, (time.time() - 60, time.time() - 60))
    return open_project(root)


def unread(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Project, "_opened", None)


def test_a_hash_is_worked_out_once_a_scheme(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    schemes = ("md5", "md5-dos2unix")
    hashes = [hash_of_file(project, "a.csv", scheme) for scheme in schemes]
    assert hashes == [hash_of_bytes(b"id\r\n1\r\n", scheme) for scheme in schemes]
    unread(project, monkeypatch)
    assert [hash_of_file(project, "a.csv", scheme) for scheme in schemes] == hashes


def test_a_changed_file_is_hashed_anew(project: Project) -> None:
    before = hash_of_file(project, "a.csv", "md5")
    (project.root / "a.csv").write_bytes(b"id\r\n2\r\n")
    assert hash_of_file(project, "a.csv", "md5") != before
    assert content_key(project, "a.csv") is None  # too new to be told from what may be written next


def test_what_tells_a_content(project: Project) -> None:
    assert (content_key(project, "a.csv") or "").startswith("stamp a.csv 7:")
    assert content_key(project, "gone.csv") is None
    at = project.at("HEAD")
    assert content_key(at, "a.csv") == at.files["a.csv"].blob
    assert content_key(at, "gone.csv") is None


def test_heads_are_judged_once_a_question(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def judge(head: bytes) -> str:
        return "list" if head.startswith(b"[") else ""

    words = judged_by_head(project, ["b.json", "c.json", "gone.json"], "kind", judge)
    assert words == {"b.json": "list", "c.json": ""}
    assert judged_by_head(project, ["b.json"], "size", lambda head: str(len(head)), max_bytes=1) == {"b.json": "1"}
    at = replace(project.at("HEAD"), files=project.at("HEAD").files)
    assert judged_by_head(at, ["b.json", "c.json"], "kind", judge) == words
    unread(project, monkeypatch)
    assert judged_by_head(project, ["b.json", "c.json"], "kind", judge) == words


def test_a_question_is_answered_once_a_state(project: Project) -> None:
    answers = iter(range(9))

    def answer() -> int:
        return next(answers)

    assert [project.once("n", answer), project.once("n", answer)] == [0, 0]
    assert project.including(["a.csv"]).once("n", answer) == 0
    assert [project.once("m", answer), project.at("HEAD").once("n", answer)] == [1, 2]
    assert project.excluding(["a.csv"]).once("n", answer) == 3
