"""Which code files of the project a stage's command runs, told from its words alone.

A code file that is only an argument of a program is not run by it; where a variable decides, or a program nobody here
knows is given a code file, nothing is claimed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from debt_pipelines.crawlers.command_runners import RUNNERS, Target, is_harmless
from debt_pipelines.project.locations import ancestors, locate
from debt_pipelines.project.project import Project
from debt_pipelines.project.shell import calls_of, is_code_path, program_of
from debt_pipelines.project.shell_words import Call, Word

_HERE = ("$PWD/", "${PWD}/", "$(pwd)/", "`pwd`/")


def scripts_of(project: Project, command: object, working_directory: str) -> tuple[list[str], bool]:
    """The code files of the project that a command runs, and whether that is all it can be said to run.

    The command is as DVC takes it: one text, or a list of texts that each get a shell of their own.
    """
    scripts: dict[str, None] = {}
    is_clear = True
    for text in command if isinstance(command, list) else [command]:
        calls = calls_of(str(text))
        folders: dict[tuple[int, ...], str | None] = {(): working_directory}
        for call in calls or ():
            run = _Run(project, call, _folder_of(call, folders))
            if program_of(call.words[0]) in ("cd", "pushd", "popd"):
                folders[call.subshell] = run.folder_changed_to()
                continue
            scripts |= dict.fromkeys(run.scripts())
            is_clear &= run.is_clear
        is_clear &= calls is not None
    return list(scripts), is_clear


def _folder_of(call: Call, folders: dict[tuple[int, ...], str | None]) -> str | None:
    """The folder a call runs in: that of its subshell, or of the shell around it when it was started."""
    shell = call.subshell
    while shell not in folders:
        shell = shell[:-1]
    return folders.setdefault(call.subshell, folders[shell])


@dataclass(slots=True)
class _Run:
    """One call made in a folder; the folder is None when a variable decides it."""

    project: Project
    call: Call
    folder: str | None
    is_clear: bool = True

    def folder_changed_to(self) -> str | None:
        """The folder that `cd` leads to; where one was before is not remembered."""
        targets = [word for word in self.call.words[1:] if not word.text.startswith("-")]
        return self._located(targets[0]) if targets else None

    def scripts(self) -> Iterator[str]:
        """The code files that the call runs; `is_clear` is set before they end."""
        first = self.call.words[0]
        name = program_of(first)
        if not first.is_fixed and "$" in name:
            self.is_clear = False
        elif name in RUNNERS:
            yield from self._run_by(RUNNERS[name], self.call.words[1:])
        elif "/" in first.text or "\\" in first.text or is_code_path(name):
            yield from self._files(first)
        elif not is_harmless(self.call.words):
            self.is_clear = not any(
                self._is_file(self._located(word)) for word in self.call.words[1:] if is_code_path(word.text)
            )

    def _run_by(self, runner: Callable[[list[Word]], list[Target]], words: list[Word]) -> Iterator[str]:
        targets = runner(words)
        if not targets and self.call.input_file is not None and self.call.document is None:
            targets = [Target(self.call.input_file)] if is_code_path(self.call.input_file.text) else []
        for target in targets:
            if not target.is_module:
                yield from self._files(target.word)
                continue
            found = list(self._modules(target.word))
            yield from found
            if not found and target.word.text in RUNNERS:
                yield from self._run_by(RUNNERS[target.word.text], target.arguments)

    def _files(self, word: Word) -> Iterator[str]:
        path = self._located(word)
        if path is None:
            self.is_clear = False
        elif self._is_file(path):
            yield path
        elif self._is_file(f"{path}/__main__.py"):
            yield f"{path}/__main__.py"

    def _modules(self, word: Word) -> Iterator[str]:
        if not word.is_fixed or self.folder is None:
            self.is_clear = False
            return
        file = word.text.replace(".", "/")
        for root in self._module_roots(self.folder):
            for name in (f"{file}.py", f"{file}/__main__.py"):
                path = locate(root, name).path
                if self._is_file(path):
                    yield path
                    return

    def _module_roots(self, folder: str) -> Iterator[str]:
        """Where Python looks: here, along PYTHONPATH, and where the packages of a project are installed from."""
        yield folder
        search = self.call.variables.get("PYTHONPATH", Word(""))
        for written in search.text.split(":"):
            if written and "$" not in written:
                yield locate(folder, written).path
        for above in [folder, *ancestors(folder), ""]:
            yield above
            yield locate(above, "src").path

    def _located(self, word: Word) -> str | None:
        text = next((word.text.removeprefix(here) for here in _HERE if word.text.startswith(here)), None)
        if self.folder is None or (not word.is_fixed and (text is None or "$" in text)):
            return None
        location = locate(self.folder, word.text if text is None else text)
        return location.path

    def _is_file(self, path: str | None) -> bool:
        entry = self.project.files.get(path or "")
        return entry is not None and (entry.is_tracked or not self.project.is_git)
