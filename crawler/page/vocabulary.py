"""The words by which portals name the way to their annual reports, with scores from 0 to 100.

Data, not code: what is added here needs no other change. Anchor texts are compared without blanks. The
words come from published lists of column names; the order is the order in which a person would click.
"""

from __future__ import annotations

import re
from functools import lru_cache

from parsers.lexicon.titles import read_title

LONGEST_NAME = 24
"""Characters of a column's name."""

Rules = tuple[tuple[re.Pattern[str], float], ...]


def _rules(*pairs: tuple[str, float]) -> Rules:
    return tuple((re.compile(pattern), score) for pattern, score in pairs)


_BODIES = r"(?:(?:部门|单位|乡镇|镇街|街道|镇乡|机构)(?:[、和及与/·|]|[（(](?:街道|乡镇|镇|街道办)[）)])?)"

REPORT = 95.0
"""A link whose words are the title of a report."""
REPORT_CUT = 88.0
"""A title that the list cuts short (…)."""
REPORT_WRAPPED = 72.0
"""A notice that publishes a report (关于公布…年度报告的公告)."""
ATTACHMENT = 92.0

COLUMNS = _rules(
    (r"信息公开(?:工作)?(?:年度)?(?:工作)?(?:年报|报告)", 90),
    (r"公开年报|^(?:部门|乡镇|街道|镇街|县级|区级|市级|政府|本级|历年|往年)*(?:年报|年度报告)$", 88),
    (r"^(?:部门|乡镇|街道|镇街|单位|各).{0,8}年报", 86),
    (r"^.{0,8}(?:年报|年度(?:工作)?报告)$", 70),
)
"""Columns that hold annual reports."""

COLLECTED = re.compile(
    r"(?:年报|年度(?:工作)?报告).{0,4}(?:专栏|专题|专区|专页|汇总|汇编|集中公开|公开栏|一览表?|汇总表|目录)(?:[(（][^()（）]{1,8}[)）])?(?:\.(?:xlsx?|et|html?))?$"
)
COLLECTED_SCORE = 86.0
"""A page that gathers the reports of a year, or of all bodies: not a report, though its name is that of one and more."""

NOT_COLUMNS = re.compile(
    "网站|法治|预算|决算|绩效|年鉴|政府工作报告|述职|解读|图解|读懂|企业|监测|普法|总结"
    "|制度|指南|申请公开|办法|规定|通知|格式|(?:统计|审计)(?![\u4e00-\u9fff]{0,3}局)|(?:财政|环境)(?![\u4e00-\u9fff]{0,6}局)"
)
"""Columns and papers of another kind; bodies are called by some of these words too (统计局, 生态环境分局)."""

SLUG_COLUMN = re.compile(
    r"/(?:[a-z]*(?:xxgk|gk)[a-z]*(?:nb|ndbg|nianbao|bg)|nb|ndbg|gkbg|szfnb|nianbao)(?:[_n\d]+)?"
    r"(?:/|/index\.\w+|/list\.\w+|\.\w+)?$|/\w*AnnualReport/(?:year|list|index|showList)\b",
    re.I,
)
"""Last directory of an address that names such a column, or a model that holds nothing but such reports."""
SLUG_COLUMN_SCORE = 80.0

YEAR_CHILD = re.compile(r"^20\d\d(?:年|年度)?(?:政府信息公开)?(?:工作)?(?:年报|年度报告|报告)?$")
YEAR_CHILD_SCORE = 84.0
"""A year as a link, on a page that is such a column."""

MORE = re.compile(r"^\W*(?:查看|点击)?(?:更多|全部)\W*$|^\W*more\W*$", re.I)
"""A link below a column's own address, beside the first rows of one of its parts."""
MORE_SCORE = 76.0

KIND_CHILD = re.compile(
    rf"^(?:本级|县级?|区级?|市级?|旗)?(?:人民)?政府$|^(?:县|区|市|旗)?(?:直|级|政府)?各?{_BODIES}+$"
)
KIND_CHILD_SCORE = 82.0
"""A kind of body as a link (县政府, 乡镇（街道）), on a page that is such a column."""

