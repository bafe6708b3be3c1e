"""The published contract: `Reading` as JSON and as JSON Schema, both made by pydantic from the dataclasses."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from parsers.model import Reading


@cache
def _adapter() -> TypeAdapter[Reading]:
    return TypeAdapter(Reading)


def as_json(reading: Reading) -> dict[str, Any]:
    """The reading as JSON types, dates as YYYY-MM-DD.

    Decimals become numbers: 万元 have at most six decimals, which a double holds exactly enough.
    """
    plain: dict[str, Any] = _adapter().dump_python(reading, mode="python")
    converted = _plain(plain)
    assert isinstance(converted, dict)
    return converted


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of one reading."""
    return _adapter().json_schema(mode="serialization")


def from_json(data: dict[str, Any]) -> Reading:
    """The reading back from its JSON."""
    return _adapter().validate_python(data)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value
