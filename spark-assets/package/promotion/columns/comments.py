"""Comments of columns: each says how the sender names the field, because the column's name may be spelled otherwise."""

from __future__ import annotations

import re

#: What a comment of the catalog may not hold: it is one line, of characters that XML has too.
_REFUSED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")

#: The Glue Data Catalog's limit. It does not say of which units, so those of UTF-16 count, which are the most.
_MAX_LENGTH = 255


def column_comment(field: str) -> str:
    """The field's own name as a comment that the catalog takes. Empty if nothing of the name is left."""
    name = _REFUSED.sub(" ", field).strip()
    kept, mark = name[:_MAX_LENGTH], ""
    while len(f"{kept}{mark}".encode("utf-16-le")) > 2 * _MAX_LENGTH or (kept != name and not mark):
        kept, mark = kept[:-1], "…"
    return kept + mark
