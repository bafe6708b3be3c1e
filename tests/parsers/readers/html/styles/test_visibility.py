"""What a page hides from its readers is no figure, whatever it is hidden by."""

from __future__ import annotations

import pytest

from parsers.readers.html.held import held_beside, held_by
from parsers.readers.html.standard_tree import standard_tree
from parsers.readers.html.tree import element_text

HIDING = {
    "so faint that nobody sees it": (".x{opacity:.01}", "<span class=x>9</span>"),
    "a variable in its own style": (":root{--d:none}", "<span style='display:var(--d)'>9</span>"),
    "what stands in a frame's place": ("", "<iframe src=/a.html>9</iframe>"),
    "what stands for frames": ("", "<noembed>9</noembed>"),
    "the title of a drawing": ("", "<svg width=1 height=1><title>9</title></svg>"),
    "the note of a formula": ("", "<math><semantics><annotation>9</annotation></semantics></math>"),
    "tag": ("span.x{}", "<s>9</s>"),
    "inline": ("", "<span style='display: none'>9</span>"),
    "inline, important": (".x{display:inline}", "<span class=x style='display:none!important'>9</span>"),
    "class": (".x{display:none}", "<span class='a x'>9</span>"),
    "id": ("#x { visibility : hidden }", "<span id=x>9</span>"),
    "element": ("td i{display:none}", "<i>9</i>"),
    "last of a list": ("b, em ,u{font-size:0px}", "<u>9</u>"),
    "attribute": ("", "<span hidden>9</span>"),
    "attribute and a rule for others": (".y{display:block}", "<span hidden>9</span>"),
    "size 0": (".x{font-size:0}", "<span class=x>9</span>"),
    "of one point": ("", "<font size=1 style='font-size: 1pt'>9</font>"),
    "opacity": (".x{opacity:0.0}", "<span class=x>9</span>"),
    "off the screen": (".x{position:absolute;left:-9999px}", "<span class=x>9</span>"),
    "struck": (".x{text-decoration:underline line-through}", "<span class=x>9</span>"),
    "transparent": (".x{color:transparent}", "<span class=x>9</span>"),
    "clipped": (".x{position:absolute;clip:rect(0, 0, 0, 0)}", "<span class=x>9</span>"),
    "clipped by a path": ("", "<span style='clip-path:inset(100%)'>9</span>"),
    "in a box of no size": (".x{display:inline-block;width:0;overflow:hidden}", "<span class=x>9</span>"),
    "shrunk to nothing": ("", "<span style='display:inline-block;transform:scale(0)'>9</span>"),
    "white": (".x{color:#fff}", "<span class=x>9</span>"),
    "white by a tag": ("", "<font color=white>9</font>"),
    "white on white": ("", "<span style='color:rgb(255,255,255);background:#fff'>9</span>"),
    "red on red": (".x{color:#f00;background:#f00}", "<span class=x>9</span>"),
    "grey on nearly the same grey": (
        "",
        "<span style='color:#ccc;background-color:rgb(200, 200, 200)'>9</span>",
    ),
    "the ground of the first of its kind": ("td b:nth-child(1){color:#123;background:#123}", "<b>9</b>"),
    "the ground of its cell": ("td{background:teal}", "<font color=teal>9</font>"),
    "the ground of its row": (
        "tr{background:#eee url()} tr{background:#dde}",
        "<span style='color:#dddDEE'>9</span>",
    ),
    "the ground of its table, through what is clear": (
        "table{background:#123456}",
        "<b style='background:none'><span style='color:#123456'>9</span></b>",
    ),
    "the ground by an attribute": ("", "<table bgcolor=navy><tr><td><font color=#000080>9</font></table>"),
    "the ink of what is around": (
        ".y{color:#abc}",
        "<b class=y><span style='background:#aabbcc'>9</span></b>",
    ),
    "dots in place of digits": ("", "<span style='-webkit-text-security:disc'>9</span>"),
    "a block whose content is kept off": (".x{content-visibility:hidden}", "<div class=x>9</div>"),
    "made tiny": (".x{zoom:.01}", "<span class=x>9</span>"),
    "made tiny by percents": ("", "<span style='zoom: 2%'>9</span>"),
    "turned round": (".x{unicode-bidi:bidi-override;direction:rtl}", "<span class=x>9</span>"),
    "instead of a picture": ("", "<canvas>9</canvas>"),
    "instead of a film": ("", "<video src=a.mp4>9</video>"),
    "a list of proposals": ("", "<datalist><option>9</datalist>"),
    "of no size, in one word": (".x{font:bold 0/0 a}", "<span class=x>9</span>"),
    "transparent by four digits": (".x{color:#0000}", "<span class=x>9</span>"),
    "transparent by its alpha": (".x{color:rgba(0, 0, 0, 0)}", "<span class=x>9</span>"),
    "transparent behind a slash": ("", "<span style='color:rgb(0 0 0 / 0%)'>9</span>"),
    "transparent by hue": (".x{color:hsla(0,0%,0%,0.0)}", "<span class=x>9</span>"),
    "letters without a fill": (".x{-webkit-text-fill-color:transparent}", "<span class=x>9</span>"),
    "filtered away": (".x{filter:opacity(0)}", "<span class=x>9</span>"),
    "by a sheet in a comment of HTML": ("<!-- .x{display:none} -->", "<span class=x>9</span>"),
    "for screens": ("@media screen{.x{display:none}}", "<span class=x>9</span>"),
    "in a window of a desktop": ("@media (min-width:768px){.x{display:none}}", "<span class=x>9</span>"),
    "a sheet for a desktop": (
        "",
        "<style media='(width >= 60em)'>.x{display:none}</style><span class=x>9</span>",
    ),
    "in a layer": ("@layer base{.x{display:none}}", "<span class=x>9</span>"),
    "by a variable": (":root{--o: none}.x{display:var(--o)}", "<span class=x>9</span>"),
    "by a rule within a rule": ("td{color:red;.x{display:none}}", "<span class=x>9</span>"),
    "by a rule of its parent": ("b{@media screen{&.x{display:none}}}", "<b class=x>9</b>"),
    "a rule that is never closed": (".x{display:none", "<span class=x>9</span>"),
    "a window that nobody opened": ("", "<dialog>9</dialog>"),
    "what pops up": ("", "<div popover>9</div>"),
    "behind a comment": ("/* .x{} */.x{/**/display:none}", "<span class=x>9</span>"),
    "one of several in brackets": (
        ":is(b, span)>.y, span:not(.z,.w).x{display:none}",
        "<span class=x>9</span>",
    ),
    "in the ink of its ground, behind a label": (
        ".x{color:red;background:red}.x:before{content:'a'}",
        "<b class=x>9</b>",
    ),
    "within": (".x{display:none}", "<span class=x><b>9</b></span>"),
}
SHOWING = {
    "what frameworks take away": ("[v-cloak]{display:none}", "<span v-cloak>9</span>"),
    "a sheet for browsers without scripts": (
        "",
        "<noscript><style>.x{display:none}</style></noscript><span class=x>9</span>",
    ),
    "a sheet in another language": (
        "",
        "<style type='text/x-less'>.x{display:none}</style><span class=x>9</span>",
    ),
    "a window that is open": ("", "<dialog open>9</dialog>"),
    "by a variable of another value": (
        ":root{--o: inline}.x{display:var(--o, none)}",
        "<span class=x>9</span>",
    ),
    "behind a rule within a rule": ("p{.x{display:none}}.x{display:inline}", "<span class=x>9</span>"),
    "for print": ("@media print{.x{display:none}}", "<span class=x>9</span>"),
    "for telephones": (
        "@media only screen and (max-width: 768px){.x{display:none}}",
        "<span class=x>9</span>",
    ),
    "for a sheet held upright": (
        "@media (orientation: portrait){.x{display:none}}",
        "<span class=x>9</span>",
    ),
    "not for screens": ("@media not screen{.x{display:none}}", "<span class=x>9</span>"),
    "for narrow windows, in em": ("@media (width <= 40em){.x{display:none}}", "<span class=x>9</span>"),
    "a sheet for telephones": (
        "",
        "<style media='screen and (max-width:600px)'>.x{display:none}</style><span class=x>9</span>",
    ),
    "overruled by order": (".x{display:none}.x{display:inline}", "<span class=x>9</span>"),
    "overruled by an id": ("#i{display:inline}.x{display:none}", "<span id=i class=x>9</span>"),
    "overruled inline": (".x{display:none}", "<span class=x style='display:inline'>9</span>"),
    "size given back": (".x{font-size:0}", "<span class=x><b style='font-size:12px'>9</b></span>"),
    "while pointed at": (".x:hover{display:none}", "<span class=x>9</span>"),
    "black by its parts": (".x{color:rgb(0,0,0)}", "<span class=x>9</span>"),
    "of full alpha": (".x{color:rgb(0 0 0 / 100%);filter:opacity(1)}", "<span class=x>9</span>"),
    "blue by its digits": (".x{color:#100000}", "<span class=x>9</span>"),
    "a size in one word": (".x{font:10px/0 a}", "<span class=x>9</span>"),
    "a size given back in one word": (".x{font-size:0}.x{font:12px a}", "<span class=x>9</span>"),
    "letters cut out of their ground": (
        ".x{background-clip:text;color:transparent;background-image:linear-gradient(red,blue)}",
        "<span class=x>9</span>",
    ),
    "white on a ground": ("", "<span style='color:#fff;background:#c00'>9</span>"),
    "white on a ground within": ("", "<font color=#ffffff><span style='background: #c00000'>9</span></font>"),
    "red on a picture": (".x{color:red;background:red url(a.png)}", "<span class=x>9</span>"),
    "red on a ground of more weight": (
        "#i{background:#fff}.x{color:red;background:red}",
        "<span id=i class=x>9</span>",
    ),
    "an ink of more weight": (
        ".x{color:red!important;background:teal}",
        "<span class=x style='color:teal'>9</span>",
    ),
    "another ink within": (
        ".x{color:red;background:red}",
        "<span class=x><b style='color:#fff'>9</b></span>",
    ),
    "another ground within": (
        "",
        "<font color=red style='background:red'><b style='background:#ff0'>9</b></font>",
    ),
    "rules for parts of others in brackets": (":is(td, th)>.y{display:none}", "<span class=x>9</span>"),
    "a link in the browser's own ink": (".x{color:red;background:red}", "<b class=x><a href=y>9</a></b>"),
    "white where others are in their ground's ink": (
        "i{color:red;background:red}div{background:#fff}",
        "<b class=dark><span style='color:#fff'>9</span></b><i></i>",
    ),
    "letters cut out of a ground of their ink": (
        ".x{color:red;background:red;-webkit-background-clip:text}",
        "<span class=x>9</span>",
    ),
    "a drawing over the ground": (
        ".x{color:red;background-color:red;background-image:linear-gradient(#fff,#fff)}",
        "<b class=x>9</b>",
    ),
    "inks and grounds of others": (
        ".x{color:red}.y{background:red}",
        "<span class=x>9</span><b class=y></b>",
    ),
    "a line, whose content cannot be kept off": ("", "<span style='content-visibility:hidden'>9</span>"),
    "digits as they are": (".x{-webkit-text-security:none}", "<span class=x>9</span>"),
    "as large as ever": (".x{zoom:1;*zoom:0}", "<span class=x style='zoom:0.8'>9</span>"),
    "small": (".x{font-size:5px}", "<span class=x>9</span>"),
    "white in a box of a class": (".x{color:#fff}", "<b class=dark><span class=x>9</span></b>"),
    "a box of no size that is overrun": (".x{width:0}", "<span class=x>9</span>"),
    "a rule for others": (".y{display:none}", "<span class=x>9</span>"),
    "a sheet for print": ("", "<style media=print>.x{display:none}</style><span class=x>9</span>"),
}


