"""Long lists of cases: some of them each time, all of them with `make accept`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def thinned(values: Iterable[Any], every: int = 2) -> list[Any]:
    """One of so many values, from the first on; the others are marked `accept`."""
    return [
        value if n % every == 0 else pytest.param(value, marks=pytest.mark.accept)
        for n, value in enumerate(values)
    ]
