"""The farm: what the truth says stands there, it is the same each time, and nothing is made before it is asked for."""

import random
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import pytest

from samples.farm import FarmServer
from samples.farm.farm import PUBLISHED, REVISED, Farm
from samples.farm.look import PAGERS
from samples.farm.papers import figures_of
from samples.farm.portal import State, build, documents, software
from samples.farm.site import Site
from samples.farm.software import ALL, FAMILIES, HOME_MADE
from samples.identities import failing

from .conftest import SEED, Get, client


def test_enough_kinds_of_software() -> None:
    assert len({s.name.partition("-")[0] for s in FAMILIES}) >= 12
    assert len(HOME_MADE) >= 6
    assert len({s.name for s in ALL}) == len(ALL)
    seen = {software(seed, n).name for seed in range(10) for n in range(30)}
    assert seen == {s.name for s in ALL}


def test_every_report_stands_at_its_addresses(farm: FarmServer, get: Get) -> None:
    rng = random.Random(1)
    for portal in farm.truth()["portals"]:
        assert 40 <= len(portal["reports"]) <= 66
        assert 800 <= portal["pages"] <= 1250
        for report in rng.sample(portal["reports"], 3):
            for address in report["addresses"]:
                status, _, body = get(address)
                text = body.decode("gb18030" if b"\xd5\xfe\xb8\xae" in body else "utf-8")
                assert status == 200
                assert report["title"] in text
                assert "样例 sample" in text


def test_no_two_documents_at_one_address() -> None:
    for number in range(30):
        site = build(SEED, number, State())
        addresses = [path for paths in site.addresses.values() for path in paths]
        assert len(addresses) == len(set(addresses))
        assert set(addresses) <= site.pages.keys()


def test_what_a_county_prints_adds_up() -> None:
    for number in range(5):
        site = build(SEED, number, State())
        for document in documents(site.place, State())[::7]:
            assert document.blocks()
            report = document.report
            assert report is not None
            figures = figures_of(report.portal, report.organ, report.year)
            assert failing(figures, report.form) == []


def test_pages_are_made_when_asked_for() -> None:
    with FarmServer(SEED, portals=1000) as running:
        assert running.farm.built == 0
        fetch = client(running)
        next(fetch)(running.farm.hosts[999].join(("http://", "/")))
        assert running.farm.built == 1
        assert running.farm.site(999).rendered <= 1


def test_the_same_seed_gives_the_same_farm() -> None:
    first, second, other = Farm(SEED, 6), Farm(SEED, 6), Farm(SEED + 1, 6)
    assert first.truth() == second.truth()
    assert first.truth() != other.truth()
    for number in range(6):
        mine, yours = first.site(number), second.site(number)
        for path in list(mine.pages)[::90]:
            parts = urlsplit(f"http://any{path}")
            if not parts.query:
                assert mine.answer(path, {}) == yours.answer(path, {})


def test_a_step_of_time() -> None:
    farm = Farm(SEED, 12)
    before = {r["key"]: r for p in farm.truth()["portals"] for r in p["reports"]}
    bodies = {n: dict(farm.site(n).addresses) for n in range(12)}
    step = farm.evolve(1)
    after = {r["key"]: r for p in farm.truth()["portals"] for r in p["reports"]}
    assert sorted(after.keys() - before.keys()) == step["published"]
    assert len(step["published"]) == PUBLISHED
    assert len(step["revised"]) == REVISED
    assert before.keys() <= after.keys()
    for number, host in enumerate(farm.hosts):
        changed = [k for k, paths in bodies[number].items() if farm.site(number).addresses.get(k) != paths]
        assert bool(changed) == (host == step["moved"])
    assert farm.wall(step["blocked"])
    assert sum(bool(p["blocked"]) for p in farm.truth()["portals"]) == 1


def test_a_revised_report_differs_in_one_figure() -> None:
    farm = Farm(SEED, 6)
    key = farm.evolve(2)["revised"][0]
    number = int(key.split("/")[0].partition("-")[2])
    old = {d.key: d for d in documents(farm.site(number).place, State())}[key].report
    assert old is not None
    before = figures_of(old.portal, old.organ, old.year)
    after = figures_of(old.portal, old.organ, old.year, 1)
    assert len([k for k in before if before[k] != after[k]]) == 1
    path = farm.site(number).addresses[key][0]
    was = Farm(SEED, 6).of_host(farm.hosts[number])
    assert was is not None
    assert _body(was, path) != _body(farm.site(number), path)


def _body(site: Site, path: str) -> bytes:
    parts = urlsplit(f"http://any{path}")
    answer = site.answer(parts.path, dict(parse_qsl(parts.query)))
    assert answer is not None
    return answer.body


def test_a_blocked_portal_answers_with_a_wall() -> None:
    with FarmServer(SEED, portals=6) as running:
        blocked = running.evolve(1)["blocked"]
        status, _, _ = next(client(running))(f"http://{blocked}/")
        assert status in (403, 412, 521)


def test_redesigned_portals_hold_the_same_reports_elsewhere() -> None:
    old, new = Farm(SEED, 6).truth()["portals"], Farm(SEED, 6, redesign=True).truth()["portals"]
    for before, after in zip(old, new, strict=True):
        assert {r["key"] for r in before["reports"]} == {r["key"] for r in after["reports"]}
        assert before["family"] != after["family"]
        assert not {a for r in before["reports"] for a in r["addresses"]} & {
            a for r in after["reports"] for a in r["addresses"]
        }


@pytest.mark.parametrize(
    "host", ["f8-1.sample.localhost", "nobody.sample.localhost", "f7-400.sample.localhost"]
)
def test_unknown_hosts(get: Get, host: str) -> None:
    assert get(f"http://{host}/")[0] == 404


def test_mobile_and_www_spellings_lead_to_the_same_page(farm: FarmServer, get: Get) -> None:
    report = farm.truth()["portals"][0]["reports"][0]
    address = report["addresses"][0]
    assert get(address.replace("http://", "http://www."))[2] == get(address)[2]


def test_every_link_of_a_list_leads_to_its_report() -> None:
    """Relative ones too, from each page of a list: what the truth lists is linked somewhere on the portal."""
    for number in range(40):
        site = build(SEED, number, State())
        linked: set[str] = set()
        for path, page in site.pages.items():
            context = page.context if isinstance(page.context, dict) else {}
            entries = [*context.get("entries", []), *context.get("cells", {}).values()]
            base = f"http://{site.place.host}{path}"
            for href in [entry.href.replace("@@PORT@@", "") for entry in entries]:
                parts = urlsplit(urljoin(base, href.partition(";jsessionid=")[0]))
                query = urlencode(sorted((k, v) for k, v in parse_qsl(parts.query) if k != "jsessionid"))
                linked.add(parts.path + (f"?{query}" if query else ""))
        if software(SEED, number).pagers == PAGERS and software(SEED, number).lists == "html":
            reports = [d.key for d in documents(site.place, State())]
            assert [k for k in reports if not set(site.addresses[k]) & linked] == []
