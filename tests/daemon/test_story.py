"""The whole story with the real daemon: a commit brings debt, the gate closes, the team is told, the fix opens it.

It takes a minute on a quiet machine, because the daemon looks at its sensors every five seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.daemon.running import Dagster, asked_gate, started
from tests.defs.conftest import CLEAN_LOCK, CLEAN_STAGES, PHANTOM
from tests.dg_project import dg_project
from tests.webhook import Webhook, started_webhook

BROKEN_STAGES = CLEAN_STAGES.replace("    - prepare.py\n", "    - prepare.py\n" + PHANTOM)
CLEAN = {
    "dvc.yaml": CLEAN_STAGES,
    "dvc.lock": CLEAN_LOCK,
    "prepare.py": "",
    "report.txt": "2026-01 12\n",
    "CODEOWNERS": "* @data\n",
}
COMPONENT = """\
type: debt_pipelines.DebtScan

attributes:
  target: ../shop
  name: shop
  watch: true
  interval_seconds: 1
  fresh_hours: 24
  notify:
  - {variable: DEBT_HOOK, form: json}
  ui_url: http://dagster.example.com
"""
# As docs/guides/dagster.md says: a run whose process is gone ends as failed.
INSTANCE = """\
telemetry: {enabled: false}
nux: {enabled: false}
run_monitoring: {enabled: true, poll_interval_seconds: 2, max_runtime_seconds: 3600}
"""
NOTIFY, WATCH = "shop_notify_debt_hook", "shop_watch"
ENDED = {"SUCCESS", "FAILURE", "CANCELED"}


class Story:
    """A repository, the project of a team that watches it, and the webhook of that team."""

    def __init__(self, folder: Path, webhook: Webhook, git: Callable[..., str], commit: Callable[..., str]) -> None:
        self.webhook, self._commit = webhook, commit
        self.repository, self.state, self.home = folder / "shop", folder / "state", folder / "home"
        self.repository.mkdir()
        git(self.repository, "init", "--quiet", "--initial-branch=main")
        commit(self.repository, CLEAN)
        self.project = dg_project(folder)
        component = self.project / "src" / "host" / "defs" / "shop" / "defs.yaml"
        component.parent.mkdir()
        component.write_text(COMPONENT, "utf-8")
        self.home.mkdir()
        (self.home / "dagster.yaml").write_text(INSTANCE, "utf-8")

    @property
    def environment(self) -> dict[str, str]:
        return {
            "DAGSTER_HOME": str(self.home),
            "DEBT_STATE_DIR": str(self.state),
            "DEBT_HOOK": self.webhook.url,
        }

    def commit(self, files: dict[str, str]) -> str:
        return self._commit(self.repository, files)

    def scanned(self, dagster: Dagster, known: set[str], status: str) -> str:
        """Wait until a run that is not known has ended, and the gate has a status from it; the run."""

        def ended() -> str | None:
            run = next((run for run, state in dagster.runs().items() if run not in known and state in ENDED), None)
            return run if run and dagster.gate("shop") == (status, run) else None

        return dagster.wait(f"a run that ends with {status}", ended)

    def quiet(self, dagster: Dagster, sensor: str) -> None:
        """Wait until a sensor has looked twice more."""
        before = len(dagster.ticks(sensor))
        dagster.wait(f"two ticks of {sensor}", lambda: len(dagster.ticks(sensor)) >= before + 2)


@pytest.fixture(scope="module")
def story(
    tmp_path_factory: pytest.TempPathFactory, git: Callable[..., str], commit: Callable[..., str]
) -> Iterator[Story]:
    with started_webhook() as webhook:
        yield Story(tmp_path_factory.mktemp("story"), webhook, git, commit)


def test_debt_closes_the_gate_and_its_fix_opens_it(story: Story) -> None:
    with started(story.project, story.environment) as dagster:
        first = story.scanned(dagster, set(), "SUCCEEDED")
        assert asked_gate(dagster, story.repository, story.state)[0] == 0

        story.commit({"dvc.yaml": BROKEN_STAGES})
        assert asked_gate(dagster, story.repository, story.state)[0] == 1  # the commit is not scanned yet
        second = story.scanned(dagster, {first}, "FAILED")
        code, said = asked_gate(dagster, story.repository, story.state)
        assert (code, said.splitlines()[1]) == (1, "  the last quality gate is failed")
        dagster.wait("the notification", lambda: story.webhook.told)
        story.quiet(dagster, NOTIFY)
        (told,) = story.webhook.told
        assert (told["gate"], told["run_id"]) == ("closed", second)
        assert told["url"] == f"http://dagster.example.com/runs/{second}"
        assert told["n_new"] == len(told["new"])
        assert "dvc.yaml:7" in {finding["where"] for finding in told["new"] if finding["closes_gate"]}

        story.commit(CLEAN)
        third = story.scanned(dagster, {first, second}, "SUCCEEDED")
        assert asked_gate(dagster, story.repository, story.state)[0] == 0
        dagster.wait("the second notification", lambda: len(story.webhook.told) > 1)
        story.quiet(dagster, WATCH)
        assert [told["gate"] for told in story.webhook.told] == ["closed", "open"]
        assert set(dagster.runs()) == {first, second, third}
        dagster.wait("the freshness", lambda: dagster.freshness("shop") == "HEALTHY")
        assert [tick for sensor in (NOTIFY, WATCH) for tick in dagster.ticks(sensor) if tick["error"]] == []


def test_a_scan_that_is_killed_lets_nothing_through(story: Story) -> None:
    with started(story.project, story.environment) as dagster:
        dagster.wait("the sensors", lambda: dagster.ticks(WATCH))
        known, n_told = set(dagster.runs()), len(story.webhook.told)
        killed = dagster.launch("shop_scan", {"dagster/max_runtime": "1"})
        dagster.wait("the run", lambda: dagster.runs().get(killed) == "STARTED")
        dagster.kill()
    with started(story.project, story.environment) as dagster:
        assert asked_gate(dagster, story.repository, story.state)[0] == 1
        dagster.wait("the end of the killed run", lambda: dagster.runs()[killed] == "FAILURE")
        assert asked_gate(dagster, story.repository, story.state)[0] == 1
        dagster.wait("the notification", lambda: len(story.webhook.told) > n_told)
        assert story.webhook.told[-1]["gate"] == "broken"

        story.commit({"report.txt": "2026-01 12\n2026-02 14\n"})
        story.scanned(dagster, {*known, killed}, "SUCCEEDED")
        assert asked_gate(dagster, story.repository, story.state)[0] == 0
        dagster.wait("the last notification", lambda: len(story.webhook.told) == n_told + 2)
