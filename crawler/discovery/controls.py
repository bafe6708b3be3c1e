"""What a visitor could work on a page: elements with a handler or with words that lead on, and whether it is known what each does."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from archive.urls import host
from crawler.listdata import script_clicks, script_links, script_pagers
from crawler.listdata.js_requests import scripts
from crawler.page import vocabulary as words
from crawler.page.page import Page
from crawler.script.page_script import loaded
from crawler.script.values import HOLE, HOLE_END
from parsers.lexicon.normalize import tidy
from parsers.lexicon.titles import read_title
from parsers.page.tree import Element

MOST, LONGEST = 3_000, 60
"""Elements that are looked at; characters of the words of one that is worked as a whole."""
_LONGEST_MARK = 20
_BOXES = ("span", "div", "button", "p", "i", "em", "b", "li")
_LINKS_OF_PAGE = 12
"""Links from which on a form is the frame of a page."""
_FEW_CHARACTERS, _FEW_ROWS = 8, 5
"""Of the words of a box that shows more of a list, and rows that are looked at beside it."""
_BOUND = re.compile(
    r"on(?:click|dblclick|change|mouse(?:down|up)|touch(?:start|end)|pointer(?:down|up)|key(?:down|up|press))"
    r"|(?:@|v-on:|ng-|x-on:|data-ng-|wx:|bind|\()(?=\w*(?:click|tap|change))[\w.:)]*+|hx-(?:get|post)|formaction"
)
"""Attributes by which a script is told what an element does."""
_ROLES = frozenset(("button", "link", "tab", "menuitem", "option"))
_PRESSED = frozenset(("submit", "button", "image"))
_WORKED = frozenset(("button", "summary"))
_NOWHERE = re.compile(r"(?:#.*|javascript:.*|)", re.I | re.S)
_ENDS = re.compile(
    r"^\W*(?:[尾末]页|最后一?页|last(?:page)?|加载更多|(?:查看|点击|显示|浏览)?更多)\W*$", re.I
)
_WORD = re.compile(r"[\u4e00-\u9fff]|next", re.I)
_ARROW = re.compile(r"(?<![a-z])next(?![a-z])|\b(?:angle|arrow|chevron)s?-(?:double-)?right\b", re.I)
_PAST = re.compile(r"往年|历年|历史|往期|归档|旧版|其[他它]年|以前")
_UNKNOWN = re.compile(rf"(?:{HOLE}[^{HOLE_END}]*{HOLE_END}\s*)+")
"""What is written where nothing of it is known."""
_SCRIPT, _NOTHING = (
    re.compile(r"javascript:(.*)", re.I | re.S),
    re.compile(r"void\s*+(?:\(\s*+)?0\s*+\)?|return false|;"),
)
_BACK = re.compile(r"^\W*(?:首页|第一页|上一?页|前页|prev\w*|first)\W*$", re.I)
_HARMLESS = re.compile(
    r"搜索|检索|登录|注册|返回|顶部|置顶|打印|关闭|收藏|设为|分享|字[体号]|[大中小]$|繁|简体|无障碍|长者|关怀|适老|阅读|朗读|播放|暂停|视频|音频"
    r"|微信|微博|二维码|客户端|手机|邮箱|天气|投诉|信箱|留言|纠错|清空|重置|取消|展开|收起|收缩|隐藏|显示|导航|菜单|切换|排序|复制|评论|点赞|[+-]$"
    r"|\b(?:top|share|search|login|print|close|font|menu|nav|banner|swiper|slide|carousel|qr|weixin|weibo|wx|qq|toggle|fold)",
    re.I,
)
"""Words, or marks, of what every page has."""


@dataclass(frozen=True, slots=True)
class Control:
    """`bound`: a script is told what it does, or a browser shows it as something to press; else its words alone say that it leads on."""

    element: Element
    words: str
    bound: bool

    @property
    def turns(self) -> bool:
        """Whether it leads to further pages of a list."""
        named = words.NEXT.match(self.words) or words.PAGE_NUMBER.match(self.words)
        return bool(named or _ARROW.search(self.words)) or ends(self.words)


def ends(text: str) -> bool:
    """Whether words lead to the end of a list, or to more of it."""
    return bool(_ENDS.match(text))


def controls(page: Page) -> list[Control]:
    """Those of a page that no address of their own explains, each with its words, or else its class or id; remembered with the page."""
    known: list[Control] | None = page.__dict__.get("_controls")
    if known is None:
        known = list(_controls(page))
        page.__dict__["_controls"] = known
    return known


def _controls(page: Page) -> Iterator[Control]:
    if page.root is None:
        return
    handled = _handled(page)
    for element in islice(page.root.iter(), MOST):
        if isinstance(element.tag, str) and element.tag not in _NEVER:
            control = _control(element, bound=element in handled or _is_bound(element))
            if control and not _is_linked(element) and (control.turns or not _is_written_in(element)):
                yield control


def _control(element: Element, *, bound: bool) -> Control | None:
    """An element as a control; None where nothing says that it is one, or where every page has its like."""
    dead = element.tag == "a" and _is_dead(element)
    if not (bound or dead) and len(element):
        return None
    said = words.line(_words(element))
    if _HARMLESS.search(said) or len(said) > LONGEST:
        return None
    speaks = leads_on(said, pressed=dead) or (dead and is_name(said) and not _unfolds(element))
    return Control(element, said, bound or dead) if bound or speaks else None


_NEVER = frozenset(
    (
        "html",
        "body",
        "head",
        "script",
        "style",
        "meta",
        "link",
        "title",
        "form",
        "select",
        "option",
        "img",
        "table",
    )
)


def _handled(page: Page) -> Collection[Element]:
    """Elements to which the page's scripts gave handlers."""
    if not script_clicks.has_scripts(page):
        return ()
    script_clicks.clicks(page)
    return page.reading.unclear.keys()