OLDER_CHILD = re.compile(
    r"^(?:查看|更多)?(?:县|区|市|本级|各|部门|单位|乡镇|街道|镇街)*的?(?:往年|历年|往期|以往|历史|以前|更早)(?:年份|年度|信息|公开|数据|文件|资料|报告|年报|归档|查询|的)*$"
    r"|^20\d\d年?度?(?:及其?|和|与)?(?:以前|之前|往年)(?:年份|年度|信息|数据|的|年报|报告)*$"
)
"""The years before those that a page shows, as a link on a page that is such a column."""

_OLD_SITE = r"^.{0,6}(?:旧版|老版|旧网站?|老网站?|原网站|历史网站|历史版).{0,4}$"
OLD_SITE = re.compile(_OLD_SITE)
"""The site as it was before it was made anew: older years may have stayed there."""
ENTRIES = _rules(
    (r"^政府信息公开(?:专栏|平台|专区|网)?$", 70),
    (r"^信息公开(?:专栏|平台|专区|网)?$", 68),
    (r"^政务公开(?:专栏|平台|专区|网)?$", 64),
    (
        r"(?:部门|乡镇|街道|镇街|单位|机构).{0,4}(?:信息|政务)公开|公开(?:部门|单位)"
        r"|信息公开.{0,3}(?:部门|乡镇)",
        62,
    ),
    (rf"^(?:县|区|市|旗)?(?:直|级|政府)?各?{_BODIES}+$", 50),
    (
        r"(?:部门|单位|乡镇|街道|镇街).{0,6}(?:子?网站|子站|站群|频道)|^(?:子网站群?|子站群?|网站群|站群)(?:导航)?$",
        49,
    ),
    (r"(?:信息)?公开目录", 48),
    (r"^法定主动公开", 44),
    (r"^公开$", 40),
    (r"^(?:网站地图|站点地图)$", 36),
    (_OLD_SITE, 35),
)
"""The way there: disclosure pages and the directories of organs under them."""

SLUG_ENTRY = re.compile(r"/(?:zfxxgk|xxgk|zwgk|gkmlpt|zfxxgkml)(?:/|/index\.\w+)?$", re.I)
SLUG_ENTRY_SCORE = 42.0

ORGAN = re.compile(
    r"^[\u4e00-\u9fff（）()、]{1,24}"
    r"(?:局|委|委员会|办|办公室|中心|镇|乡|街道|办事处|管委会|政府|院|队|站|社)$"
)
ORGAN_SCORE = 46.0
"""The name of a body as a link, on a disclosure page: its own pages lead to its own reports."""

SITE_OF_BODY_SCORE = 31.5
"""The same on the home page: the site of a body; asked last, and of those bodies alone of which no report is known."""

NOT_ORGANS = re.compile(
    r"(?:新闻|服务|办事|信息|互动|数据|便民|政策|文件|公示|下载|查询|融媒体?)中心$|(?:[开代承督协主帮]|网上|一网通)办$|^(?:专题|首页|我的)|一站|领导"
)
"""Names of columns and services that end like the name of a body."""

BARE = re.compile(
    r"^https?://[!-~]+$|^\W*(?:点击|在线|立即)?(?:查看|详情|详细|查阅|浏览|阅读|全文|打开|进入|报告|年报|年度报告|正文|内容|html|网页版?)"
    r"(?:全文|详情|报告|年报|内容|更多)?\W*$",
    re.I,
)
"""Links that say nothing of where they lead; in a table of organs and years they lead to reports."""
DATED_SHORT = re.compile(
    r"20\d\d.{0,6}(?:年报|报告|公开)|20\d\d(?:年度?)?[)）]?$|^20\d\d|二[〇○零Oo0][〇○零一二三四五六七八九]{2}年"
)
"""A year beside few words (财政局2023年年报), where a column of reports does without the whole title."""
COLUMN_ENTRY_SCORE = 78.0
"""A link of a column of reports whose place on the page, not its words, says that it is an entry."""
FILLED_LIST = 80.0
"""The rows of a column of reports, where they stand at an address of their own."""
CITED = 60.0
"""An address that a report names to its readers."""
UNTOLD = re.compile(
    r"登录|注册|邮箱|天气|微信|微博|客户端|无障碍|长者|关怀|繁体|English|简体|手机|地图|纠错|举报|投诉|咨询|信箱|留言|调查|征集|访谈"
    r"|招聘|旅游|新闻|要闻|动态|视频|图片|领导|简介|概况|隐私|版权|关于我们|联系|收藏|设为|搜索|返回|上一[篇条页张]|打印|关闭|首页|友情",
    re.I,
)
"""Menu words that never lead to reports."""
TOPICS = re.compile("专题")
TOPICS_SCORE = 9.0
"""Topic pages: on some portals each year's reports are one; asked after the other menu words."""
ANNUAL = re.compile(r"年报|年度报告|总结")
UNTOLD_SCORE = 12.0
"""A short menu word that says neither yes nor no: asked when nothing better is left, a few of them."""

