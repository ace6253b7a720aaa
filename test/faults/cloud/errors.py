"""Errors as boto3 raises them."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError


def refusal(code: str, status: int = 400, message: str = "", **more: Any) -> ClientError:
    """The error of a call that was refused."""
    error = {"Code": code, "Message": message}
    return ClientError({"Error": error, "ResponseMetadata": {"HTTPStatusCode": status}, **more}, "InMemory")