def _is_bound(element: Element) -> bool:
    if element.tag == "input":
        return (element.get("type") or "").lower() in _PRESSED
    if element.tag == "summary" and _unfolds_links(element):
        return any(map(_binds, element.keys()))
    if element.tag in _WORKED or (element.get("role") or "").lower() in _ROLES:
        return True
    called = element.tag == "a" and "(" in _void(element.get("href") or "")
    return called or any(map(_binds, element.keys()))


def _unfolds_links(summary: Element) -> bool:
    """Whether what a browser shows when a summary is pressed stands in the page: links, and nothing to be fetched."""
    details = summary.getparent()
    return details is not None and any(link.get("href") for link in details.iter("a"))


@lru_cache(maxsize=1_000)
def _binds(attribute: str) -> bool:
    return _BOUND.fullmatch(attribute.lower()) is not None


def _void(target: str) -> str:
    """The code of an address that is a script; nothing of one that does nothing."""
    found = _SCRIPT.match(target.strip())
    return _NOTHING.sub("", found[1]) if found else ""


def _is_dead(link: Element) -> bool:
    """Whether an anchor leads nowhere by itself."""
    target = link.get("href")
    return target is not None and bool(_NOWHERE.fullmatch(target.strip()))


def _unfolds(element: Element) -> bool:
    """Whether it is the heading of a menu that stands below it."""
    box = element.getparent()
    return box is not None and any(
        link.get("href") and not _is_dead(link) for link in islice(box.iter("a"), 20)
    )


def leads_on(said: str, *, pressed: bool) -> bool:
    """Whether words say that something leads on. `pressed`: it looks like something to press, so that an arrow or a number does."""
    if ends(said) or (words.NEXT.match(said) and _WORD.search(said)):
        return True
    return pressed and bool(
        words.NEXT.match(said) or words.PAGE_NUMBER.match(said) or _ARROW.search(said) or _PAST.search(said)
    )


def is_name(said: str) -> bool:
    """Whether words name a year, a body, a kind of bodies or a column of reports."""
    if words.YEAR_CHILD.match(said) or words.KIND_CHILD.match(said) or words.column_name(said):
        return True
    return words.names_body(said)


def _words(element: Element) -> str:
    """What a reader takes it for; of a picture or an arrow its label, or its class or id."""
    said = tidy("".join(islice(element.itertext(), 40))[:400])
    if said:
        return said
    for name in ("value", "title", "aria-label", "alt"):
        if element.get(name):
            return tidy(element.get(name))
    picture = next(element.iter("img"), None)
    mark = (picture.get("alt") or picture.get("src") or "") if picture is not None else ""
    return (mark.rpartition("/")[2] or element.get("class") or element.get("id") or element.tag)[
        :_LONGEST_MARK
    ]


def _is_linked(element: Element) -> bool:
    """Whether an address stands on an element, in it or around it."""
    around = islice(element.iterancestors("a"), 1)
    return any(link.get("href") and not _is_dead(link) for link in (*element.iter("a", "area"), *around))


