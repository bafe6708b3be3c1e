"""What was not taken in, told line by line: the first of it, and how much there was."""

from __future__ import annotations

from dataclasses import dataclass, field

SHOWN = 20
"""Lines that are kept; of the rest the number is told."""
WIDTH = 300


@dataclass(slots=True)
class LeftOut:
    """One line a thing that was left out, in the order in which they were met."""

    lines: list[str] = field(default_factory=list)
    count: int = 0

    def add(self, line: str) -> None:
        """What is left out, where it stands and why; written by others, so nothing of it reaches a terminal unseen."""
        self.count += 1
        if len(self.lines) < SHOWN:
            self.lines.append(printable(line))

    def told(self) -> list[str]:
        """The lines for people, the last of them the number of those that are not shown."""
        more = self.count - len(self.lines)
        return [*self.lines, f"and {more} more were left out"] if more else list(self.lines)


def printable(text: str, most: int = WIDTH) -> str:
    """One line without control characters, cut where it is long."""
    cut = "".join(c if c.isprintable() else "?" for c in text[:most])
    return cut + ("…" if len(text) > most else "")
