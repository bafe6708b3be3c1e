"""Stage `text`: the same figures and the same labels in other characters."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from decimal import Decimal

from tests.parsers.layouts.model import Cell, Page
from tests.parsers.layouts.registry import transformation

_FULL = str.maketrans("0123456789.", "０１２３４５６７８９．")


def _numbers(page: Page) -> list[Cell]:
    return [c for c in page.cells("value") if re.fullmatch(r"-?[\d.]+", c.text)]


def _relabel(page: Page, change: Callable[[str], str], *roles: str) -> None:
    for cell in page.cells():
        if cell.role in (roles or ("row", "group", "results", "head", "corner", "item")):
            cell.text = change(cell.text)


def _typed(page: Page, wrong: dict[str, str]) -> None:
    """Replace labels by what was typed instead."""
    _relabel(page, lambda text: wrong.get(text, text))


@transformation("text", "fee_unit", flags=("unit",), forms=("2021",))
def fee_in_yuan_in_the_cell(page: Page, rng: random.Random) -> None:
    """251000元 under a header in 万元."""
    for cell in _numbers(page):
        if str(cell.key).endswith("amount_wan"):
            cell.text = f"{Decimal(cell.text) * 10000:f}".removesuffix(".0000") + "元"
            cell.text = re.sub(r"\.0*元$", "元", cell.text)


@transformation("text", "fee_unit", flags=("unit",), forms=("2021",))
def fee_in_yuan_by_its_header(page: Page, rng: random.Random) -> None:
    """本年收费金额（单位：元）: the header was changed, the cell prints yuan."""
    for cell in page.cells("head"):
        if cell.key == "amount_wan":
            cell.text = rng.choice(
                ("本年收费金额（单位：元）", "本年收费金额（元）", "本年收费金额(单位:元)")
            )
    for cell in _numbers(page):
        if str(cell.key).endswith("amount_wan"):
            cell.text = re.sub(r"\.0*$", "", f"{Decimal(cell.text) * 10000:f}")


@transformation("text", "fee_unit")
def fee_header_variants(page: Page, rng: random.Random) -> None:
    """（单位：万元，保留4位小数）, (单位:万元), （万元）."""
    unit = rng.choice(("（单位：万元，保留4位小数）", "(单位:万元)", "（万元）", "（单位：万 元）"))
    for cell in page.cells("head"):
        if cell.key == "amount_wan":
            cell.text = cell.text.split("（")[0] + unit


@transformation("text", "digits", flags=("full_width",))
def full_width_digits(page: Page, rng: random.Random) -> None:
    """Figures typed with a Chinese input method in full-width mode."""
    for cell in _numbers(page):
        if rng.random() < 0.7:
            cell.text = cell.text.translate(_FULL)


@transformation("text", "digits", flags=("thousands",))
def thousands_separators(page: Page, rng: random.Random) -> None:
    """45,391 or 45，391 (office suites with a number format)."""
    comma = rng.choice((",", "，"))
    for cell in _numbers(page):
        whole, dot, fraction = cell.text.partition(".")
        if not dot:
            cell.text = f"{int(whole):,}".replace(",", comma) + dot + fraction


@transformation("text", "after_number", flags=("unit",))
def units_in_cells(page: Page, rng: random.Random) -> None:
    """12件 in the cells of counts."""
    for cell in _numbers(page):
        if "amount_wan" not in str(cell.key) and "items_" not in str(cell.key):
            cell.text += "件"


@transformation("text", "after_number", flags=("note",))
def notes_behind_numbers(page: Page, rng: random.Random) -> None:
    """22（其中修订16件）: a remark behind the figure."""
    for cell in _numbers(page):
        if str(cell.key).startswith("t2.art20_1.normative") and cell.text != "0":
            cell.text += rng.choice(("（其中修订16件）", "（含自然失效 29 件）", "(区政府)"))


@transformation("text", flags=("sign_variant",))
def minus_variants(page: Page, rng: random.Random) -> None:
    """－8, −8 and ﹣8 for -8 in 本年增/减."""
    sign = rng.choice("－−﹣–")
    for cell in _numbers(page):
        cell.text = cell.text.replace("-", sign)


@transformation("text", flags=("sign_variant",))
def plus_signs(page: Page, rng: random.Random) -> None:
    """+8 and ＋8 in 本年增/减."""
    sign = rng.choice("+＋")
    for cell in _numbers(page):
        if str(cell.key).endswith("items_delta") and not cell.text.startswith(("-", "0")):
            cell.text = sign + cell.text


@transformation("text")
def half_width_brackets(page: Page, rng: random.Random) -> None:
    """(三)不予公开 and ASCII quotes, commas and colons in labels."""
    table = str.maketrans("（）“”，：", '()"",:')
    _relabel(page, lambda text: text.translate(table))


@transformation("text", "numbering")
def numbering_variants(page: Page, rng: random.Random) -> None:
    """1、 or 1． or （1） or `1. ` for 1."""
    mark = rng.choice(("{}、", "{}．", "（{}）", "{}. ", "({})", "{},"))
    _relabel(page, lambda text: re.sub(r"^(\d)\.", lambda m: mark.format(m[1]), text), "row")


@transformation("text", "numbering")
def missing_numbering(page: Page, rng: random.Random) -> None:
    """Labels without their numbers (list numbering of Word is no text)."""
    pattern = re.compile(r"^(?:（[一二三四五六七]）|\d\.|[一二三四]、)")
    _relabel(page, lambda text: pattern.sub("", text), "row", "group", "results")


@transformation("text")
def explained_labels(page: Page, rng: random.Random) -> None:
    """Explanations in brackets behind labels of table 2, as some provinces' templates print them."""
    _typed(
        page,
        {
            "规章": "规章（设区的市、自治州人民政府应提供相关数据）",
            "规范性文件": "规范性文件（行政机关制定发布的决定、公告、命令等文件）",
            "行政规范性文件": "行政规范性文件（以本机关名义制发的）",
            "其他对外管理服务事项": "其他对外管理服务事项（指行政许可以外的政务服务事项）",
            "处理决定数量": "处理决定数量（指2020年办件量）",
            "上一年项目数量": "上一年项目数量（指2019年事项数）",
            "本年增/减": "本年增/减（增用正值、减用负值表示，如-8）",
        },
    )


