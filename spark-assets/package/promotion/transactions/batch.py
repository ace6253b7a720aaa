"""The files that are promoted together, and the manifest that says which they are."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass
from typing import Tuple

from promotion.transactions.input_file import InputFile


@dataclass(frozen=True)
class Batch:
    """Files that are promoted together. The batch's id derives from them alone, so a repetition has the same names."""

    source_id: str
    date: str
    files: Tuple[InputFile, ...]

    @property
    def raw_bytes(self) -> int:
        return sum(file.bytes for file in self.files)

    @property
    def records(self) -> int:
        return sum(file.records for file in self.files)

    def document(self) -> bytes:
        """The manifest's JSON: equal batches give equal bytes. Most files share a few readings, so each of these is there once."""
        places = {reading: place for place, reading in enumerate(dict.fromkeys(file.reading for file in self.files))}
        files = [file.entry(places[file.reading]) for file in self.files]
        content = {"source_id": self.source_id, "date": self.date, "readings": list(places), "files": files}
        return json.dumps(content, sort_keys=True, separators=(",", ":")).encode()

    def manifest(self) -> bytes:
        """The manifest as it is stored. It holds no time, so writing it twice writes the same object."""
        return gzip.compress(self.document(), mtime=0)

    @property
    def txn(self) -> str:
        return hashlib.sha256(self.document()).hexdigest()[:20]

    @staticmethod
    def from_manifest(body: bytes) -> Batch:
        """Reads a manifest."""
        content = json.loads(gzip.decompress(body))
        files = tuple(InputFile.from_manifest(entry, content["readings"]) for entry in content["files"])
        return Batch(content["source_id"], content["date"], files)
