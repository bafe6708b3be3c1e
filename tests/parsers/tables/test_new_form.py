"""A form of a new year is one file: with it alone, a report of that form is read, checked, filed and shown.

The room `parsers` is copied, the file is put into the copy, and other processes work with it. The page is written by hand
here, not by the layout that the file gives.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from archive import open_archive
from parsers.forms import form
from tests.conftest import ROOT

NEW = form("2021")
LABELS = """
[new.t2rows]
invented_ruling = { zh = "虚构裁决", en = "Administrative invented_rulings", cores = ["^虚构裁决$"] }

[new.t3columns]
invented_body = { zh = "虚构委员会", en = "Village committees", cores = ["^虚构委员会$"] }

[new.t3rows]
unable_invented = { zh = "4.虚构灭失", en = "Records lost", cores = ["虚构灭失"], group = "unable" }
noproc_invented = { zh = "6.虚构提出", en = "Anonymous", cores = ["虚构提出"], group = "not_processed" }
"""
COLUMNS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "虚构委员会", "其他", "总计")
KEYS = (
    "natural_person",
    "business",
    "research",
    "public_welfare",
    "legal_service",
    "invented_body",
    "other_org",
    "total",
)
ROWS = (
    ("new_received", ("一、本年新收政府信息公开申请数量",)),
    ("carried_in", ("二、上年结转政府信息公开申请数量",)),
    ("granted", ("三、本年度办理结果", "（一）予以公开")),
    ("partial", ("", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）")),
    ("deny_state_secret", ("", "（三）不予公开", "1.属于国家秘密")),
    ("deny_law_prohibited", ("", "", "2.其他法律行政法规禁止公开")),
    ("deny_security_stability", ("", "", "3.危及“三安全一稳定”")),
    ("deny_third_party", ("", "", "4.保护第三方合法权益")),
    ("deny_internal", ("", "", "5.属于三类内部事务信息")),
    ("deny_process", ("", "", "6.属于四类过程性信息")),
    ("deny_enforcement_file", ("", "", "7.属于行政执法案卷")),
    ("deny_admin_query", ("", "", "8.属于行政查询事项")),
    ("unable_not_held", ("", "（四）无法提供", "1.本机关不掌握相关政府信息")),
    ("unable_must_create", ("", "", "2.没有现成信息需要另行制作")),
    ("unable_unclear", ("", "", "3.补正后申请内容仍不明确")),
    ("unable_invented", ("", "", "4.虚构灭失")),
    ("noproc_petition", ("", "（五）不予处理", "1.信访举报投诉类申请")),
    ("noproc_repeat", ("", "", "2.重复申请")),
    ("noproc_publication", ("", "", "3.要求提供公开出版物")),
    ("noproc_excessive", ("", "", "4.无正当理由大量反复申请")),
    ("noproc_reconfirm", ("", "", "5.要求行政机关确认或重新出具已获取信息")),
    ("noproc_invented", ("", "", "6.虚构提出")),
    ("other_no_correction", ("", "（六）其他处理", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请")),
    ("other_unpaid_fee", ("", "", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请")),
    ("other_misc", ("", "", "3.其他")),
    ("total_results", ("", "（七）总计")),
    ("carried_out", ("四、结转下年度继续办理",)),
)  # fmt: skip
FLOW = ("new_received", "carried_in", "total_results", "carried_out")


def written() -> str:
    """The file of the form: that of 2021 with two rows and a column more in table 3, and a row more in table 2."""
    rows3 = [key for key, _ in ROWS]
    return f"""form = "2097"
