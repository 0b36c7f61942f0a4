"""Run every validation definition of the project; exit 1 when one of them fails."""

from __future__ import annotations

import sys

import great_expectations as gx


def failing_validations() -> list[str]:
    """Names of the validation definitions that did not pass."""
    context = gx.get_context(mode="file", context_root_dir="great_expectations")
    return [each.name for each in context.validation_definitions.all() if not each.run().success]


if __name__ == "__main__":
    failing = failing_validations()
    sys.exit(f"failed: {', '.join(failing)}" if failing else 0)
