"""What every portal has beside its reports: home, disclosure pages, news, notices, other annual papers."""

from __future__ import annotations

from collections.abc import Sequence

from samples.model import Document
from tests.crawler.foreign.portal import Portal

Links = Sequence[tuple[str, str]]
_OPEN = ("政务公开", "政府信息公开", "信息公开", "政府信息公开专栏")
_NEWS = 36


def stand(portal: Portal, tabs: Links, notices: str = "", body: str = "") -> None:
    """Put the ordinary part of a portal.

    :param tabs: words and addresses that the disclosure page has beside its usual ones.
    :param notices: where 通知公告 leads, if not to an ordinary column.
    :param body: what stands on the disclosure page below its tabs.
    """
    names, news = portal.names, portal.county.news
    open_path, news_path = f"/{names.slug()}/", f"/{names.slug()}/"
    notices = notices or static_column(portal, "通知公告", news[_NEWS : 2 * _NEWS])
    portal.menu += [
        ("首页", "/"),
        ("新闻中心", news_path),
        ("通知公告", notices),
        (portal.rng.choice(_OPEN), open_path),
        ("政务服务", f"/{names.slug()}/"),
        ("互动交流", f"/{names.slug()}/"),
    ]
    for words, path in portal.menu[-2:]:
        portal.page(path, words, "<p>请到政务大厅窗口办理，或者写信给我们。样例。</p>" * 6)
    static_column(portal, "新闻中心", news[:_NEWS], news_path)
    lists = portal.listing(news[:8]) + portal.listing(news[_NEWS : _NEWS + 6])
    portal.page("/", "首页", f'{lists}<p><a href="{open_path}">{portal.menu[3][0]}</a></p>')
    others = links([*tabs, *_others(portal)])
    portal.page(open_path, portal.menu[3][0], f"<ul>{others}</ul>{body}")


def links(found: Links) -> str:
    """Links as entries of a menu."""
    return "".join(f'<li><a href="{href}">{words}</a></li>' for words, href in found)


def static_column(
    portal: Portal, name: str, documents: Sequence[Document], path: str = "", body: str = ""
) -> str:
    """A column whose pages are linked plainly; returns its path."""
    path = path or f"/{portal.names.slug()}/"
    pages = portal.cut(documents, 12)
    end = portal.names.static
    places = [path, *(f"{path}list_{n}.{end}" for n in range(2, len(pages) + 1))]
    for number, mine in enumerate(pages):
        pager = "".join(f'<a href="{p}">{n}</a> ' for n, p in enumerate(places, 1)) if len(pages) > 1 else ""
        if number + 1 < len(pages):
            pager += f'<a href="{places[number + 1]}">{portal.look.next}</a>'
        portal.page(places[number], name, f"{body}{portal.listing(mine)}<div>{pager}</div>")
    return path


def _others(portal: Portal) -> list[tuple[str, str]]:
    """The disclosure page's other tabs, with the papers that look like reports and are none."""
    misses = portal.county.misses
    budget = [d for d in misses if "决算" in d.title or "预算" in d.title]
    law = [d for d in misses if "法治" in d.title]
    rest = [d for d in misses if d not in budget and d not in law]
    guide = f"/{portal.names.slug()}/"
    portal.page(guide, "政府信息公开指南", "<p>本指南说明公开的范围、方式和申请办法。样例。</p>" * 8)
    found = [
        ("政府信息公开指南", guide),
        ("法治政府建设年度报告", static_column(portal, "法治政府建设年度报告", law)),
        ("财政预决算", static_column(portal, "财政预决算", budget)),
        ("其他法定信息", static_column(portal, "其他法定信息", rest)),
    ]
    apply = f"/{portal.names.slug()}/"
    portal.page(apply, "依申请公开", "<p>可以当面、来信或者在网上提出申请。样例。</p>" * 8)
    return [*found, ("依申请公开", apply)]