basis = "an invented form"
first_year = 2097
telling = ["invented_ruling"]
t2 = [
  {{ item = "art20_1", rows = ["rules", "normative_docs"], columns = ["issued", "repealed", "in_force"] }},
  {{ item = "art20_5", rows = ["licensing", "invented_ruling"], columns = ["decisions"] }},
  {{ item = "art20_6", rows = ["penalty", "coercion"], columns = ["decisions"] }},
  {{ item = "art20_8", rows = ["fees"], columns = ["amount_wan"] }},
]
[t3]
columns = {json.dumps(KEYS)}
rows = {json.dumps(rows3)}
[t4]
blocks = ["review", "direct", "after_review"]
columns = ["upheld", "corrected", "other", "pending", "total"]
{LABELS}"""


def figures() -> dict[str, int]:
    """Figures of table 3 that add up, by row and column."""
    rng = random.Random(2097)
    found: dict[str, int] = {}
    for key, _ in ROWS:
        found |= {f"{key}.{c}": rng.randrange(9) for c in KEYS}
    for column in KEYS[:-1]:
        results = sum(found[f"{key}.{column}"] for key, _ in ROWS if key not in FLOW)
        found[f"total_results.{column}"] = results
        found[f"new_received.{column}"] = (
            results + found[f"carried_out.{column}"] - found[f"carried_in.{column}"]
        )
    for key, _ in ROWS:
        found[f"{key}.total"] = sum(found[f"{key}.{c}"] for c in KEYS[:-1])
    return found


def page(values: dict[str, int]) -> bytes:
    """A report of 2097, its spans as the official form has them."""
    results = len(ROWS) - 3
    group = {"（三）": 8, "（四）": 4, "（五）": 6, "（六）": 3}
    lines = []
    for key, labels in ROWS:
        cells = []
        for depth, text in enumerate(labels):
            if text:
                span = (
                    results if text.startswith("三、") else group.get(text[:3], 1) if len(labels) == 3 else 1
                )
                wide = 3 - depth if depth == len(labels) - 1 else 1
                cells.append(f'<td rowspan="{span}" colspan="{wide}">{text}</td>')
        figures_of = "".join(f"<td>{values[f'{key}.{c}']}</td>" for c in KEYS)
        lines.append(f"<tr>{''.join(cells)}{figures_of}</tr>")
    head = "".join(f"<td>{c}</td>" for c in COLUMNS[1:-1])
    title = "白岩县人民政府2097年政府信息公开工作年度报告"
    return f"""<html><head><meta charset="utf-8"><title>{title}</title></head><body><h1>{title}</h1>
<p>发布日期：2098-01-20</p><p>一、总体情况</p><p>本报告由白岩县人民政府编制。</p>
<p>二、主动公开政府信息情况</p><table>
<tr><td colspan="4">第二十条第（一）项</td></tr>
<tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td><td>现行有效件数</td></tr>
<tr><td>规章</td><td>1</td><td>2</td><td>3</td></tr><tr><td>行政规范性文件</td><td>4</td><td>5</td><td>6</td></tr>
<tr><td colspan="4">第二十条第（五）项</td></tr>
<tr><td>信息内容</td><td colspan="3">本年处理决定数量</td></tr>
<tr><td>行政许可</td><td colspan="3">70</td></tr><tr><td>虚构裁决</td><td colspan="3">71</td></tr>
<tr><td colspan="4">第二十条第（六）项</td></tr>
<tr><td>信息内容</td><td colspan="3">本年处理决定数量</td></tr>
<tr><td>行政处罚</td><td colspan="3">8</td></tr><tr><td>行政强制</td><td colspan="3">9</td></tr>
<tr><td colspan="4">第二十条第（八）项</td></tr>
<tr><td>信息内容</td><td colspan="3">本年收费金额（单位：万元）</td></tr>
<tr><td>行政事业性收费</td><td colspan="3">1.5</td></tr></table>
<p>三、收到和处理政府信息公开申请情况</p><table>
<tr><td colspan="3" rowspan="3">（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）</td><td colspan="8">申请人情况</td></tr>
<tr><td rowspan="2">自然人</td><td colspan="6">法人或其他组织</td><td rowspan="2">总计</td></tr><tr>{head}</tr>
{"".join(lines)}</table>
<p>四、政府信息公开行政复议、行政诉讼情况</p><table>
<tr><td colspan="5">行政复议</td><td colspan="10">行政诉讼</td></tr>
<tr><td rowspan="2">结果维持</td><td rowspan="2">结果纠正</td><td rowspan="2">其他结果</td><td rowspan="2">尚未审结</td><td rowspan="2">总计</td>
<td colspan="5">未经复议直接起诉</td><td colspan="5">复议后起诉</td></tr>
<tr>{"<td>结果维持</td><td>结果纠正</td><td>其他结果</td><td>尚未审结</td><td>总计</td>" * 2}</tr>
<tr>{"<td>1</td><td>0</td><td>0</td><td>0</td><td>1</td>" * 3}</tr></table>
<p>五、存在的主要问题及改进情况</p><p>无。</p><p>六、其他需要报告的事项</p><p>无。</p></body></html>""".encode()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a copy of the room that has the new form, and the report."""
    found = tmp_path_factory.mktemp("house")
    shutil.copytree(ROOT / "parsers", found / "parsers", ignore=shutil.ignore_patterns("__pycache__"))
    (found / "parsers" / "forms" / "2097.toml").write_text(written(), encoding="utf-8")
    (found / "report").mkdir()
    (found / "report" / "report.html").write_bytes(page(figures()))
    about = {"address": "http://baiyan.sample.localhost/nb.html", "fetched_at": "2026-01-21T00:00:00Z"}
    (found / "report" / "report.html.json").write_text(json.dumps(about))
    return found


