"""The pages keep step: the reference with the code, command blocks with what they print, links with the files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from debt_pipelines.cli.main import cli
from docs.generate.blocks import PAGES as COMMAND_PAGES
from docs.generate.blocks import ROOT, example, refreshed
from docs.generate.pages import PAGES, REFERENCE

TEXTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
_LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
_STALE = "is older than the code: run `make docs`"


@pytest.mark.parametrize("name", PAGES)
def test_the_reference_is_that_of_the_code(name: str) -> None:
    assert (REFERENCE / name).read_text("utf-8") == PAGES[name](), f"docs/reference/{name} {_STALE}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the example in it; all pages share what scans remember."""
    made = tmp_path_factory.mktemp("pages")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DEBT_STATE_DIR", str(made / "state"))
        example(made)
        yield made


@pytest.mark.parametrize("name", COMMAND_PAGES)
def test_commands_print_what_the_page_says(name: str, folder: Path) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert refreshed(text, folder) == text, f"{name} {_STALE}"


def test_another_output_is_noticed(folder: Path) -> None:
    page = "```console\n$ cat build/example-shop/.dvcignore\nsomething else\n```\n"
    page = page.replace(".dvcignore", "params.yaml")
    assert "something else" not in refreshed(page, folder)
    with pytest.raises(ValueError, match="do not run `rm`"):
        refreshed("```console\n$ rm -rf build\n```\n", folder)


@pytest.mark.parametrize("page", TEXTS, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    links = [link for link in _LINK.findall(page.read_text("utf-8")) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_readme_is_short_and_names_every_command_and_page() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert len(readme.splitlines()) <= 160
    commands = cli.list_commands(click.Context(cli))
    assert {"scan", "gate", "fix"} <= set(commands)
    assert [name for name in commands if name != "scan" and f"`debt {name}" not in readme] == []
    linked = set(_LINK.findall("".join(page.read_text("utf-8") for page in TEXTS)))
    pages = [page.name for page in (ROOT / "docs").rglob("*.md")]
    assert [name for name in pages if not any(link.endswith(name) for link in linked)] == []
