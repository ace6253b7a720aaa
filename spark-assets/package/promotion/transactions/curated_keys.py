"""Keys of the curated bucket. Equal inputs give equal keys, so a repetition writes the same objects."""

from __future__ import annotations

from typing import Any, Mapping

from promotion.contract import Prefix


def manifest_key(source_id: str, txn: str) -> str:
    """The key of a transaction's manifest."""
    return f"{Prefix.MANIFESTS}source={source_id}/{txn}.json.gz"


def staging_prefix(item: Mapping[str, Any]) -> str:
    """Where the attempt of an ``open#`` row stages its object. No other attempt ever writes there."""
    return f"{Prefix.STAGING}run={item['run']}/txn={item['txn']}/fence={item['fence']}-{item['attempt']}/"


def table_prefix(source_id: str) -> str:
    """The folder of a source's table."""
    return f"{Prefix.CURATED}source={source_id}/"


def partition_prefix(source_id: str, date: str) -> str:
    """The folder of a source's objects of one date."""
    return f"{table_prefix(source_id)}date={date}/"


def object_key(source_id: str, date: str, txn: str) -> str:
    """The key under which the one object of a transaction is published."""
    return f"{partition_prefix(source_id, date)}{txn}.parquet"
