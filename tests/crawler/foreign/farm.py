"""A farm of a seed: a portal of each template."""

from __future__ import annotations

import random
from collections.abc import Sequence

from tests.crawler.foreign import county
from tests.crawler.foreign.catalogue import TEMPLATES, Template
from tests.crawler.foreign.names import Names
from tests.crawler.foreign.portal import Portal


class Farm:
    """`templates` and `portals`, in the same order. `size`: how many reports a portal holds, at least and at most."""

    def __init__(self, seed: int, only: Sequence[str] = (), size: tuple[int, int] = (16, 34)) -> None:
        self.seed = seed
        self.templates = [t for t in TEMPLATES if not only or t.name in only]
        self.portals = [self._portal(t, TEMPLATES.index(t), size) for t in self.templates]
        sides = [p.side for p in self.portals if p.side is not None]
        self._hosts = {p.host: p for p in (*self.portals, *sides)}

    def of_host(self, host: str) -> Portal | None:
        """The portal that a host name leads to, with or without `www.`."""
        return self._hosts.get(host) or self._hosts.get(host.removeprefix("www."))

    def _portal(self, template: Template, number: int, size: tuple[int, int]) -> Portal:
        rng = random.Random(f"foreign/{self.seed}/{template.name}")
        host = f"{Names(rng).slug()}{self.seed}-{number}.localhost"
        portal = template.draw(rng, county.draw(self.seed, number, host, *size))
        elsewhere = portal.side.documents if portal.side else {}
        for report in portal.county.reports:
            if report.key not in elsewhere:
                portal.article(report)
        for mine in filter(None, (portal, portal.side)):
            rules = f"User-agent: *\nDisallow: {mine.county.place.disallow}\n"
            mine.text("/robots.txt", rules, "text/plain")
        return portal
