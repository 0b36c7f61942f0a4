"""Crawls schedules kept as files: crontabs, and workflows of Airflow, Prefect and Dagster, read as text.

What a workflow in Python runs is known only where it is a shell command; otherwise its name is all there is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from debt_pipelines.config.settings import Settings
from debt_pipelines.model.data_rows import AutomatedCommand
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.schema import Row
from debt_pipelines.project.project import Project

_CRONTAB = re.compile(r"(^|/)(crontab[^/]*|[^/]+\.(cron|crontab)|cron\.d/[^/]+)$", re.IGNORECASE)
_CRON_LINE = re.compile(
    r"^[ \t]*(?:@(?:hourly|daily|weekly|monthly|yearly|annually|midnight|reboot)"
    r"|(?:[\d*,/A-Za-z-]+[ \t]+){4}[\d*,/A-Za-z-]+)"
    r"[ \t]+(?P<command>\S.*)$",
    re.MULTILINE,
)
_WORKFLOWS: dict[str, tuple[re.Pattern[bytes], re.Pattern[bytes]]] = {
    "airflow": (
        re.compile(rb"^[ \t]*(?:import|from)[ \t]+airflow\b", re.MULTILINE),
        re.compile(rb"\bDAG\s*\(|@dag\b"),
    ),
    "prefect": (
        re.compile(rb"^[ \t]*(?:import|from)[ \t]+prefect\b", re.MULTILINE),
        re.compile(rb"\.serve\s*\(|\.deploy\s*\(|\bDeployment\b|CronSchedule|IntervalSchedule"),
    ),
    "dagster": (
        re.compile(rb"^[ \t]*(?:import|from)[ \t]+dagster\b", re.MULTILINE),
        re.compile(
            rb"\bScheduleDefinition\s*\(|@(?:dg\.)?(?:schedule|sensor)\b|build_schedule_from|AutomationCondition"
        ),
    ),
}
_BASH = re.compile(
    rb"\bbash_command\s*=\s*[rf]?(?P<q>\"\"\"|'''|\"|')(?P<command>.+?)(?P=q)|\bShellOperation\([^\"']*[\"'](?P<shell>[^\"']+)",
    re.DOTALL,
)
_MAX_BYTES = 2 * 2**20


def crawl(project: Project, settings: Settings) -> Iterator[Row]:
    """One row per scheduled command, or per file that schedules something else."""
    tables = [path for path in sorted(project.files) if _CRONTAB.search(path)]
    for path, text in project.texts(tables):
        if not isinstance(text, UnreadableError):
            yield from _crontab(path, text)
    for path, content in project.read_many(project.paths(suffixes=(".py",)), max_bytes=_MAX_BYTES):
        if isinstance(content, bytes):
            yield from _workflows(path, content)


def _crontab(path: str, text: str) -> Iterator[AutomatedCommand]:
    for found in _CRON_LINE.finditer(text):
        line = text.count("\n", 0, found.start("command")) + 1
        yield AutomatedCommand(tool="cron", job="crontab", command=found["command"].strip(), path=path, line=line)


def _workflows(path: str, content: bytes) -> Iterator[AutomatedCommand]:
    for tool, (imported, scheduled) in _WORKFLOWS.items():
        place = scheduled.search(content) if imported.search(content) else None
        if place is None:
            continue
        name = path.rpartition("/")[2].removesuffix(".py")
        commands = [(found.start(), found["command"] or found["shell"]) for found in _BASH.finditer(content)]
        for start, command in commands or [(place.start(), b"")]:
            line = content.count(b"\n", 0, start) + 1
            text = command.decode(errors="replace").strip() or f"{tool} {name}"
            yield AutomatedCommand(tool=tool, job=name, command=text, path=path, line=line)
