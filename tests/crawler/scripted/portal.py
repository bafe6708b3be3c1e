"""What all scripted portals have: a home page, a column and the pages of the reports, under names that a seed chooses.

No request stands in a page as it is sent: `said` hides it. Places, names of members and parameters, addresses and sizes of
pages are those of the seed, so that nothing is read because of what it is called.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.crawler.scripted.server import Asked, Scripted

COLUMN = "/gk/nb/"
PLACES = ("白岩县", "溪石县", "青林县", "河阳县", "东坪县")
ORGANS = ("人民政府", "财政局", "水利局", "民政局", "教育局", "司法局", "统计局")
WORDS = (
    "open",
    "pub",
    "info",
    "doc",
    "gov",
    "site",
    "cms",
    "data",
    "web",
    "front",
    "inner",
    "item",
    "news",
    "ms",
)
_MENU = "".join(
    f"<a href='/m{n}/'>{t}</a>" for n, t in enumerate(("首页", "新闻中心", "办事服务", "数据开放"))
)
_HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、行政复议、行政诉讼情况",
)
_PROSE = ("本年度工作有序推进。", "全年公开信息若干条。", "政务公开工作扎实开展。")
Row = dict[str, object]


class Portal:
    """A portal in the making. `key`, `words`, `day`: members of a row; `box`, `rows`, `total`: of an answer; `page`: the parameter
    that counts the pages, of `size` rows."""

    def __init__(self, seed: int = 0) -> None:
        self.made = Scripted()
        self._random = random = Random(seed)
        self.place = random.choice(PLACES)
        self.key = random.choice(("id", "k", "docId", "infoid", "manuscriptId", "pk"))
        self.words = random.choice(("bt", "name", "docTitle", "title", "subject", "mc"))
        self.day = random.choice(("rq", "pubDate", "createTime", "d", "fbsj"))
        self.box = random.choice(("data", "result", "res", "obj"))
        self.rows = random.choice(("list", "rows", "records", "content", "items"))
        self.total = random.choice(("total", "totalCount", "count", "totalElements"))
        self.page = random.choice(("page", "pageNo", "p", "curr", "pageIndex", "pn"))
        self.size = random.randint(7, 10)
        self._begins, self._step = random.randint(1_000, 90_000), random.randint(3, 40)
        self._show = f"/{random.choice(WORDS)}/{random.choice(('show', 'detail', 'view', 'art'))}"
        organs, last = random.sample(ORGANS, 4), random.randint(2022, 2024)
        self.titles = [
            f"{self.place}{organ}{year}年政府信息公开工作年度报告"
            for year in range(last, last - 6, -1)
            for organ in organs
        ]
        home = f"{_MENU}<a href='{COLUMN}'>政府信息公开年报</a><p>{'欢迎。' * 90}</p>"
        self.made.pages["/"] = document(f"{self.place}人民政府", home)
        for number, title in enumerate(self.titles):
            self.made.pages[self.shown(number)] = document(title, f"<h1>{title}</h1>{self.body(number)}")
            self.made.reports.add(self.shown(number))

    # -- the reports

    def id_of(self, number: int) -> int:
        return self._begins + self._step * number

    def shown(self, number: int) -> str:
        """Where a report is shown."""
        return f"{self._show}/{self.id_of(number)}.html"

    def numbered(self, given: str) -> int | None:
        """Which report an id names."""
        number, rest = divmod(int(given) - self._begins, self._step) if given.isdecimal() else (-1, 1)
        return None if rest or not 0 <= number < len(self.titles) else number

    def body(self, number: int) -> str:
        """What a report says: four chapters, and a table with figures of its own."""
        chapters = "".join(f"<p>{h}</p><p>{self._prose(number)}</p>" for h in _HEADINGS)
        cells = "".join(
            f"<tr><td>{name}</td><td>{number % 7 + n}</td><td>{n}</td><td>{number + 10 * n}</td></tr>"
            for n, name in enumerate(("规章", "行政规范性文件"))
        )
        head = "<tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td><td>现行有效件数</td></tr>"
        title = "<tr><td colspan=4>第二十条第（一）项</td></tr>"
        return f"<p>{self.titles[number]}</p>{chapters}<table border=1>{title}{head}{cells}</table>"

    def _prose(self, number: int) -> str:
        return _PROSE[number % len(_PROSE)] * (8 + number % 5)

    def bodies_elsewhere(self, page: Callable[[int], str]) -> None:
        """The pages of the reports hold no word of them: `page` gives what each is, by its id."""
        for number in range(len(self.titles)):
            self.made.pages[self.shown(number)] = page(self.id_of(number))

    # -- the column

    def column(self, *parts: str) -> None:
        self.made.pages[COLUMN] = document("政府信息公开年报", _MENU + "".join(parts))

    def answer(self, path: str, answer: Callable[[Asked], object]) -> None:
        self.made.answers[path] = answer

    def address(self, *parts: str) -> str:
        """An address that no other portal has."""
        return "/" + "/".join((*self._random.sample(WORDS, 2), *parts))

    def some(self, first: int, size: int = 0) -> list[Row]:
        """Rows from the `first` on, a page of them."""
        numbered = list(enumerate(self.titles))[first : first + (size or self.size)]
        return [
            {
                self.key: self.id_of(n),
                self.words: t,
                self.day: f"{int(t[-17:-13]) + 1}-03-0{n % 9 + 1}",
                "zt": 1,
            }
            for n, t in numbered
        ]

    def paged(self, number: int) -> dict[str, object]:
        """The answer for a page, counted from 1."""
        some = self.some((number - 1) * self.size)
        return {"code": 0, self.box: {self.rows: some, self.total: len(self.titles)}}

    @property
    def anchor(self) -> str:
        """Code that makes a link of the row `o`."""
        return f"'<li><a href=\"{self._show}/' + o.{self.key} + '.html\">' + o.{self.words} + '</a></li>'"

    @property
    def link(self) -> str:
        """Code that makes the address of the row `o`."""
        return f"'{self._show}/' + o.{self.key} + '.html'"

    def rows_in(self, answer: str) -> str:
        """Code that comes to the rows of an answer."""
        return f"{answer}.{self.box}.{self.rows}"

    def is_last(self, answer: str, number: str = "n") -> str:
        """Code that tells whether a page is the last."""
        return f"{number} * {self.size} >= {answer}.{self.box}.{self.total}"


def document(title: str, body: str) -> str:
    return f"<html><head><meta charset=utf-8><title>{title}</title></head><body>{body}</body></html>"


def said(text: str) -> str:
    """The text as code of which no literal says it."""
    return f"'{'~'.join(text)}'.replace(/~/g, '')"
