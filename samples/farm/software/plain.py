"""Software whose lists stand in HTML, each told by its addresses."""

from samples.farm.software.base import Software

_TRS = ('<div class="TRS_Editor"><div class="Custom_UnionStyle">', "</div></div>")
_GBK = ("gbk", "gbk", "gbk-header", "wrong-header", "plain")

PLAIN = (
    # TRS WCM: t-date; the second form writes its pager as a script, and needs to be known where a list is long
    Software("trs", "{folder}{ym}/t{ymd}_{id}.html", "{folder}", "{folder}index_{k0}.html", container=_TRS, wap=True),
    Software("trs-script", "{folder}{ym}/t{ymd}_{id}.shtml", "{folder}index.shtml", "{folder}index_{k0}.shtml", "family", pagers=("trs",), container=_TRS, wap=True),
    # 开普 UCAP with its static pages
    Software("ucap", "/{pre}/c{col}/{ym}/{hex}.shtml", "/{pre}/c{col}/zfxxgk_list.shtml", "/{pre}/c{col}/zfxxgk_list_{k}.shtml", container=("<ucapcontent>", "</ucapcontent>")),
    Software("ucap-script", "/{pre}/c{col}/{ym}/c04_{id}.shtml", "/{pre}/c{col}/list.shtml", "/{pre}/c{col}/list_{k}.shtml", "family", pagers=("ucap",), container=("<div id='UCAP-CONTENT'>", "</div>")),
    # 博达 VSB: deep pages count down
    Software("vsb", "/info/{col}/{id}.htm", "{path}.htm", "{path}/{down}.htm", pagers=("vsb",), container=('<div id="vsb_content_2"><div class="v_news_content">', "</div></div>")),
    # 广东 NFCMS
    Software("gd-post", "{folder}content/post_{id}.html", "{folder}index.html", "{folder}index_{k}.html", pagers=("next", "arrows", "links"), container=('<div class="article-content">', "</div>")),
    # trees of numbers, 平顶山 channels, 河北 uuid columns, 德州 n-tree, iList of old 陕西 and 昌吉, 达州 xxgk-show
    Software("numtree", "/{up}/{col}/content_{id}.html", "/{up}/{col}/index.htm", "/{up}/{col}/index_{k}.htm"),
    Software("numtree-slash", "/html/1//2/{up}/{col}/{id}.html", "/html/1//2/{up}/{col}/index.html", "/html/1//2/{up}/{col}/index_{k}.html", encodings=_GBK),
    Software("channels", "/contents/{col}/{id}.html", "/channels/{col}.html", "/channels/{col}_{k}.html"),
    Software("uuid", "/columns/{cuuid}/{ym}/{dd}/{uuid}.html", "/columns/{cuuid}/index.html", "/columns/{cuuid}/index_{k}.html"),
    Software("n-tree", "/n{up}/n{col}/c{id}/content.html", "/n{up}/n{col}/index.html", "/n{up}/n{col}/index_{col}_{down}.html"),
    Software("info-ilist", "/info/{col}/{id}.htm", "/info/iList.jsp?cat_id={col}&node_id=GK{up}", "/info/iList.jsp?cat_id={col}&cur_page={k}&node_id=GK{up}", encodings=_GBK),
    Software("xxgk-show", "/xxgk-show-{id}.html", "/xxgk-list-{slug}{col}.html", "/xxgk-list-{slug}{col}.html?page={k}"),
    Software("content-bare", "{folder}content_{id}", "{folder}", "{folder}?page={k}"),
    Software("sn-hex", "{folder}{doc}.html", "{folder}1.html", "{folder}{k}.html"),
    Software("hanweb-static", "/art/{y}/{m}/{d}/art_{col}_{id}.html", "/col/col{col}/index.html", "/col/col{col}/index.html?pageNum={k}&uid={up}"),
)  # fmt: skip
