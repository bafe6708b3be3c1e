"""What goes with every download: what it is, of when, under which licence, and what each column means, in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from archive.clock import day
from archive.exchange.tables import Choice, Table
from archive.exchange.writers import LICENCE
from archive.store.db import Archive

COLUMNS = ("table", "column", "type", "中文", "English")
LAST = "select max(fetched_at) from captures"
PARSERS = "select distinct g.parser from reports r join readings g on g.id = r.reading_id order by 1"


@dataclass(frozen=True, slots=True)
class About:
    """One line on a download."""

    zh: str
    en: str
    value: str


def about(archive: Archive, choice: Choice) -> list[About]:
    """What it is, of when, of whom, and under which licence."""
    newest = archive.value(LAST)
    parsers = ", ".join(str(row["parser"]) for row in archive.rows(PARSERS))
    everything = "全部 / all"
    return [
        About("内容", "what", "政府信息公开工作年度报告 / annual reports on government-information disclosure"),
        About("来源", "source", "各级政府门户网站，地址见各报告 / government portals, the address beside each report"),
        About("地区代码", "region code", choice.region or everything),
        About("年度", "year", str(choice.year or everything)),
        About("机关类别", "kind of body", choice.kind or everything),
        About("级别", "level", choice.level or everything),
        About("截至", "as of", str(choice.as_of or "")),
        About("生成日期", "made on", str(day(archive.clock()))),
        About("最近一次采集", "newest capture", str(day(datetime.fromisoformat(newest))) if newest else ""),
        About("解析器版本", "read by parsers of version", parsers),
        About("许可", "licence", f"{LICENCE['name']} {LICENCE['path']}"),
        About(
            "注意",
            "mind",
            "空白不是 0；原文的错误照样保留 / a blank is not 0; errors of the source stand as published",
        ),
    ]  # fmt: skip


def columns(tables: Iterable[Table]) -> Iterator[tuple[str, ...]]:
    """One row a column: see `COLUMNS`."""
    for table in tables:
        for column in table.columns:
            yield table.name, column.name, column.type, column.zh, column.en
