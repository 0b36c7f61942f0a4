"""Which data the name of a schema, a model or a suite means, where nothing else tells it."""

from __future__ import annotations

import re

from debt_pipelines.catalog.kinds import kind_of
from debt_pipelines.project.project import Project

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_AFFIX = (
    "schema schemas model validator validators validation validations validate contract dataframe frame df checks "
    "check suite expectations expectation pandera pydantic gx ge table record row base in out input output warning "
    "warnings critical failure error default basic rules build create make define add get setup run"
)
_ANY_AFFIX = "|".join(_AFFIX.split())
_AFFIXES = re.compile(rf"^(?:(?:{_ANY_AFFIX})(?:_|$))+|(?:(?:[_.]|^)(?:{_ANY_AFFIX}))+$")
_NO_NAME = frozenset(
    "data my test dataset main strict uniqueness format range type data_type null nulls quality consistency business "
    "code".split()
)


def meant_by(name: str) -> str | None:
    """The table that a name such as `OrdersSchema` or `schema_orders` speaks of; None when it speaks of none."""
    words = _CAMEL.sub("_", name).lower().strip("_")
    kept = _AFFIXES.sub("", words).rpartition(".")[2]
    return None if kept in _NO_NAME else kept or None


def snake(name: str) -> str:
    """A name in camel case as words joined by underscores."""
    return _CAMEL.sub("_", name).lower()


class TableNames:
    """The names of the tables that lie in a project."""

    def __init__(self, project: Project) -> None:
        names = (path.removesuffix(".dvc") for path in project.files)
        stems = (path.rpartition("/")[2].partition(".")[0] for path in names if kind_of(path) == "table")
        self.stems = frozenset(re.sub(r"[\W_]+", "_", stem.casefold()).strip("_") for stem in stems)

    def of_record(self, name: str) -> str | None:
        """The table of a class that is named after one record of it, or after all of them."""
        meant = meant_by(name)
        forms = () if meant is None else (meant, f"{meant}s", f"{meant}es", re.sub("y$", "ies", meant))
        return next((form for form in forms if form in self.stems), None)