def shown(css: str, inner: str) -> str:
    root, whole = standard_tree(f"<style>{css}</style><table><tr><td>{inner}12</td></tr></table>")
    assert whole
    return element_text(next(root.iter("td")))


@pytest.mark.parametrize(("css", "inner"), HIDING.values(), ids=HIDING)
def test_hidden_digits_are_not_read(css: str, inner: str) -> None:
    assert shown(css, inner) == "12"


@pytest.mark.parametrize(("css", "inner"), SHOWING.values(), ids=SHOWING)
def test_shown_digits_are_read(css: str, inner: str) -> None:
    assert "".join(shown(css, inner).split()) == "912"


def test_digits_turned_round_are_read_as_they_are_seen() -> None:
    assert shown("", "<bdo dir=rtl>34</bdo>") == "4312"


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("12<sup>3</sup>", "12³"),
        ("<sub>3</sub>12", "³12"),
        ("<sup>12</sup>", "12"),
        ("<ruby>12<rt>3</rt></ruby>", "12³"),
        ("<details><summary>12</summary>13</details>", "12\n13"),
    ],
)
def test_what_is_set_off_its_line_stays_apart(inner: str, text: str) -> None:
    root, _ = standard_tree(f"<table><tr><td>{inner}</td></tr></table>")
    assert element_text(next(root.iter("td"))) == text


