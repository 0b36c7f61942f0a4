"""Python as syntax: parsed, never run."""

from __future__ import annotations

import ast
import warnings

from debt_pipelines.model.errors import UnreadableError


def parse_python(code: str | bytes) -> ast.Module:
    """The syntax tree of some code; raises UnreadableError with the line.

    What Python warns of, such as an unknown escape in a text, is for the author of the code.
    """
    try:
        with warnings.catch_warnings(action="ignore"):
            return ast.parse(code)
    except SyntaxError as error:
        raise UnreadableError(f"not valid Python: {error.msg}", line=error.lineno) from error
    except ValueError as error:
        raise UnreadableError(f"not valid Python: {error}") from error
    except (RecursionError, MemoryError) as error:
        raise UnreadableError("too deeply nested") from error
