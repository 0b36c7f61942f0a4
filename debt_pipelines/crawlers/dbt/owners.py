"""Who owns what in a dbt project: `meta.owner`, and groups with their owners."""

from __future__ import annotations

from typing import Any

from debt_pipelines.project.document_node import Node


def owner_of(node: Node) -> tuple[str, Node] | None:
    """The owner that the `meta` of a node names, and where."""
    for place in (node.at("config").at("meta"), node.at("meta")):
        owner = named_owner(place.at("owner").value)
        if owner:
            return owner, place.at("owner")
    return None


def group_owners(document: Node) -> dict[str, str]:
    """The owner of each group that a file declares."""
    owners = ((group.text("name"), named_owner(group.at("owner").value)) for group in document.items("groups"))
    return {name: owner for name, owner in owners if name and owner}


def named_owner(written: Any) -> str | None:
    """An owner as a text: a name, an address, a mapping of the two, or a list of these."""
    if isinstance(written, str):
        return written.strip() or None
    if isinstance(written, dict):
        return next((owner for key in ("name", "email") if (owner := named_owner(written.get(key)))), None)
    if isinstance(written, list):
        return ", ".join(owner for entry in written if (owner := named_owner(entry))) or None
    return None