@pytest.mark.parametrize(
    ("inner", "held"),
    [
        ("<img src=a.png>", "a picture"),
        ("<img src=space.gif width=1>", None),
        ("<select></select>", "a form field"),
        ("<span class=gen></span>", "text of a style sheet"),
        ("<s>12</s>", "hidden text"),
        ("<span hidden>12</span>", "hidden text"),
        ("<span hidden>&nbsp;</span>", None),
        ("<meter value=3>12</meter>", "a form field"),
        ("<!-- 12 -->&nbsp;<span> </span>", None),
        ("<script>document.write(12)</script>", "text that a script sets"),
        ("<script>track()</script>", None),
        ("<span data-to=12></span>", "another number in an attribute"),
        ("<span data-colwidth=12></span>", None),
        ("<i class='d d4'></i><i class='d d7'></i>", "a picture"),
        ("<i class=e></i>", "a picture"),
        ("<i style='background-position: 0 -18px'></i>", "a picture"),
        ("<i style='background: #fff'></i>", None),
        ("<p class=blank></p>", None),
    ],
)
def test_what_stands_in_a_cell_without_text(inner: str, held: str | None) -> None:
    css = ".gen::before{content:'12'} .d{background:url(d.png)} .e::after{content:'';background:url(e.png)} td{background:url(t.png)}"
    root, _ = standard_tree(f"<style>{css}</style><table><tr><td>{inner}</td></tr></table>")
    assert held_by(next(root.iter("td"))) == held


