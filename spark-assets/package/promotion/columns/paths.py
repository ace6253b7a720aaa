"""The grammar of paths: names joined by ``.``, with ``[]`` for the elements of an array and ``{}`` for the values of a map.

In a name, each of ``\\ . [ ] { }`` has a backslash before it, and the empty name is written ``\\e``. So every path gives its
names back. ``test/vectors/paths.json`` holds this parser and the functions' parser to the same grammar.
"""

from __future__ import annotations

from enum import Enum
from typing import Tuple, Union


class Inner(Enum):
    """A step into a container. Unlike a field, it has no name."""

    ELEMENT = "[]"
    MAP_VALUE = "{}"


Step = Union[str, Inner]
Steps = Tuple[Step, ...]

_SPECIAL = frozenset("\\.[]{}")


def parse_path(path: str) -> Steps:
    """The steps of a path: field names (unescaped) and :class:`Inner` steps.

    Raises ValueError for a text that is not a path.
    """
    steps: list[Step] = []
    position = 0
    while True:
        name, position = _parse_name(path, position)
        steps.append(name)
        while path[position : position + 2] in ("[]", "{}"):
            steps.append(Inner(path[position : position + 2]))
            position += 2
        if position == len(path):
            return tuple(steps)
        if path[position] != ".":
            raise _not_a_path(path, position)
        position += 1


def format_path(steps: Steps) -> str:
    """The path that :func:`parse_path` reads back to these steps."""
    text = ""
    for step in steps:
        if isinstance(step, Inner):
            text += step.value
            continue
        if text:
            text += "."
        text += "".join("\\" + c if c in _SPECIAL else c for c in step) or "\\e"
    return text


def _parse_name(path: str, start: int) -> tuple[str, int]:
    name = ""
    position = start
    while position < len(path) and path[position] not in ".[]{}":
        if path[position] != "\\":
            name += path[position]
            position += 1
            continue
        escaped = path[position + 1 : position + 2]
        if escaped == "e" and not name and path[position + 2 : position + 3] in ("", ".", "[", "{"):
            return "", position + 2
        if escaped not in _SPECIAL or not escaped:
            raise _not_a_path(path, position)
        name += escaped
        position += 2
    if not name:
        raise _not_a_path(path, position)
    return name, position


def _not_a_path(path: str, position: int) -> ValueError:
    return ValueError(
        f"{path!r} is not a path, because of character {position}; expected names joined by dots, with [] for the elements of an "
        "array and {} for the values of a map; in a name, each of \\ . [ ] { } has a backslash before it, and the empty name is "
        "written \\e"
    )
