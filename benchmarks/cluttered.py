"""A report page in the clutter of a portal: 110 KB of menus, lists, scripts and styles round a box of 480 elements."""

from __future__ import annotations

import re
from itertools import cycle

from tests.parsers.layouts.plans import Plan, make

_CELL = (
    "border:1px solid #333;padding:2px 6px;font-family:宋体;font-size:12px;line-height:20px;text-align:center;"
    "vertical-align:middle;word-break:break-all"
)
_PARAGRAPH = (
    "margin:0 0 12px;text-indent:2em;font-family:仿宋_GB2312;font-size:16pt;line-height:28pt;color:rgb(0,0,0)"
)
_TOPICS = (
    "机构职能",
    "政策文件",
    "财政预决算",
    "重大项目",
    "教育医疗",
    "乡村振兴",
    "安全生产",
    "优化营商",
    "民生实事",
)
_SENTENCES = (
    "全年通过门户网站和政务新媒体更新各类信息，内容涉及规划、统计、应急和社会救助等方面。",
    "窗口受理的申请均在法定期限内办结，答复文书统一登记、统一编号、统一归档。",
    "对照清单逐项检查栏目，及时补齐空缺内容，并对失效文件作出标注。",
    "结合年度培训，组织工作人员学习条例，交流办理中的难点。",
)
_SHEET = (
    ".menu-{n} li{{float:left;width:120px;height:36px;background:url(/images/m{n}.png) no-repeat}}"
    ".list-{n} a:hover{{color:#c00}}.box-{n} .tab{{display:none}}.box-{n} .on{{display:block}}\n"
)
_SCRIPT = "function tab{n}(i){{var t=document.getElementById('tab{n}');for(var k=0;k<9;k++){{t.children[k].className=k==i?'on':''}}}}\n"


def cluttered() -> bytes:
    """The page, always the same."""
    report = make(Plan(7, "small", ("2021", "2021"), ())).data.decode()
    box = report[report.index('<div id="zoom">') + len('<div id="zoom">') : report.rindex("</div></body>")]
    head = (
        '<meta name="SiteName" content="白岩县人民政府"><meta name="ColumnName" content="政府信息公开年报">'
        f"<style>{''.join(_SHEET.format(n=n) for n in range(40))}</style>"
        f"<script>{''.join(_SCRIPT.format(n=n) for n in range(30))}</script>"
    )
    body = f"{_menus()}<div class='main box-1'>{_side(0)}<div class='TRS_Editor' id='con'>{_styled(box)}</div>{_side(1)}</div>{_foot()}"
    return report[: report.index("</head>")].encode() + f"{head}</head><body>{body}</body></html>".encode()


def _styled(box: str) -> str:
    """The report with a style on each cell and paragraph, and more paragraphs."""
    sentences = cycle(_SENTENCES)
    prose = "".join(
        f'<p><span style="font-size:16pt">{next(sentences)}{next(sentences)}</span></p>' for _ in range(18)
    )
    box = box.replace("<p><strong>二、", f"{prose}<p><strong>二、", 1)
    box = re.sub(r"<td", f'<td style="{_CELL}"', box)
    return re.sub(r"<p>", f'<p style="{_PARAGRAPH}">', box)


def _menus() -> str:
    links = "".join(
        f'<li class="m{n % 9}" style="width:{90 + n % 40}px"><a href="/col/{n}/index.html" title="{topic}">{topic}{n}</a></li>'
        for n, topic in zip(range(260), cycle(_TOPICS), strict=False)
    )
    return f'<div class="header"><div class="nav menu-1"><ul>{links}</ul></div></div>'


def _side(number: int) -> str:
    items = "".join(
        f'<li><a href="/art/{number}{n}.html" style="color:#333" target="_blank">关于做好{topic}有关工作第{n}号的通知</a>'
        f"<span class='date'>2023-0{n % 9 + 1}-1{n % 9}</span></li>"
        for n, topic in zip(range(90), cycle(_TOPICS), strict=False)
    )
    return f'<div class="side list-{number}"><h2>最新公开</h2><ul>{items}</ul></div>'


def _foot() -> str:
    return (
        '<div class="footer"><p>主办：白岩县人民政府办公室</p><p>网站标识码：0000000000</p>'
        "<div class='share'><a href='javascript:window.print()'>打印本页</a><a href='javascript:window.close()'>关闭窗口</a></div></div>"
    )
