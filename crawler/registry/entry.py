"""An entry of the registry: one region, or one body in it that has a portal of its own."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from archive.urls import host

Level = Literal["province", "prefecture", "county"]


class RegistryError(Exception):
    """What is wrong with the registry, in one line that names file and line."""

    def __init__(self, file: Path, line: int, text: str) -> None:
        super().__init__(f"{file}:{line}: {text}")
        self.text = text


@dataclass(frozen=True, slots=True)
class PortalEntry:
    """One region, or one body in it that has a portal of its own; `url` is None where no address is known."""

    code: str
    name: str
    province: str
    prefecture: str | None = None
    body: str | None = None
    old_names: tuple[str, ...] = ()
    old_codes: tuple[str, ...] = ()
    url: str | None = None
    source: str | None = None
    proved: date | None = None
    """The day a crawl last found reports there; None: unverified."""
    note: str | None = None
    also_on: tuple[str, ...] = ()
    """Other hosts that carry columns of this portal, as a person found."""
    file: Path = Path()
    line: int = 0

    @property
    def key(self) -> tuple[str, str]:
        """One entry a region and body."""
        return self.code, self.body or ""

    @property
    def host(self) -> str:
        return host(self.url) if self.url else ""

    @property
    def level(self) -> Level:
        return "province" if self.code[2:] == "0000" else "prefecture" if self.code[4:] == "00" else "county"

    @property
    def place(self) -> str:
        """The whole name: 河南省信阳市新县."""
        chain = (self.province, self.prefecture, self.name, self.body)
        return "".join(dict.fromkeys(part for part in chain if part))

    def to_json(self) -> dict[str, Any]:
        proved = self.proved.isoformat() if self.proved else None
        derived = {"level": self.level, "host": self.host, "proved": proved, "file": str(self.file)}
        return {**asdict(self), **derived}
