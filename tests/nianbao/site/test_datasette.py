"""What we lean on in Datasette 0.65, some of it undocumented: an upgrade that takes it away is found here."""

from __future__ import annotations

import base64
import hashlib
import re
import subprocess
import sys
import zipfile
from importlib.metadata import version
from pathlib import Path

import datasette
import pytest
from datasette.plugins import pm

from nianbao.site import plugin
from nianbao.site.web import security
from tests.conftest import ROOT
from tests.nianbao.site.building import Built
from tests.nianbao.site.conftest import Get

THEIRS = Path(datasette.__file__).parent / "templates"
OURS = Path(plugin.__file__).parent / "templates"
BLOCK = re.compile(r"{%-? block (\w+)")


def test_every_hook_of_ours_is_one_of_datasette() -> None:
    specified = set(pm.hook.__dict__)
    used = {name for name, value in vars(plugin).items() if hasattr(value, "datasette_impl")}
    assert used and used <= specified


def test_our_base_has_the_blocks_of_theirs() -> None:
    theirs, ours = ((folder / "base.html").read_text(encoding="utf-8") for folder in (THEIRS, OURS))
    assert set(BLOCK.findall(theirs)) == set(BLOCK.findall(ours))
    included = re.compile(r'{% include "(_\w+\.html)"')
    assert set(included.findall(theirs)) <= set(included.findall(ours))
    for name in ("app_css_hash", "extra_css_urls", "extra_js_urls", "body_scripts", "alternate_url_json"):
        assert name in theirs and name in ours, name


def test_plugin_routes_come_before_datasettes_own(get: Get) -> None:
    assert 'class="seal"' in get("/").text
    assert get("/robots.txt").text.startswith("# The pages of reports")


@pytest.mark.parametrize(
    "path",
    ["/nianbao", "/nianbao/reports_wide", "/nianbao/reports/1", "/nianbao/failed_checks",
     "/nianbao?sql=select+1", "/-/plugins", "/nianbao/nothing"],
)  # fmt: skip
def test_no_inline_script_but_datasettes_own_can_run(get: Get, path: str) -> None:
    answer = get(path, follow_redirects=True)
    rule = answer.headers["content-security-policy"]
    scripts = re.search("script-src ([^;]*)", rule)
    assert scripts and "unsafe" not in scripts[1] and "default-src 'none'" in rule
    for script in security.SCRIPT.findall(answer.text):
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in scripts[1], script
    assert not re.search(r"<[^>]+ on\w+=", answer.text)
    assert not re.search(
        r"""<(?:script|img|link rel="stylesheet")[^>]+(?:src|href)=["']?https?:""", answer.text
    )


@pytest.mark.parametrize(
    "path", ["/nianbao/reports.json", "/nianbao/reports.csv", "/-/static/app.css", "/-/versions.json"]
)
def test_every_answer_has_a_policy(get: Get, path: str) -> None:
    headers = get(path).headers
    assert headers["content-security-policy"] and headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] in ("same-origin", "no-referrer")


@pytest.mark.parametrize(
    "sql", ["delete from reports", "insert into reports (key) values (1)", "attach 'x' as y", "drop table reports",
            "pragma writable_schema=1", "select load_extension('x')"],
)  # fmt: skip
def test_nobody_can_write(get: Get, sql: str) -> None:
    before = get("/nianbao/reports.json").json()["filtered_table_rows_count"]
    assert get("/nianbao.json", params={"sql": sql}).status_code >= 400
    assert get("/nianbao/reports.json").json()["filtered_table_rows_count"] == before
    assert get("/nianbao.db").status_code == 403, "the whole file is no download"


def test_no_answer_fills_the_memory(get: Get) -> None:
    answer = get("/nianbao.json", params={"sql": "select length(hex(zeroblob(900000000)))"})
    assert answer.status_code == 400 and "too big" in answer.text


@pytest.mark.parametrize(
    "page", ["databases", "databases.json", "threads", "messages", "allow-debug", "patterns/"]
)
def test_pages_for_who_runs_it_are_shut(get: Get, page: str) -> None:
    answer = get(f"/-/{page}")
    assert answer.status_code == 404 and answer.headers["content-security-policy"]


def test_an_address_without_a_page_is_told_and_not_logged(
    get: Get, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "rich" in vars(sys.modules["datasette.handle_exception"])
    answer = get("/nothing/here")
    assert answer.status_code == 404 and "没有这一页" in answer.text and 'href="/"' in answer.text
    assert get("/nothing.json").json()["status"] == 404
    assert capsys.readouterr().out == ""


def test_a_long_question_is_cut_short(get: Get) -> None:
    sql = "with recursive n(x) as (select 1 union all select x + 1 from n) select count(*) from n"
    answer = get("/nianbao.json", params={"sql": sql})
    assert answer.status_code == 400 and "Interrupted" in answer.text


@pytest.mark.parametrize("path", ["/report/{whole}", "/", "/search", "/changes.atom"])
def test_our_pages_may_be_kept_for_a_while(get: Get, built: Built, path: str) -> None:
    headers = get(path.format(whole=built.whole)).headers
    assert re.fullmatch(r"public, max-age=\d+", headers["cache-control"])


def test_copies_of_other_peoples_pages_are_not_for_indexing(get: Get, built: Built) -> None:
    capture = next(iter(built.capture.values()))
    for path in (f"/-/snapshot/{capture}", f"/-/snapshot/{capture}/page", f"/-/raw/{capture}"):
        assert get(path).headers["x-robots-tag"] == "noindex"
    robots = get("/robots.txt").text.splitlines()
    assert {"Disallow: /-/", "Allow: /-/nianbao/", "Disallow: /nianbao/"} <= set(robots)


def test_the_wheel_holds_all_that_the_site_needs(tmp_path: Path) -> None:
    """Built from a copy of what is tracked, with the build tool that the lock pins."""
    if int(version("setuptools").partition(".")[0]) < 77:
        pytest.skip("the build tool here is older than the one that the lock pins")
    copy = tmp_path / "copy"
    subprocess.run(["git", "checkout-index", "--all", f"--prefix={copy}/"], cwd=ROOT, check=True)
    wanted = {str(p.relative_to(copy)) for p in (copy / "nianbao/site").rglob("*.*") if p.suffix != ".py"}
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--quiet"]
    command += ["--wheel-dir", str(tmp_path), str(copy)]
    subprocess.run(command, check=True, timeout=300)
    (wheel,) = tmp_path.glob("nianbao-*.whl")
    with zipfile.ZipFile(wheel) as box:
        names = set(box.namelist())
        assert len(wanted) > 20 and wanted <= names
        (entry,) = [n for n in names if n.endswith("entry_points.txt")]
        assert "nianbao.site" in box.read(entry).decode()
