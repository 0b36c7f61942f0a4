"""Model facts about texts: is a model written about, and is why it was chosen on record.

A card that names no model speaks for all of them. Where the scan saw no page of text at all, the texts may be kept
elsewhere, and nothing is known; nor is it where a card is blank or only linked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from debt_pipelines.catalog.frames import Frames, records
from debt_pipelines.facts.wording import MIN_DATASET_WORDS, enumerated, text_problem
from debt_pipelines.project.locations import ancestors, folder_of

PAGES_CRAWLER = "decision_records"
"""Its source rows say that there are pages of text, and that they were looked through."""
CARD_SECTIONS = ("purpose", "data", "limits")


def are_pages_seen(frames: Frames) -> bool:
    """Whether the project keeps pages of text that were looked through."""
    return any(row["crawler"] == PAGES_CRAWLER and row["status"] == "read" for row in records(frames["sources"]))


class ModelTexts:
    """What artifacts and model cards say of models."""

    def __init__(self, frames: Frames) -> None:
        cards = [row for row in records(frames["descriptions"]) if row["subject_kind"] == "model"]
        self.are_pages_seen = are_pages_seen(frames) and all(card["text"] for card in cards)
        self.artifacts = {row["target"]: row["description"] for row in records(frames["artifacts"]) if row["target"]}
        self.cards: dict[str, set[str]] = defaultdict(set)
        for card in cards:
            if card["tool"] != PAGES_CRAWLER and card["text"]:
                self.cards[card["reference"] or ""].update(card["text"].split(", "))

    def problem(self, paths: Iterable[str], text: str | None) -> str | None:
        """What is missing about the models at these paths; None when one of them is described in any way."""
        listed = list(paths)
        said = [text, *(self.artifacts.get(path) for path in listed)]
        if any(text_problem(words, min_words=MIN_DATASET_WORDS) is None for words in said):
            return None
        sections = self.sections(listed)
        if sections is None:
            return "no artifact and no model card describes it"
        missing = [section for section in CARD_SECTIONS if section not in sections]
        return f"its model card does not tell the {enumerated(missing)}" if missing else None

    def sections(self, paths: Iterable[str]) -> set[str] | None:
        """What the model cards tell that are about these models; None when there is none."""
        places = {place for path in paths for place in (path, *ancestors(path), folder_of(path), "")}
        cards = [self.cards[place] for place in sorted(places) if place in self.cards]
        return set().union(*cards) if cards else None