def _is_written_in(element: Element) -> bool:
    """Whether it belongs to a form, or stands beside a field, in which a reader writes words of his own."""
    form = next((form for form in element.iterancestors("form") if not _is_frame(form)), None)
    around = [form] if form is not None else islice(element.iterancestors(), 2)
    fields = (field for box in around for field in islice(box.iter("input", "textarea"), 40))
    return any(
        f.tag == "textarea" or (f.get("type") or "text").lower() in ("text", "search", "password")
        for f in fields
    )


def _is_frame(form: Element) -> bool:
    """Whether a form stands around all of a page, as servers of ASP.NET write it: then most of what is in it is not filled in."""
    return sum(1 for _ in islice(form.iter("a"), _LINKS_OF_PAGE)) == _LINKS_OF_PAGE


def is_understood(page: Page, control: Control) -> bool:
    """Whether it is known what a click does: it leads to an address or to a request that can be made, or it changes the page alone."""
    if not script_clicks.has_scripts(page) or page.reading.unclear.get(control.element, True):
        return False
    effects = next((e for element, _, e in script_clicks.clicks(page) if element is control.element), [])
    if any(effect.kind == "html" and _UNKNOWN.fullmatch(effect.text) for effect in effects):
        return False
    leading = [effect for effect in effects if effect.kind in ("go", "ask", "submit")]
    return not leading or any(script_pagers.leads(page, effect) for effect in leading)


def is_still(page: Page, control: Control) -> bool:
    """Whether 下一页 stands there as 上一页 does, with no call: the pager of a list of one page may be drawn, and lead nowhere."""
    element = control.element
    if _may_be_handled(page, element):
        return False
    box = element.getparent()
    box = box if box is None or box.getparent() is None else box.getparent()
    mine = sorted(element.attrib)
    if (
        box is None
        or any(_BOUND.fullmatch(name.lower()) for name in mine)
        or _void(element.get("href") or "")
    ):
        return False
    beside = islice(box.iter(element.tag), 60)
    return any(
        sorted(e.attrib) == mine and _BACK.match(words.line(_words(e))) for e in beside if e is not element
    )


def _may_be_handled(page: Page, element: Element) -> bool:
    """Whether a script gave an element a handler, names it, or may do so in a file of the portal that nobody read."""
    if element in _handled(page):
        return True
    name = element.get("id")
    if not (name or element.get("class")):
        return False
    if name and any(re.search(rf"[#\"']{re.escape(name)}\b", code) for code in _codes(page)):
        return True
    files = loaded(page.root, page.url) if page.root is not None else ()
    return any(not page.files.get(url) and host(url) == host(page.url) for url in files)


def _codes(page: Page) -> Iterator[str]:
    yield scripts(page.text)
    yield from page.files.values()


def waits(page: Page, *, turned: bool) -> bool:
    """Whether a year, or 下一页 and its like, stands on a column of which no word of the page says what it does: a file of its
    scripts may. `turned`: further pages of the list are known."""
    if not (page.is_column and page.names_reports):
        return False
    telling = (c for c in controls(page) if (c.turns and not turned) or words.YEAR_CHILD.match(c.words))
    return any(not is_understood(page, control) for control in telling)


def chooses_by_mark(page: Page) -> bool:
    """Whether years or bodies are links to the page itself: a script shows what their marks name."""
    return page.is_column and sum(is_name(words.line(said)) for said, _ in script_links.marks(page)) > 1


def unfolds(page: Page) -> bool:
    """Whether a box without a link stands on a list that may show more of it: only a script says what it does."""
    if page.root is None or not (page.is_column and page.names_reports):
        return False
    leaves = (e for e in page.root.iter(*_BOXES) if not len(e) and (e.get("id") or e.get("class")))
    return any(_may_unfold(leaf) for leaf in leaves)


def _may_unfold(box: Element) -> bool:
    """By its words; one that scripts can name, by where it stands: beside the rows of a list."""
    said = words.line(box.text or "")
    if words.UNFOLD.match(said):
        return True
    around = box.getparent()
    short = 0 < len(said) <= _FEW_CHARACTERS and box.get("id") and around is not None
    return bool(short) and any(
        read_title(words.line("".join(islice(link.itertext(), 9)))).is_report
        for link in islice(around.iter("a"), _FEW_ROWS)
    )
