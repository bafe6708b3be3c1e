"""Dates in the heads of answers, which say what they like."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST = 100
"""Characters; what is longer is no date."""


def http_date(text: str) -> datetime | None:
    """The instant that a text names; None where it names none."""
    try:
        found = parsedate_to_datetime(text[:LONGEST])
    except (ValueError, OverflowError, IndexError, TypeError):  # the library's ways to say that it is no date
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
