"""Shell commands taken apart: words, pipes, redirections, wrappers and shells within shells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debt_pipelines.project.shell import calls_of, inline_code, is_code_path, program_of
from debt_pipelines.project.shell_words import Call, Word


def _calls(command: str) -> list[Call]:
    calls = calls_of(command)
    assert calls is not None
    return calls


def _texts(command: str) -> list[list[str]]:
    return [[word.text for word in call.words] for call in _calls(command)]


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("python a.py", [["python", "a.py"]]),
        ("a && b || c; d & e\nf", [["a"], ["b"], ["c"], ["d"], ["e"], ["f"]]),
        ("a \\\n  b", [["a", "b"]]),
        ("a # b; c\nd", [["a"], ["d"]]),
        ("curl part#1.gz", [["curl", "part#1.gz"]]),
        ("cut -d'|' -f \"1;2\"", [["cut", "-d|", "-f", "1;2"]]),
        ("a 'it\"s'\"it's\"", [["a", "it\"sit's"]]),
        (r'a "say \"x\"" b\ c', [["a", 'say "x"', "b c"]]),
        ("python src\\train.py", [["python", "src\\train.py"]]),
        ("(a; b) | c", [["a"], ["b"], ["c"]]),
        ("if a; then b; fi", [["a"], ["b"]]),
        ("for f in x y; do a $f; done", [["a", "$f"]]),
        ("! a", [["a"]]),
        ("", []),
        ("# nothing", []),
    ],
)
def test_words(command: str, words: list[list[str]]) -> None:
    assert _texts(command) == words


@pytest.mark.parametrize("command", ["a 'b", 'a "b', "(a", "a)", "a `b", "cat <<EOF\nx"])
def test_what_cannot_be_split(command: str) -> None:
    assert calls_of(command) is None


@pytest.mark.parametrize(
    ("word", "is_fixed"),
    [
        ("a.py", True),
        ("'$a'", True),
        ("\\$a", True),
        ("'*.py'", True),
        ('"*.py"', True),
        ("$a", False),
        ("${a}/b", False),
        ('"$a/b"', False),
        ("$(ls)", False),
        ('"$(ls "x y")"', False),
        ("`ls`", False),
        ("*.py", False),
        ("a[0-9]", False),
    ],
)
def test_a_variable_or_a_wildcard_leaves_a_word_open(word: str, is_fixed: bool) -> None:
    (call,) = _calls(f"run {word}")
    assert [word.is_fixed for word in call.words] == [True, is_fixed]


def test_where_input_comes_from_and_output_goes() -> None:
    (call,) = _calls("PATH_A=x B=$y sort < in.txt 2> errors.log > out.txt 2>&1")
    assert [word.text for word in call.words] == ["sort"]
    assert (call.input_file, call.output_file) == (Word("in.txt"), Word("out.txt"))
    assert call.variables == {"PATH_A": Word("x"), "B": Word("$y", is_fixed=False)}


def test_here_documents() -> None:
    first, second = _calls("python - <<'EOF'\nimport x\nEOF\nls")
    assert (first.document, second.document) == ("import x\n", None)
    assert _calls("cat <<< text")[0].document == "text"


def test_pipes_join_calls() -> None:
    pipelines = [call.pipeline for call in _calls("a | b |& c; d && e")]
    assert len({*pipelines[:3]}) == 1
    assert len({*pipelines}) == 3


def test_parentheses_and_inner_shells_are_told_apart() -> None:
    outer, first, second, inner = _calls("a; (b); (c); bash -c 'd'")
    assert outer.subshell == ()
    assert len({call.subshell for call in (outer, first, second, inner)}) == 4
    assert len({call.pipeline for call in (outer, first, second, inner)}) == 4


@pytest.mark.parametrize(
    "wrapped",
    [
        "poetry run {}",
        "pipenv run {}",
        "uv run --with pandas {}",
        "pixi run -e dev {}",
        "conda run -n env --no-capture-output {}",
        "xvfb-run -a {}",
        "srun -n 4 --gres=gpu:1 {}",
        "time -v {}",
        "nohup {} &",
        "timeout 10m {}",
        "env A=b {}",
        "sudo -u me nice -n 5 {}",
        "bash -euc '{}'",
        "nohup sh -c '{}'",
        "A=b exec {}",
    ],
)
def test_wrappers_are_taken_off(wrapped: str) -> None:
    assert _texts(wrapped.format("python a.py x")) == [["python", "a.py", "x"]]


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("nohup mytool x.py", ["mytool", "x.py"]),
        ("uv run -m pkg.train x", ["python", "-m", "pkg.train", "x"]),
        ("torchrun --nproc_per_node=2 train.py", ["train.py"]),
        ("poetry install", ["poetry", "install"]),
        ("bash run.sh -c x", ["bash", "run.sh", "-c", "x"]),
        ("bash -e run.sh", ["bash", "-e", "run.sh"]),
    ],
)
def test_what_a_wrapper_is_given(command: str, words: list[str]) -> None:
    assert _texts(command) == [words]


@pytest.mark.parametrize(
    ("word", "program"),
    [("python3.11", "python"), ("/usr/bin/Rscript", "rscript"), ("C:\\x\\python.exe", "python"), ("s3cmd", "s3cmd")],
)
def test_programs(word: str, program: str) -> None:
    assert program_of(Word(word)) == program


def test_code_in_the_command() -> None:
    assert inline_code("python", [Word("-u"), Word("-c"), Word("x = 1")]) == "x = 1"
    assert inline_code("perl", [Word("-ne"), Word("print")]) == "print"
    assert inline_code("bash", [Word("-e"), Word("x.sh")]) is None
    assert inline_code("python", [Word("a.py"), Word("-c"), Word("x")]) is None


def test_code_files() -> None:
    assert [path for path in ("a.py", "b.R", "c.ipynb", "d.csv", "py", "e.yaml") if is_code_path(path)] == [
        "a.py",
        "b.R",
        "c.ipynb",
    ]


@given(st.text(alphabet="ab$(){}'\"`\\|&;<>\n #=*-", max_size=60))
def test_no_text_breaks_it(command: str) -> None:
    calls = calls_of(command)
    assert calls is None or all(call.words for call in calls)


def test_a_hostile_command_costs_little() -> None:
    for text in ("$(" * 3000, "(" * 3000, "'\"" * 3000, '"$(' * 2000, "a" * 100_000 + "'", "<<x " * 3000):
        calls_of(text)


def test_shells_nest_to_a_limit() -> None:
    nested = calls_of("(" * 100 + "a" + ")" * 100)
    assert nested is not None
    assert [len(call.subshell) for call in nested] == [100]
    assert calls_of("(" * 101 + "a" + ")" * 101) is None
