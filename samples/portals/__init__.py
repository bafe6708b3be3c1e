"""The five portals: each module files a portal's documents at the addresses its software would give them."""

import functools

from samples.data import toml
from samples.documents import documents
from samples.model import Stage
from samples.places import places, story
from samples.portals import columns, gongkai, numeric, trs, ucap
from samples.site import Site

_MODULES = {"trs": trs, "numeric": numeric, "columns": columns, "ucap": ucap, "gongkai": gongkai}


@functools.cache
def sites(stage: Stage = "settled") -> dict[str, Site]:
    """All portals by host, built once a stage."""
    return {place.host: _site(key, stage) for key, place in places().items()}


def _site(key: str, stage: Stage) -> Site:
    place = places()[key]
    module = _MODULES[place.family]
    site = Site(place, module.MARKUP, module.VALIDATORS, documents=documents(place, stage))
    site.shared = dict(toml("boilerplate"))
    module.build(site)
    site.settle()
    if stage == "after":
        for path in story()["shut"].get(key, ()):
            site.shut(path)
    robots = f"User-agent: *\nCrawl-delay: {place.crawl_delay}\nDisallow: {place.disallow}\n"
    site.add("/robots.txt", "text", {"text": robots}, kind="robots", content_type="text/plain")
    # The address is linked on every page and forbidden by robots.txt: only a rude crawler comes here.
    site.add(f"{place.disallow}index.html", "text", {"text": "检索 search"}, kind="disallowed")
    return site
