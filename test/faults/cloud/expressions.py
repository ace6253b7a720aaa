"""The condition and update expressions of DynamoDB that the job writes."""

from __future__ import annotations

import functools
import re
from decimal import Decimal
from typing import Any, Callable, Dict, List, Mapping, Tuple

from cloud.errors import refusal

Item = Dict[str, Any]
#: The inputs of an evaluation: the item, names by placeholder, values by placeholder.
_Scope = Tuple[Mapping[str, Any], Mapping[str, str], Mapping[str, Any]]
_Evaluate = Callable[[_Scope], Any]

_TOKEN = re.compile(r"\s*(#\w+|:\w+|\w+|<>|<=|>=|[=<>(),])")

#: The value of a missing attribute. Every comparison with it is false.
_ABSENT = object()

_COMPARISONS: Dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def holds(item: Mapping[str, Any] | None, request: Mapping[str, Any]) -> bool:
    """Whether the condition of a request holds for an item. None means that there is no item."""
    text = request.get("ConditionExpression")
    if text is None:
        return True
    return bool(_condition(text)((item or {}, request.get("ExpressionAttributeNames", {}), request.get("ExpressionAttributeValues", {}))))


def updated(item: Mapping[str, Any], request: Mapping[str, Any]) -> Item:
    """The item after the update of the request."""
    result = dict(item)
    names, values = request.get("ExpressionAttributeNames", {}), request.get("ExpressionAttributeValues", {})
    clauses = re.split(r"\b(SET|REMOVE)\b", request["UpdateExpression"])
    for clause, body in zip(clauses[1::2], clauses[2::2]):
        for part in body.split(","):
            if clause == "REMOVE":
                result.pop(names[part.strip()], None)
            else:
                name, value = (side.strip() for side in part.split("="))
                result[names[name]] = values[value]
    return result


def check_placeholders(request: Mapping[str, Any]) -> None:
    """DynamoDB refuses a name or a value that is given but not used, or used but not given."""
    text = " ".join(request.get(name, "") for name in ("ConditionExpression", "UpdateExpression", "KeyConditionExpression", "ProjectionExpression"))
    for given, sign in (("ExpressionAttributeNames", "#"), ("ExpressionAttributeValues", ":")):
        used = set(re.findall(rf"{sign}\w+", text))
        if used != set(request.get(given, {})):
            raise refusal("ValidationException", message=f"{given} are {sorted(request.get(given, {}))}, used are {sorted(used)}")


@functools.lru_cache(maxsize=None)
def _condition(text: str) -> _Evaluate:
    tokens = _TOKEN.findall(text)
    if "".join(tokens) != re.sub(r"\s+", "", text):
        raise ValueError(f"no condition: {text}")
    parsed = _either(tokens)
    if tokens:
        raise ValueError(f"{' '.join(tokens)} is left over of the condition {text}")
    return parsed


def _either(tokens: List[str]) -> _Evaluate:
    sides = [_both(tokens)]
    while tokens and tokens[0] == "OR":
        tokens.pop(0)
        sides.append(_both(tokens))
    return lambda scope: any(side(scope) for side in sides)


def _both(tokens: List[str]) -> _Evaluate:
    sides = [_comparison(tokens)]
    while tokens and tokens[0] == "AND":
        tokens.pop(0)
        sides.append(_comparison(tokens))
    return lambda scope: all(side(scope) for side in sides)


def _comparison(tokens: List[str]) -> _Evaluate:
    if tokens[0] == "(":
        tokens.pop(0)
        inner = _either(tokens)
        _expect(tokens, ")")
        return inner
    if tokens[0] in ("attribute_exists", "attribute_not_exists"):
        wanted = tokens.pop(0) == "attribute_exists"
        attribute = _call(tokens)
        return lambda scope: (attribute(scope) is not _ABSENT) == wanted
    left = _operand(tokens)
    operator = tokens.pop(0)
    if operator == "IN":
        _expect(tokens, "(")
        choices = [_operand(tokens)]
        while tokens[0] == ",":
            tokens.pop(0)
            choices.append(_operand(tokens))
        _expect(tokens, ")")
        return lambda scope: any(_compared("=", left(scope), choice(scope)) for choice in choices)
    right = _operand(tokens)
    return lambda scope: _compared(operator, left(scope), right(scope))


def _operand(tokens: List[str]) -> _Evaluate:
    token = tokens.pop(0)
    if token == "size":
        attribute = _call(tokens)
        return lambda scope: _ABSENT if attribute(scope) is _ABSENT else len(attribute(scope))
    if token.startswith(":"):
        return lambda scope: scope[2][token]
    return lambda scope: scope[0].get(scope[1][token], _ABSENT)


def _call(tokens: List[str]) -> _Evaluate:
    _expect(tokens, "(")
    operand = _operand(tokens)
    _expect(tokens, ")")
    return operand


def _compared(operator: str, left: Any, right: Any) -> bool:
    numbers = (int, Decimal)
    if left is _ABSENT or right is _ABSENT:
        return False
    if type(left) is not type(right) and not (isinstance(left, numbers) and isinstance(right, numbers)):
        return operator == "<>"
    return _COMPARISONS[operator](left, right)


def _expect(tokens: List[str], token: str) -> None:
    found = tokens.pop(0)
    if found != token:
        raise ValueError(f"expected {token}, found {found}")
