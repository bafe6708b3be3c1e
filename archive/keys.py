"""Keys that derive from content: the same facts give the same key in every archive."""

from __future__ import annotations

import hashlib
import json

Part = str | int | None


def key(kind: str, *parts: Part) -> str:
    """32 hex digits for one row: SHA-256 over the JSON of (kind, parts). `kind` keeps tables apart."""
    canonical = json.dumps([kind, *parts], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:32]
