"""The words by which portals name the way to their annual reports, with scores from 0 to 100.

Data, not code: what is added here needs no other change. Anchor texts are compared without blanks. The
words come from published lists of column names; the order is the order in which a person would click.
"""

from __future__ import annotations

import re

Rules = tuple[tuple[re.Pattern[str], float], ...]


def _rules(*pairs: tuple[str, float]) -> Rules:
    return tuple((re.compile(pattern), score) for pattern, score in pairs)


_BODIES = r"(?:部门|单位|乡镇|镇街|街道|镇乡|乡镇街道)(?:[、和及/]|[（(](?:街道|乡镇|镇)[）)])*"

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
)
"""Columns that hold annual reports."""

NOT_COLUMNS = re.compile(
    "网站|法治|预算|决算|统计|审计|绩效|财政|年鉴|政府工作报告|述职|解读|图解|读懂|企业|环境|监测|普法|总结"
    "|制度|指南|申请公开|办法|规定|通知|格式"
)

SLUG_COLUMN = re.compile(
    r"/(?:[a-z]*(?:xxgk|gk)[a-z]*(?:nb|ndbg|nianbao|bg)|nb|ndbg|gkbg|szfnb|nianbao)(?:[_n\d]+)?"
    r"(?:/|/index\.\w+|/list\.\w+|\.\w+)?$",
    re.I,
)
"""Last directory of an address that names such a column."""
SLUG_COLUMN_SCORE = 80.0

YEAR_CHILD = re.compile(r"^20\d\d(?:年|年度)?(?:政府信息公开)?(?:工作)?(?:年报|年度报告|报告)?$")
YEAR_CHILD_SCORE = 84.0
"""A year as a link, on a page that is such a column."""

KIND_CHILD = re.compile(
    rf"^(?:本级|县级?|区级?|市级?|旗)?(?:人民)?政府$|^(?:县|区|市|旗)?(?:直|级)?各?{_BODIES}+$"
)
KIND_CHILD_SCORE = 82.0
"""A kind of body as a link (县政府, 乡镇（街道）), on a page that is such a column."""

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
    (r"(?:部门|单位|乡镇|街道|镇街).{0,6}(?:子?网站|子站|站群|频道)|^(?:子网站群?|子站群?|网站群)$", 49),
    (r"(?:信息)?公开目录", 48),
    (r"^法定主动公开", 44),
    (r"^公开$", 40),
    (r"^(?:网站地图|站点地图)$", 36),
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

NEXT = re.compile(r"^(?:下一页|下页|后一页|下一頁|下1页|next|[>›»]{1,2}|下一页[>›»]*)$", re.I)
PAGE_NUMBER = re.compile(r"^\[?\d{1,3}\]?$")

DISCLOSURE = 40.0
"""From this score on, a page counts as part of the portal's disclosure pages."""
WORTH_ASKING = 30.0
"""Links below this are not asked for."""
MIXED_LIST = 40.0
"""A further page of a list that holds reports among other things."""