MIXED_NAME = re.compile(
    r"^(?:政务|政府|部门|单位|信息|县级?|区级?|市级?|最新|重要|本级|乡镇)*(?:(?:通知|公告|公示|文件|通告|公文){1,3}|信息发布|公开信息|最新公开|信息列表|政务信息)"
    r"(?:专栏|专区|栏目|公开|公示|发布|列表)?$"
)
"""Whole names of lists of papers of every kind: reports may stand on a further page of one."""
UNPROVEN_MIXED, UNPROVEN_LEAST = 28.0, 22.5
"""Scores of further pages of a mixed list that has shown no report yet: behind all that names reports."""


def is_unproven(kind: str, score: float) -> bool:
    """Whether an entry is a further page of a mixed list that has shown no report."""
    return kind == "page" and UNPROVEN_LEAST - 1 < score <= UNPROVEN_MIXED


def names_body(text: str) -> bool:
    """Whether words without blanks are the name of a body."""
    return bool(ORGAN.match(text)) and not NOT_ORGANS.search(text)


def is_choice(text: str) -> bool:
    """Whether words without blanks name a year or a body, of which one is to be chosen."""
    return bool(YEAR_CHILD.match(text)) or names_body(text)


QUERY = re.compile(r"^\W*(?:查询|检索|搜索|查找|筛选|确定|提交|查看|go)\W*$", re.I)
"""A button that shows what was chosen beside it."""
_SITE = re.compile(
    r"(?:政府)?(?:门户|官方)?(?:子?网站|子站|官网|网|(?:政府)?信息公开(?:专栏|网|平台)?|政务公开(?:专栏)?)$"
)


@lru_cache(maxsize=8192)
def body_of(text: str) -> str:
    """The body whose own pages words without blanks name (财政局, 财政局网站, 财政局信息公开); empty for any other words."""
    return next(filter(names_body, (_SITE.sub("", text), text)), "")


_DRAWING = r"(?:图文|图表|图片|漫画|动漫|视频|文字|政策)?(?:一(?:张)?图(?:读懂|看懂|解读|了解|解析|速览)?|图解|图说|读懂|看懂|解读|速读|漫说)"
_DRAWN = re.compile(
    rf"^\W*(?:{_DRAWING})[\W丨|]*(?:关于)?|\W{{0,9}}(?:的)?(?:{_DRAWING})(?:版|稿)?\W{{0,9}}$"
)
UNNAMED = 34.0
"""A picture without words on a page of disclosure."""
DRAWN_SCORE = 32.5
"""A drawing or an explanation of a report: its page links the report. Asked after all that names reports, where the report is not known."""


@lru_cache(maxsize=8192)
def drawn(text: str) -> str:
    """The title of the report of which words without blanks name a drawing or an explanation (一图读懂…年度报告); else empty."""
    bare = _DRAWN.sub("", text).strip('《》“”"')
    facts = read_title(bare) if bare != text else None
    return bare if facts and facts.is_report and facts.year else ""


WHOLE_TEXT = re.compile(
    r"^\W*(?:点击|在线|查看|阅读|浏览|下载|相关|政策|解读|报告)*(?:原文|全文|正文|文件|原件|文稿|报告)(?:原文|全文|链接|阅读|内容|下载|查看|地址)*\W*$"
)
"""A link to the paper that a drawing shows."""


