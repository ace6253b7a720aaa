"""Where things lie in the curated bucket. Equal inputs give equal keys, so a repetition writes the same objects."""

from __future__ import annotations

from typing import Any, Mapping

from promotion.contract import Prefix


def manifest_key(source_id: str, txn: str) -> str:
    """Where the manifest of a transaction lies."""
    return f"{Prefix.MANIFESTS}source={source_id}/{txn}.json.gz"


def staging_prefix(item: Mapping[str, Any]) -> str:
    """Where the attempt of an ``open#`` row stages its object; no other attempt ever writes there."""
    return f"{Prefix.STAGING}run={item['run']}/txn={item['txn']}/fence={item['fence']}-{item['attempt']}/"


def table_prefix(source_id: str) -> str:
    """Where a source's table lies in the curated bucket."""
    return f"{Prefix.CURATED}source={source_id}/"


def partition_prefix(source_id: str, date: str) -> str:
    """Where a source's objects of one date lie in the curated bucket."""
    return f"{table_prefix(source_id)}date={date}/"


def object_key(source_id: str, date: str, txn: str) -> str:
    """Where the one object of a transaction is published."""
    return f"{partition_prefix(source_id, date)}{txn}.parquet"
