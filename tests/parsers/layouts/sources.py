"""Stage `source`: the page's markup as old editors, templates and converters write it."""

from __future__ import annotations

import random
import re

from tests.parsers.layouts.registry import transformation


@transformation("source", "closing")
def unclosed_cells(source: str, rng: random.Random) -> str:
    """</td> and </tr> left out (hand-written pages of the 2000s)."""
    return re.sub(r"</t[dhr]>", "", source) if _is_flat(source) else re.sub(r"</t[dh]>(?=<t[dh])", "", source)


def _is_flat(source: str) -> bool:
    """Whether no table holds another: then a parser ends rows by itself."""
    depth = 0
    for tag in re.findall(r"</?table", source):
        depth += 1 if tag == "<table" else -1
        if depth > 1:
            return False
    return True


@transformation("source", "closing")
def unclosed_paragraphs(source: str, rng: random.Random) -> str:
    """</p> left out."""
    return re.sub(r"</p>", "", source)


@transformation("source")
def upper_case_tags(source: str, rng: random.Random) -> str:
    """<TABLE><TR><TD> with upper-case attributes."""
    return re.sub(r"<(/?)([a-z][a-z0-9:]*)", lambda m: f"<{m[1]}{m[2].upper()}", source)


@transformation("source")
def bare_attributes(source: str, rng: random.Random) -> str:
    """Attributes without quotes."""
    return re.sub(r'(rowspan|colspan|height|width|align|class)="([A-Za-z0-9]+)"', r"\1=\2", source)


@transformation("source", "ending")
def early_end(source: str, rng: random.Random) -> str:
    """</body></html> of an included fragment before the report goes on."""
    at = source.find("<table", source.find("总体情况"))
    return source[:at] + "</body></html>" + source[at:] if at > 0 else source


@transformation("source", "ending")
def no_ending(source: str, rng: random.Random) -> str:
    """A page that stops without closing its tags."""
    return source.replace("</body></html>", "")


@transformation("source")
def no_doctype(source: str, rng: random.Random) -> str:
    """No doctype, no html, no head: a fragment."""
    return re.sub(r"^<!DOCTYPE html>\n<html><head>", "", source).replace("</head><body>", "")


@transformation("source")
def xhtml_declaration(source: str, rng: random.Random) -> str:
    """An XML declaration and the namespaces of Office before the page."""
    head = '<?xml version="1.0" encoding="gb2312"?>\n'
    spaces = 'xmlns:o="urn:schemas-microsoft-com:office:office" xmlns="http://www.w3.org/1999/xhtml"'
    return head + source.replace("<html>", f"<html {spaces}>")


@transformation("source")
def comments_between(source: str, rng: random.Random) -> str:
    """Comments between rows, some with rows of an old report in them."""
    old = "<!-- <tr><td>旧</td><td>55</td></tr> -->"
    return re.sub(r"</tr>\n", lambda m: m[0] + (old if rng.random() < 0.2 else ""), source)


@transformation("source")
def pretty_printed(source: str, rng: random.Random) -> str:
    """Each tag on its own line, cells with line ends and tabs round their text."""
    return re.sub(r"(<t[dhr][^>]*>)", r"\n\t\t\1\n\t\t\t", source).replace("</td>", "\n\t\t</td>")


@transformation("source")
def windows_line_ends(source: str, rng: random.Random) -> str:
    """CR LF line ends."""
    return source.replace("\n", "\r\n")


@transformation("source")
def misaligned_column_row(source: str, rng: random.Random) -> str:
    """Excel's `<![if !supportMisalignedColumns]>` row before the end of a table."""
    row = (
        '<![if !supportMisalignedColumns]><tr height="0" style="display:none">'
        '<td width="72" style="width:54pt"></td></tr><![endif]>'
    )
    return re.sub(r"(</tr>\n?)(</t(?:body|foot)>)?(</table>)", rf"\1{row}\2\3", source)


@transformation("source")
def control_characters(source: str, rng: random.Random) -> str:
    """NUL and vertical tabs in the text (copied from a mainframe or a PDF)."""
    return source.replace("本年度，", "本年度\x0b，").replace("总计", "总\x00计", 1)