def nianbao(house: Path, *command: str) -> str:
    """What a command prints, with the copy before the room."""
    paths = os.pathsep.join([str(house), str(ROOT)])
    done = subprocess.run(
        [sys.executable, *command], cwd=house, env={**os.environ, "PYTHONPATH": paths},
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def reading(house: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        nianbao(house, "-m", "nianbao", "parse", "report/report.html", "--json")
    )
    return found


def test_rows_columns_and_units_are_read(reading: dict[str, Any]) -> None:
    read = {f["key"]: f["value"] for f in reading["figures"]}
    assert {k: read[f"t3.{k}"] for k in figures()} == figures()
    assert read["t2.art20_5.invented_ruling.decisions"] == 71 and read["t2.art20_5.licensing.decisions"] == 70
    assert {f["unit"] for f in reading["figures"] if ".invented_ruling." in f["key"]} == {"件"}
    assert (reading["form"], reading["forms"]["t2"], reading["forms"]["t3"]) == ("2097", "2097", "2097")
    assert reading["issues"] == []


def test_identities_and_ledger_hold(house: Path, reading: dict[str, Any]) -> None:
    outcomes = {check["key"]: check["outcome"] for check in reading["checks"] if check["severity"] == "hard"}
    assert set(outcomes.values()) == {"pass"}
    assert "t3.leaves.invented_body" in outcomes and "t3.rowsum.noproc_invented" in outcomes
    broken = house / "broken.html"
    wrong = figures() | {"unable_invented.invented_body": figures()["unable_invented.invented_body"] + 1}
    broken.write_bytes(page(wrong))
    read = json.loads(nianbao(house, "-m", "nianbao", "parse", str(broken), "--json"))
    failed = {
        check["key"] for check in read["checks"] if check["severity"] == "hard" and check["outcome"] == "fail"
    }
    assert failed == {"t3.leaves.invented_body", "t3.rowsum.unable_invented"}
    assert "unplaced" not in nianbao(house, "-m", "nianbao", "parse", "report/report.html", "--ledger")


def test_the_command_line_draws_it(house: Path) -> None:
    drawn = nianbao(house, "-m", "nianbao", "parse", "report/report.html")
    assert all(label in drawn for label in ("虚构裁决", "虚构提出", "虚构灭失"))


def test_it_is_filed_and_the_site_shows_it(house: Path) -> None:
    """In an archive that was made before the form was known."""
    with open_archive(house / "data"):
        pass
    nianbao(house, "-m", "nianbao", "ingest", "report", "--data", "data")
    nianbao(house, "-m", "nianbao", "verify", "--all", "--data", "data")
    (report,) = json.loads(nianbao(house, "-m", "nianbao", "reports", "--json", "--data", "data"))
    code = (
        "import asyncio, sys\n"
        "from nianbao.site.serve import application\n"
        "print(asyncio.run(application('data').client.get(f'/report/{sys.argv[1]}?lang=zh')).text)"
    )
    shown = nianbao(house, "-c", code, report["key"])
    for field in (
        "t3.noproc_invented.invented_body",
        "t3.unable_invented.total",
        "t2.art20_5.invented_ruling.decisions",
    ):
        assert f'data-field="{field}"' in shown
    assert "虚构委员会" in shown and "Village committees" in shown


def test_reports_of_the_forms_before_it_are_read_as_before(house: Path) -> None:
    now = json.loads(
        nianbao(house, "-m", "nianbao", "parse", str(ROOT / "samples" / "report.html"), "--json")
    )
    assert (now["form"], now["issues"]) == ("2021", [])
    code = (
        "import sys; from pathlib import Path; from parsers import parse_report\n"
        "for path in sys.argv[1:]: print(parse_report(Path(path)).form)"
    )
    pages = sorted((ROOT / "samples" / "files").rglob("*.html"))
    told = nianbao(house, "-c", code, *map(str, pages)).split() if pages else []
    assert "2097" not in told


def test_nothing_of_it_stays(reading: dict[str, Any]) -> None:
    assert (
        reading["form"] == "2097"
        and NEW.key == "2021"
        and not (ROOT / "parsers" / "forms" / "2097.toml").exists()
    )


def test_measures_count_its_rows(house: Path) -> None:
    """A sum of a group is that of the rows which the report's own form has."""
    nianbao(house, "-m", "nianbao", "ingest", "report", "--data", "counted")
    with sqlite3.connect(house / "counted" / "nianbao.db") as db:
        found = dict(db.execute("select measure, numerator from measures").fetchall())
    for measure, group in (("unable", "unable_"), ("not_processed", "noproc_")):
        assert found[measure] == sum(figures()[f"{key}.total"] for key, _ in ROWS if key.startswith(group))
