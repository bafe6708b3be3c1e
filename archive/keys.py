"""Keys that derive from content: the same facts give the same key in every archive."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache

Part = str | int | None
KEPT = 16_000
"""Keys that are kept, a few megabytes: the menu of a portal stands on each of its pages."""
_canonical = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@lru_cache(maxsize=KEPT, typed=True)
def key(kind: str, *parts: Part) -> str:
    """32 hex digits for one row: SHA-256 over the JSON of (kind, parts). `kind` keeps tables apart."""
    return hashlib.sha256(_canonical([kind, *parts]).encode()).hexdigest()[:32]