@transformation("text")
def mistyped_labels(page: Page, rng: random.Random) -> None:
    """Typing errors met in real reports: one copy of the template spreads them over a county."""
    typed = {
        "2.其他法律行政法规禁止公开": ("2.其他法律法规禁止公开", "2.其他法律行政止公开"),
        "4.无正当理由大量反复申请": ("4.无正当理由由大量反复申请",),
        "（六）其他处理": ("（六）其他",),
        "社会公益组织": ("社会公益",),
        "四、结转下年度继续办理": ("四、结转下一年度继续办理",),
        "行政规范性文件": ("规范性文件",),
        "行政强制": ("行政强制",),
        "3.危及“三安全一稳定”": ("3.危及‘三安全一稳定’", "3.危及「三安全一稳定」"),
    }
    _typed(page, {right: rng.choice(wrong) for right, wrong in typed.items() if rng.random() < 0.8})


@transformation("text", "leaf_words")
def short_labels(page: Page, rng: random.Random) -> None:
    """1.逾期不补正 and 2.逾期不缴费: the long labels of （六） cut short in print."""
    _typed(
        page,
        {
            "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请": "1.逾期不补正",
            "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请": "2.逾期不缴费",
        },
    )


@transformation("text")
def blanks_in_labels(page: Page, rng: random.Random) -> None:
    """总 计, 商 业 企 业, 其　他: blanks set to spread short labels."""
    blank = rng.choice((" ", "　", "\u00a0", "  "))
    for cell in page.cells("head", "row"):
        if len(cell.text) <= 6 and rng.random() < 0.7:
            cell.text = blank.join(cell.text)


@transformation("text", "total_word")
def sum_word(page: Page, rng: random.Random) -> None:
    """合计 or 小计 for 总计 in the header of table 3."""
    word = rng.choice(("合计", "小计"))
    for table in page.tables("t3"):
        for cell in table.cells("head"):
            if cell.key == "total":
                cell.text = word
