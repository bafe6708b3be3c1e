"""A farm of portals: built when first asked for, and changed by what happens to it from step to step."""

import random
import threading
from dataclasses import replace
from typing import Any

from samples.farm import portal
from samples.farm.county import county
from samples.farm.portal import State
from samples.farm.site import Site

PUBLISHED, REVISED = 25, 10
_WALLS = ("412", "521", "403")


class Farm:
    """`portals` portals of a seed; `redesign`: all of them as they are after moving to other software."""

    def __init__(self, seed: int, portals: int = 30, redesign: bool = False) -> None:
        self.seed, self.portals = seed, portals
        self.states = {n: State(generation=int(redesign)) for n in range(portals)}
        self._sites: dict[int, Site] = {}
        self._lock = threading.Lock()
        self._late: list[str] = []

    @property
    def hosts(self) -> list[str]:
        """The portals' host names."""
        return [f"f{self.seed}-{n}.sample.localhost" for n in range(self.portals)]

    @property
    def built(self) -> int:
        """How many portals somebody asked for."""
        return len(self._sites)

    def site(self, number: int) -> Site:
        """One portal in its present state."""
        with self._lock:
            if number not in self._sites:
                self._sites[number] = portal.build(self.seed, number, self.states[number])
            return self._sites[number]

    def of_host(self, host: str) -> Site | None:
        """The portal of a host name or of a name below it (www.)."""
        name = ".".join(host.split(".")[-3:]).partition(".")[0]
        seed, dash, number = name.removeprefix("f").partition("-")
        if not (name.startswith("f") and dash and seed == str(self.seed) and number.isdigit()):
            return None
        return self.site(int(number)) if int(number) < self.portals else None

    def wall(self, host: str) -> str:
        """What a blocked portal answers with; empty for the others."""
        number = host.split(".")[-3].rpartition("-")[2] if host.count(".") > 1 else ""
        return self.states[int(number)].blocked if number.isdigit() and int(number) in self.states else ""

    def evolve(self, step: int) -> dict[str, Any]:
        """One step of time: reports published and revised, one portal moved, one blocked; says which."""
        rng = random.Random(f"farm/{self.seed}/step/{step}")
        open_ones = [n for n, s in self.states.items() if not s.blocked]
        moved, blocked, *rest = rng.sample(open_ones, len(open_ones))
        published = self._publish(rng, rest)
        revised = self._revise(rng, rest)
        self._change(moved, generation=self.states[moved].generation + 1)
        self._change(blocked, blocked=rng.choice(_WALLS))
        return {
            "published": published,
            "revised": revised,
            "moved": self.hosts[moved],
            "blocked": self.hosts[blocked],
        }

    def _publish(self, rng: random.Random, numbers: list[int]) -> list[str]:
        waiting = [
            (n, key)
            for n in numbers
            for key in portal.late(county(self.seed, n, ""))
            if key not in self.states[n].late
        ]
        chosen = rng.sample(waiting, min(PUBLISHED, len(waiting)))
        for number, key in chosen:
            self._change(number, late=self.states[number].late | {key})
        return sorted(key for _, key in chosen)

    def _revise(self, rng: random.Random, numbers: list[int]) -> list[str]:
        standing = [
            (n, f"{place.key}/{organ.key}/{year}")
            for n in numbers
            for place in [county(self.seed, n, "")]
            for organ in place.organs
            for year in organ.years
        ]
        chosen = rng.sample(standing, min(REVISED, len(standing)))
        for number, key in chosen:
            before = self.states[number].revised or {}
            self._change(number, revised={**before, key: before.get(key, 0) + 1})
        return sorted(key for _, key in chosen)

    def _change(self, number: int, **what: Any) -> None:
        with self._lock:
            self.states[number] = replace(self.states[number], **what)
            self._sites.pop(number, None)

    def truth(self) -> dict[str, Any]:
        """What a perfect crawl of the present state would find; addresses are without a port."""
        return {"seed": self.seed, "portals": [self._portal(n) for n in range(self.portals)]}

    def _portal(self, number: int) -> dict[str, Any]:
        site, kind = self.site(number), portal.software(self.seed, number, self.states[number].generation)
        base = f"http://{site.place.host}"
        reports = [
            {
                "key": document.key,
                "title": document.title,
                "publisher": document.organ.name if document.organ else "",
                "report_year": document.report.year if document.report else 0,
                "addresses": [f"{base}{p}" for p in site.addresses.get(document.key, [])],
            }
            for document in portal.documents(site.place, self.states[number])
        ]
        return {
            "host": site.place.host,
            "home": f"{base}/",
            "county": site.place.invented,
            "family": kind.name,
            "home_made": kind.home_made,
            "lists": kind.lists,
            "blocked": self.states[number].blocked,
            "pages": len(site.pages),
            "columns": [f"{base}{p}" for p in site.lists],
            "hazards": {k: [f"{base}{p}" for p in v] for k, v in site.hazards.items()},
            "reports": reports,
        }