@pytest.mark.parametrize(
    ("css", "inner", "held"),
    [
        (".x::before{content:'1'}", "<b class=x>2</b>", "text of a style sheet"),
        (r".x::before{content:'\31 '}", "<b class=x>2</b>", "text of a style sheet"),
        ("td b:after{content:attr(data-n)}", "<b data-n=3>2</b>", "text of a style sheet"),
        (r".x::before{content:'\e601'}", "<b class=x>2</b>", None),
        ("td b:before{content:attr(data-label)}", "<b data-label='第20条'>2</b>", None),
        ("", "1<script>document.write(2)</script>", "text that a script sets"),
        ("", "<span class=up data-to=1,204>0</span>", "another number in an attribute"),
        ("", "<span data-value=1204>1,204</span>", None),
        (
            "",
            "<b id=n>0</b><script>document.getElementById('n').innerText=12</script>",
            "text that a script sets",
        ),
        ("", "<b id=n>2</b>", None),
        (
            ".x{visibility:hidden}.y{visibility:visible}",
            "<b class=x>1<i class=y>2</i></b>",
            "text of a style sheet",
        ),
        (".x{visibility:hidden}.y{visibility:visible}", "<b class=x><i class=y>2</i></b>", None),
        ("", "<img src=/img/1.gif>2", "a picture"),
        ("", "<img src=/themes/spacer.gif>2", None),
        ("", "<img src=/img/1.gif>行政许可", None),
        ("td i{background:url(d.png)}", "<i></i>2", "a picture"),
        ("td b{background:url(d.png)}", "<b>2</b>", None),
    ],
)
def test_what_stands_beside_the_text_of_a_cell(css: str, inner: str, held: str | None) -> None:
    root, _ = standard_tree(f"<style>{css}</style><table><tr><td>{inner}</td></tr></table>")
    cell = next(root.iter("td"))
    assert held_beside(cell, element_text(cell)) == held


def test_a_script_that_names_no_cell_says_nothing_of_them() -> None:
    page = "<table><tr><td id=a>12</td></tr></table><p id=b>7</p><script>$('#b').text(8)</script>"
    root, _ = standard_tree(page)
    assert held_beside(next(root.iter("td")), "12") is None


def test_a_style_sheet_of_any_length_costs_little() -> None:
    many = ",".join(["b"] * 20_000)
    assert shown(f"{many}{{{many}{{{many}{{color:red}}}}}}.x{{display:none}}", "<b class=x>9</b>") == "12"
    assert shown(".x{display:none}" + "--a" * 50_000 + "{a:var(--a)}" * 9_000, "<b class=x>9</b>") == "12"
    assert shown(".x{display:none}" + "{" * 100_000 + "a{color:red}" * 50_000, "<b class=x>9</b>") == "12"
