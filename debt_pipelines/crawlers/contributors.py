"""Crawls the people, and the machines, that have committed to the repository.

One person may go by several names and addresses. They are put together as `.mailmap` says, by address, and by the name
without case, accents and punctuation.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from debt_pipelines.config.settings import Settings
from debt_pipelines.model.history_rows import Contributor
from debt_pipelines.project import git
from debt_pipelines.project.git import Commit
from debt_pipelines.project.project import Project

Alias = tuple[str, str]
"""A name and an address as commits have them."""

_NOT_A_LETTER = re.compile(r"[\W_]+")
_SHARED_ADDRESS = re.compile(r"^$|^(noreply@github\.com|root@localhost|you@example\.com|none@none)$")
_BOT_NAME = re.compile(
    r"\[bot\]|^bot\b|[-_ ]bot$|^(github|gitlab)[ -]?(actions?|ci)\b|^(semantic-release|dependabot|renovate|greenkeeper|"
    r"pre-commit(-ci)?|travis(-ci)?|circleci|jenkins|snyk|codecov|allcontributors|actions-user|web-flow)\b",
    re.IGNORECASE,
)
_CAMEL_BOT = re.compile(r"[a-z]Bot$")
_BOT_ADDRESS = re.compile(
    r"\[bot\]@|(^|[^a-z])bot(\d*)@|(^|\+)(github-)?actions?(-user)?@|^(ci|jenkins|travis|circleci|semantic-release-bot|"
    r"dependabot|renovate)@|@bot\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Person:
    """One person, or machine: the name they use most, and all their addresses, latest first."""

    name: str
    emails: tuple[str, ...]
    is_bot: bool


def crawl(project: Project, settings: Settings) -> Iterator[Contributor]:
    """One row per person, the most active first."""
    commits = commits_of(project, settings)
    people = people_of(commits)
    by_person: dict[Person, list[Commit]] = defaultdict(list)
    for commit in commits:
        by_person[people[commit.name, commit.email]].append(commit)
    for person, theirs in sorted(by_person.items(), key=lambda item: (-len(item[1]), item[0].name)):
        dates = sorted((commit.committed_at for commit in theirs), key=datetime.fromisoformat)
        yield Contributor(
            name=person.name,
            email="\n".join(person.emails),
            is_bot=person.is_bot,
            n_commits=len(theirs),
            first_commit_at=dates[0],
            last_commit_at=dates[-1],
        )


def commits_of(project: Project, settings: Settings) -> list[Commit]:
    """The latest commits that the scanned state rests on, newest first; none without git."""
    start = project.revision or project.head
    if project.git_root is None or start is None or not settings.history_commits:
        return []
    return git.commits(project.git_root, start, max_commits=settings.history_commits)


def people_of(commits: Iterable[Commit]) -> dict[Alias, Person]:
    """The person behind each alias; commits come newest first."""
    counts: dict[Alias, int] = defaultdict(int)
    for commit in commits:
        counts[commit.name, commit.email] += 1
    groups: dict[str, list[Alias]] = {}
    for alias in counts:
        same = {id(groups[key]): groups[key] for key in _identities(*alias) if key in groups}
        group = [*(member for members in same.values() for member in members), alias]
        groups.update({key: group for member in group for key in _identities(*member)})
    people: dict[Alias, Person] = {}
    order = list(counts)
    for group in groups.values():
        if group[0] not in people:
            person = person_of(sorted(group, key=order.index), counts)
            people.update(dict.fromkeys(group, person))
    return people


def person_of(aliases: list[Alias], counts: Mapping[Alias, int] | None = None) -> Person:
    """The person who goes by some aliases, the latest first."""
    name = max(aliases, key=lambda alias: counts[alias] if counts else 0)[0]
    emails = dict.fromkeys(email for _name, email in aliases)
    return Person(name, tuple(emails), any(_is_bot(*alias) for alias in aliases))


def _identities(name: str, email: str) -> list[str]:
    """What two aliases of one person have in common."""
    address, folded = email.strip().casefold(), _folded(name)
    is_own = _SHARED_ADDRESS.match(address) is None
    return [*([f"name {folded}"] if folded else []), *([f"address {address}"] if is_own or not folded else [])]


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return _NOT_A_LETTER.sub("", "".join(letter for letter in plain if not unicodedata.combining(letter)))


def _is_bot(name: str, email: str) -> bool:
    return bool(_BOT_NAME.search(name.strip()) or _CAMEL_BOT.search(name) or _BOT_ADDRESS.search(email))
