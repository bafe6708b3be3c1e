"""The farm's wording, from `words.toml`, and how a portal draws from it."""

import functools
import hashlib
import random
import tomllib
import uuid
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@functools.cache
def words() -> dict[str, Any]:
    """All wording, read once."""
    return tomllib.loads((HERE / "words.toml").read_text(encoding="utf-8"))


def pick(rng: random.Random, section: str, name: str) -> Any:
    """One of the words of a list."""
    return rng.choice(words()[section][name])


def hexadecimal(text: str, length: int) -> str:
    """Hexadecimal digits that look like an identifier and are always the same for a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:length]


def identifier(text: str) -> str:
    """A UUID that is always the same for a text."""
    return str(uuid.UUID(hexadecimal(text, 32)))
