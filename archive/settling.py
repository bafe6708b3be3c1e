"""What is worked out once a run has ended, since only then it is known which visits were healthy."""

from __future__ import annotations

from archive import expectations
from archive.db import Archive


def settle(archive: Archive) -> None:
    """Bring what is expected of whom up to date."""
    expectations.refresh(archive)