def is_site_of_body(kind: str, score: float) -> bool:
    """Whether an entry is the site of a body that the home page names."""
    return kind == "page" and WORTH_ASKING < score <= SITE_OF_BODY_SCORE


NAMELESS = re.compile(
    r"^\W*(?:[A-Z]|[A-Z]-[A-Z]|\d{1,2}(?:月份?)?|第?[一二三四]季度|[上下]半年|[«»‹›]|[<>]{1,2}|[上下前后]一?年度?)\W*$"
)
"""A letter, a month, an arrow: a link of an index, which leads to another part of what its page shows."""
LIFTED_SCORE = 45.0
"""The other parts of an index of which one led to reports."""
FEWEST_NUMBERS = 3
"""Fewer bare numbers are no index."""

NEXT = re.compile(r"^\W*(?:下一?[页頁]|下1页|后一?页|[后下]翻|next(?:page)?)\W*$|^[>›»→▶]{1,2}$", re.I)
ALL_BODIES = re.compile(
    r"^(?:各|[县区市旗]|级|直|属|、|及|和)*(?:部门|乡镇|街道|单位|镇街|委办局|公开主体)+(?:[（(]街道[)）])?(?:政府|政务)?信息公开(?:平台|专栏|目录)?$"
)
"""A page of disclosure that leads to the papers of each body."""
UNFOLD = re.compile(r"^(?:[︾﹀∨⌄▼▽▾↓⇓⋁˅]{1,3}|…{1,2}|展开(?:更多|全部)?|显示全部)$")
"""A box below a list that a script lets show more of it."""
PAGE_NUMBER = re.compile(
    r"^[\[(（第]?\d{1,3}(?:/\d{1,3})?页?[)）\]]?$|^(?:\.{2,3}|…{1,2}|[上下前后](?:\d{1,2}|[二三四五六七八九十]{1,2})页)$"
)
"""A number of a pager, or what stands for those that it does not print."""

DISCLOSURE = 40.0
"""From this score on, a page counts as part of the portal's disclosure pages."""
WORTH_ASKING = 30.0
"""Links below this are not asked for."""
MIXED_LIST = 40.0
"""A further page of a list that holds reports among other things."""


_BLANKS = re.compile(r"[\s\u3000\u00a0\u200b]+")
_AROUND = re.compile(
    r"^(?:[·•▪◆-]+|\d{1,2}[.、])"
    r"|(?<=\D)[\[(（]?20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\d{1,2}:\d\d(?::\d\d)?)?[\])）]?$"
)
_NAME_OF_FILE, _HAN = re.compile(r"[\w.-]{0,80}[A-Za-z_][\w.-]{0,80}", re.A), re.compile(r"[\u4e00-\u9fff]")
_LONGEST_OF_PICTURE = 16
_SHORT = 400
"""Characters of a line that is kept as it was read."""


def said_of(text: str, title: str | None) -> str:
    """The words of a link: its title where it is a picture, of which nothing but the name of its file is known, and its title
    the name of a column or a body."""
    short = title if title and len(title) <= _LONGEST_OF_PICTURE and _HAN.search(title) else None
    return short if short and _NAME_OF_FILE.fullmatch(text) else text


def line(text: str) -> str:
    """The words of a line of a list: no blanks, no bullet or number before them, no date behind them."""
    return _short_line(text) if len(text) <= _SHORT else _bare(text)


def _bare(text: str) -> str:
    return _AROUND.sub("", _BLANKS.sub("", text))


_short_line = lru_cache(maxsize=8192)(
    _bare
)  # the links of a page are rated by several, and menus stand on each page


def score(rules: Rules, text: str) -> float:
    """The best score that a rule gives to words without blanks."""
    return max((value for pattern, value in rules if pattern.search(text)), default=0.0)


@lru_cache(maxsize=8192)
def column_name(text: str) -> float:
    """The score of words without blanks as the name of a column of annual reports; 0 for any other words."""
    return 0.0 if NOT_COLUMNS.search(text) or len(text) > LONGEST_NAME else score(COLUMNS, text)
