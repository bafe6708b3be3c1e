"""One line of the table."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Result:
    """`ratio` is value / baseline; a measure without a baseline is its own ratio. `better`: which way is good."""

    name: str
    value: float
    baseline: float | None
    target: float
    unit: str
    better: Literal["lower", "higher"]
    baseline_name: str = ""

    @property
    def ratio(self) -> float:
        return self.value / self.baseline if self.baseline else self.value

    @property
    def met(self) -> bool:
        return self.ratio <= self.target if self.better == "lower" else self.ratio >= self.target

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "ratio": self.ratio, "met": self.met}
