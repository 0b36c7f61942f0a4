"""Automated tests of the code, counted by what they define."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.code_tests import crawl as crawl_tests
from debt_pipelines.model.data_rows import CodeTests
from debt_pipelines.project.project import open_project

Crawl = Callable[..., dict[str, list[Any]]]
CASES = """
import unittest

class T(unittest.TestCase):
    def test_a(self): ...
    def test_b(self): ...
    def help(self): ...
"""
CLASSES = """
class TestIt:
    def test_a(self): ...

class Other:
    def test_b(self): ...
"""


@pytest.mark.parametrize(
    ("path", "text", "tool", "count"),
    [
        ("tests/test_a.py", "def test_a(): ...\nasync def test_b(): ...\ndef helper(): ...\n", "pytest", 2),
        ("src/shop/clean_test.py", CLASSES, "pytest", 1),
        ("tests.py", CASES, "unittest", 2),
        ("tests/test_old.py", "def test_a():\n    print 'python 2'\n", "pytest", 1),
        ("tests/testthat/test-clean.R", 'test_that("it works", {\n})\n  it("counts", {})\n', "testthat", 2),
        ("web/app.test.ts", "test('a', () => {})\n  it.each([1])('b', () => {})\n", "javascript", 2),
        ("pkg/clean_test.go", "func TestClean(t *testing.T) {}\nfunc helper() {}\n", "go", 1),
        ("src/test/scala/CleanSpec.scala", '  "it" should "work" in {}\n  test("b") {}\n', "scala", 2),
        ("test/runtests.jl", '@testset "a" begin\n  @test f(1) == 2\nend\n', "julia", 1),
        ("src/test/java/CleanTest.java", "  @Test\n  void works() {}\n", "java", 1),
        ("src/lib.rs", "#[cfg(test)]\nmod tests {\n    #[test]\n    fn works() {}\n}\n", "rust", 1),
    ],
)  # fmt: skip
def test_counts(crawl: Crawl, path: str, text: str, tool: str, count: int) -> None:
    assert [(row.path, row.tool, row.n_tests) for row in crawl(crawl_tests, {path: text})["code_tests"]] == [
        (path, tool, count)
    ]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("tests/test_a.py", ""),
        ("tests/test_a.py", "def helper(): ...\n"),
        ("tests/conftest.py", "def test_data(): ...\n"),
        ("src/train.py", "def test_model(): ...\n"),
        ("tests/data.csv", "def test_a(): ...\n"),
        ("R/clean.R", "clean <- function(x) x\n"),
        ("src/lib.rs", "fn test() {}\n"),
        ("test_a.py", b"\xff\xfe\x00"),
    ],
)
def test_files_without_tests(crawl: Crawl, path: str, text: str | bytes) -> None:
    assert crawl(crawl_tests, {path: text, "x.txt": "x"}) == {}


def test_tests_that_hold_no_data_are_counted_all_the_same(make_folder: Callable[..., Path]) -> None:
    files = {"tests/test_a.py": "def test_a(): ...\n", "lib/node_modules/x/b.test.js": "test('b', () => {})\n"}
    project = open_project(make_folder(files)).excluding(Settings().exclude_patterns)
    assert [row.path for row in crawl_tests(project, Settings()) if isinstance(row, CodeTests)] == ["tests/test_a.py"]


def test_singular_tests_of_dbt(crawl: Crawl) -> None:
    files = {
        "shop/dbt_project.yml": "name: shop\n",
        "shop/tests/no_orphans.sql": "select 1",
        "other/tests/a.sql": "select 1",
    }
    assert [(row.path, row.tool, row.n_tests) for row in crawl(crawl_tests, files)["code_tests"]] == [
        ("shop/tests/no_orphans.sql", "dbt", 1)
    ]
