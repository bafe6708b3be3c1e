"""The five portals, their invented counties and the organs that publish there, from `data/places.toml`."""

import functools
from dataclasses import dataclass
from typing import Any

from samples.data import toml
from samples.model import Organ, Stage


@dataclass(frozen=True)
class Place:
    """What is fixed about one sample portal."""

    key: str
    host: str
    name: str
    county: str
    code: str
    family: str
    crawl_delay: float
    disallow: str
    invented: str
    towns: tuple[str, ...]
    organs: tuple[Organ, ...]

    @property
    def site_id_code(self) -> str:
        """The ten digits in the page foot: region code, then a serial number.

        The region is of no province (99): the invented towns of a portal must not pass for a real county's.
        """
        return f"99{self.code[2:]}0001"

    @property
    def units(self) -> list[Organ]:
        """Departments and towns: the organs with a column of their own."""
        return [organ for organ in self.organs if organ.kind in ("department", "township")]


def organ_of(kind: str, key: str, name: str, years: tuple[int, ...] = ()) -> Organ:
    """An organ with the manner of speaking of its kind."""
    manner = toml("places")["kinds"][kind]
    endings = {"镇人民政府": "我镇", "乡人民政府": "我乡", "委员会": "我委"}
    we = next((own for end, own in endings.items() if name.endswith(end)), manner["we"])
    return Organ(key, name, kind, manner["level"], we, tuple(manner["topics"]), years)


@functools.cache
def places() -> dict[str, Place]:
    """All portals by key."""
    return {key: _place(key, row) for key, row in toml("places").items() if "host" in row}


def _place(key: str, row: dict[str, Any]) -> Place:
    organs = tuple(organ_of(o["kind"], o["key"], o["name"], tuple(o["years"])) for o in row["organs"])
    plain = {k: v for k, v in row.items() if k not in ("towns", "organs")}
    return Place(key=key, towns=tuple(row["towns"]), organs=organs, **plain)


def quirks(report_key: str, stage: Stage = "settled") -> dict[str, Any]:
    """How a report (portal/organ/year) departs from the plain print at a stage."""
    found: dict[str, Any] = toml("places")["quirks"].get(report_key, {})
    if report_key == story()["corrected"]["report"]:
        return {**found, **story()["corrected"][stage if stage == "before" else "after"]}
    return found


def story() -> dict[str, Any]:
    """What changes on the portals between two visits of the demonstration."""
    told: dict[str, Any] = toml("places")["story"]
    return told


def absent(report_key: str, stage: Stage) -> bool:
    """Whether a report does not stand on its portal at a stage."""
    missing: str = story()["late" if stage == "before" else "withdrawn"]
    return report_key == missing
