"""The lineage columns: every table has them, and the job fills them."""

from __future__ import annotations

from typing import Mapping

#: The raw key of the file that a record came from.
SOURCE_FILE = "_source_file"
#: The transaction that promoted the record.
TXN_ID = "_txn_id"
#: When that transaction was planned.
PROMOTED_AT = "_promoted_at"

#: {name: type} as the catalog knows them.
LINEAGE: Mapping[str, str] = {SOURCE_FILE: "string", TXN_ID: "string", PROMOTED_AT: "timestamp"}
