"""Keys that derive from content: the same facts give the same key in every archive."""

from __future__ import annotations

import hashlib
import json

Part = str | int | None
_canonical = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def key(kind: str, *parts: Part) -> str:
    """32 hex digits for one row: SHA-256 over the JSON of (kind, parts). `kind` keeps tables apart."""
    return hashlib.sha256(_canonical([kind, *parts]).encode()).hexdigest()[:32]
