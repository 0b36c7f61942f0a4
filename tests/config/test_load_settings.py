"""Settings files: which one counts, and errors that say where they are and what was meant."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from debt_pipelines.config.load import load_settings
from debt_pipelines.config.settings import Settings
from debt_pipelines.model.errors import SettingsError

Load = Callable[..., Settings]


@pytest.fixture
def load() -> Load:
    """A function that loads the settings of a project with the given `debt_toml` and `pyproject`."""

    def run(*, debt_toml: str | bytes | None = None, pyproject: str | bytes | None = None) -> Settings:
        files = {"debt.toml": debt_toml, "pyproject.toml": pyproject}
        contents = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
        return load_settings(contents.get)

    return run


def test_without_files_the_defaults_hold(load: Load) -> None:
    assert load() == Settings()
    assert load(pyproject="[project]\nname = 'x'\n") == Settings()
    assert load(pyproject="[tool.ruff]\nline-length = 1\n") == Settings()
    assert load(pyproject="tool = 5\n") == Settings()


def test_each_file_alone(load: Load) -> None:
    assert load(debt_toml="name = 'a'\n").name == "a"
    assert load(pyproject="[tool.debt]\nname = 'b'\n").name == "b"
    assert load(pyproject="tool.debt.name = 'c'\n").name == "c"


def test_debt_toml_wins_as_a_whole(load: Load) -> None:
    settings = load(debt_toml="history_commits = 5\n", pyproject="[tool.debt]\nname = 'b'\nhistory_commits = 9\n")
    assert (settings.name, settings.history_commits) == (None, 5)
    assert load(debt_toml="", pyproject="[tool.debt]\nname = 'b'\n") == Settings()


def test_a_byte_order_mark_is_no_part_of_the_first_key(load: Load) -> None:
    assert load(debt_toml=b"\xef\xbb\xbfname = 'a'\n").name == "a"


@pytest.mark.parametrize(
    ("text", "where", "key", "hint"),
    [
        ("nmae = 'x'\n", 1, "nmae", "name"),
        ("name = 'x'\nDISABLED = []\n", 2, "DISABLED", "disable"),
        ("[gates]\n", 1, "gates", "gate"),
        ("name = 'x'\n\n[gate]\nseverites = []\n", 4, "gate.severites", "severities"),
        ("[gate]\ntier_1_severity = []\n", 2, "gate.tier_1_severity", "tier_1_severities"),
        ("[replacement_minutes]\nstages = 1\n", 2, "replacement_minutes.stages", "stage"),
        ("replacement_minutes = {models = 1}\n", 1, "replacement_minutes.models", "model"),
        ("[datasets.'a/*']\ntier = 1\n[datasets.'b/*']\nteir = 1\n", 4, "datasets.b/*.teir", "tier"),
        ("[datasets]\n'a/*' = {tier = 1}\n'b/*' = {onwer = 'x'}\n", 3, "datasets.b/*.onwer", "owner"),
        ("gate.max_new_debt_ration = 1\n", 1, "gate.max_new_debt_ration", "max_new_debt_ratio"),
    ],
)
def test_an_unknown_key_is_an_error_with_place_and_hint(load: Load, text: str, where: int, key: str, hint: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load(debt_toml=text)
    assert caught.value.message == f"debt.toml:{where}: unknown setting `{key}`"
    assert caught.value.hint == f"did you mean `{hint}`?"
    assert caught.value.exit_code == 2


def test_a_key_like_no_other_has_no_hint(load: Load) -> None:
    with pytest.raises(SettingsError, match="unknown setting `zzzz`") as caught:
        load(debt_toml="zzzz = 1\n")
    assert caught.value.hint is None


def test_the_line_is_one_of_the_tables_own(load: Load) -> None:
    text = "[project]\nname = 'x'\ngate = 1\n[project.scripts]\ndebt = 'x'\n[tool.debt]\nexclude = []\nname = 5\n"
    with pytest.raises(SettingsError, match=r"^pyproject\.toml:8: setting `name`: input should be a valid string$"):
        load(pyproject=text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name = 5\n", "debt.toml:1: setting `name`: input should be a valid string"),
        ("\nexclude = 'tests/'\n", "debt.toml:2: setting `exclude`: input should be a valid tuple"),
        ("exclude = ['a', 5]\n", "debt.toml:1: setting `exclude.1`: input should be a valid string"),
        ("max_file_mib = 0\n", "debt.toml:1: setting `max_file_mib`: input should be greater than or equal to 1"),
        ("history_commits = -1\n", "debt.toml:1: setting `history_commits`: input should be greater"),
        ("[gate]\nmax_new_debt_ratio = 5\n", "debt.toml:2: setting `gate.max_new_debt_ratio`: input should be less"),
        ("gate = 5\n", "debt.toml:1: setting `gate`: input should be a valid dictionary"),
        ("[replacement_minutes]\nstage = -1\n", "debt.toml:2: setting `replacement_minutes.stage`: input"),
        ("datasets = ['a']\n", "debt.toml:1: setting `datasets`: input should be a valid dictionary"),
        ("[datasets.'a/*']\ntier = 4\n", "debt.toml:2: setting `datasets.a/*.tier`: input should be 1, 2 or 3"),
        (
            "[gate]\n# severities\nseverities = ['critical', 'hihg']\n",
            "debt.toml:3: setting `gate.severities.1`: input should be 'critical', 'high', 'medium' or 'low'",
        ),
    ],
)
def test_a_wrong_value_is_an_error_with_its_place(load: Load, text: str, message: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load(debt_toml=text)
    assert caught.value.message.startswith(message)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("exclude = ['data/', '!']\n", "exclude.1"),
        ("[datasets.'a\\']\ntier = 1\n", "datasets.a\\"),
    ],
)
def test_a_pattern_that_git_would_not_understand(load: Load, text: str, key: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load(debt_toml=text)
    assert caught.value.message.startswith(f"debt.toml:1: setting `{key}`: `")
    assert caught.value.message.endswith("` is not a pattern as in .gitignore")


@pytest.mark.parametrize("text", ["name = \n", "name = 'a'\nname = 'b'\n", "[gate\n", "\x00", "name: a\n"])
def test_broken_toml_is_an_error(load: Load, text: str) -> None:
    with pytest.raises(SettingsError, match=r"^debt\.toml: not valid TOML: ") as caught:
        load(debt_toml=text)
    assert caught.value.exit_code == 2


def test_bytes_that_are_no_text_are_an_error(load: Load) -> None:
    with pytest.raises(SettingsError, match="not valid TOML"):
        load(debt_toml=b"\xff\xfe = 1")


def test_a_broken_pyproject_counts_only_where_it_has_our_table(load: Load) -> None:
    assert load(pyproject="[project\nname = 'x'\n") == Settings()
    with pytest.raises(SettingsError, match=r"^pyproject\.toml: not valid TOML: .*line 2"):
        load(pyproject="[tool.debt]\nname = \n")


def test_files_after_the_one_that_counts_are_not_read() -> None:
    asked: list[str] = []

    def read(path: str) -> bytes | None:
        asked.append(path)
        return b"name = 'a'"

    assert load_settings(read).name == "a"
    assert asked == ["debt.toml"]
