"""News in words: as JSON for machines, as a message for Slack, as a mail."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from debt_pipelines.defs.gate_status import scorecard_key
from debt_pipelines.defs.news import News
from debt_pipelines.defs.target import Target

_MARKS = {"open": ":white_check_mark:", "closed": ":no_entry:", "broken": ":warning:"}


@dataclass(frozen=True, slots=True)
class Links:
    """Where to read more in the Dagster UI; None where its address is not known."""

    run: str | None
    scorecard: str | None


def links_of(target: Target, news: News, ui_url: str | None) -> Links:
    """The run that brought the news, and the scorecard as an asset."""
    if not ui_url:
        return Links(None, None)
    base = ui_url.rstrip("/")
    return Links(f"{base}/runs/{news.verdict.run_id}", f"{base}/assets/{'/'.join(scorecard_key(target.prefix).path)}")


def as_json(target: Target, news: News, links: Links) -> dict[str, Any]:
    """The news as fields; `run_id` and `gate` together tell a message from one that was sent before."""
    verdict = news.verdict
    return {
        "project": target.name,
        "gate": verdict.state,
        "reasons": verdict.reasons,
        "run_id": verdict.run_id,
        "asset": scorecard_key(target.prefix).to_user_string(),
        "url": links.run,
        "scorecard_url": links.scorecard,
        "n_new": news.n_new,
        "new": [asdict(finding) for finding in news.new],
    }


def as_slack(target: Target, news: News, links: Links) -> str:
    """The news in Slack's own markup."""
    verdict = news.verdict
    lines = [f"{_MARKS[verdict.state]} *{_escaped(target.name)}*: {_headline(news)}."]
    lines += [_escaped(verdict.reasons)] if verdict.reasons else []
    lines += [_escaped(line) for line in _new_lines(news, "• ")]
    named = [(links.run, "The run in Dagster"), (links.scorecard, "The scorecard")]
    told = [f"<{link}|{words}>" for link, words in named if link]
    return "\n".join([*lines, *([" · ".join(told)] if told else [])])


def as_mail(target: Target, news: News, links: Links) -> tuple[str, str]:
    """Subject and text of a mail."""
    verdict = news.verdict
    subject = " ".join(f"{target.name}: {_headline(news)}".split())
    parts = [f"{target.name}: {_headline(news)}.", verdict.reasons, "\n".join(_new_lines(news, "- "))]
    parts.append("\n".join(link for link in (links.run, links.scorecard) if link))
    return subject, "\n\n".join(part for part in parts if part)


def _headline(news: News) -> str:
    return {
        "broken": "the scan of its data debt broke",
        "closed": "the data-debt gate is closed",
        "open": "the data-debt gate is open",
    }[news.verdict.state]


def _new_lines(news: News, bullet: str) -> list[str]:
    if not news.n_new:
        return []
    noun = "finding" if news.n_new == 1 else "findings"
    lines = [f"{news.n_new} new {noun}:"]
    for finding in news.new:
        closes = ", closes the gate" if finding.closes_gate and news.n_new > news.n_closing else ""
        lines.append(f"{bullet}{finding.title}: {finding.where} ({_hours(finding.hours)}{closes})")
    more = news.n_new - len(news.new)
    return [*lines, *([f"and {more} more"] if more else [])]


def _hours(hours: float) -> str:
    return f"{hours:.1f} h" if hours >= 0.1 else "minutes"


def _escaped(text: str) -> str:
    """What a scanned project says must not mention anybody, nor lead anywhere."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
