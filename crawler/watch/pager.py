"""A step of a list's pager in a browser: what looks like 下一页, like the number behind the present one, like 更多, or scrolling."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

MOST_TRIED = 4
"""Elements of one manner that are clicked in vain."""
LONGEST_ARROW = 4
"""Characters of a control that only its class calls the next one."""
_NEXT = re.compile(r"^\W*(?:下一?[页頁]|后一?页|后页|向后|next(?:\s?page)?)\W*$|^[>›»→]{1,2}$", re.I)
_NEXT_CLASS = re.compile(r"(?:^|[\s_-])(?:next|btn-next|right-?arrow)(?:$|[\s_-])", re.I)
_MORE = re.compile(r"^\W*(?:点击|查看|加载|显示|浏览)?更多\W*$|^\W*load\s?more\W*$", re.I)
_COUNTED = re.compile(
    r"(?<![\d/.-])(\d{1,4})\s{0,3}页?\s{0,3}/\s{0,3}[共总]?计?\s{0,3}(\d{1,4})(?![\d/.-])|第\s{0,3}(\d{1,4})\s{0,3}页\D{0,9}?[共总]计?\s{0,3}(\d{1,4})\s{0,3}页"
)
"""The present page and how many there are."""
_OFF = re.compile(r"disabled|disable\b|inactive|is-last", re.I)

CANDIDATES = """() => {
  const found = [];
  const seen = document.querySelectorAll('a,button,li,span,div,i,em,b,p,input[type=button],td');
  for (const e of seen) {
    if (found.length > 1500) break;
    const text = (e.value && e.tagName === 'INPUT' ? e.value : e.textContent || '').trim();
    const cls = typeof e.className === 'string' ? e.className : '';
    const said = [e.getAttribute('aria-label'), e.getAttribute('title'), e.getAttribute('rel')].filter(Boolean).join(' ');
    if (text.length > 12 || (!text && !cls && !said)) continue;
    const closest = e.closest('li,button,a') || e;
    const off = [e, closest].some(x => x.disabled || x.getAttribute('aria-disabled') === 'true');
    const own = typeof closest.className === 'string' ? closest.className : '';
    const around = closest.parentElement ? closest.parentElement.textContent.trim() : '';
    const beside = around.length < 200 ? around : [closest.previousElementSibling, closest, closest.nextElementSibling]
      .map(x => (x ? x.textContent : '').trim().slice(0, 20)).join(' ');
    let near = '';
    for (let x = closest.previousSibling, i = 0; x && i < 8; x = x.previousSibling, i++) near = (x.textContent || '').trim().slice(-40) + ' ' + near;
    for (let x = closest.nextSibling, i = 0; x && i < 8; x = x.nextSibling, i++) near += ' ' + (x.textContent || '').trim().slice(0, 40);
    if (e.children.length && text && [...e.children].some(c => (c.textContent || '').trim() === text)) continue;
    e.setAttribute('data-watch', found.length);
    found.push([text, cls + ' ' + own, said, off, beside, near]);
  }
  return found;
}"""
"""Marks what may be worked and gives, for each, its words, classes, other words, whether it is dead, what stands beside it, and
the bare words around it."""
CLICK = 'n => { const e = document.querySelector(`[data-watch="${n}"]`); if (e) { e.scrollIntoView(); e.click(); } return !!e; }'
SCROLL = """() => { window.scrollTo(0, document.documentElement.scrollHeight);
  for (const e of document.querySelectorAll('*')) { if (e.scrollHeight > e.clientHeight + 10) { e.scrollTop = e.scrollHeight; e.dispatchEvent(new Event('scroll')); } }
  window.dispatchEvent(new Event('scroll')); return true; }"""


class Control(NamedTuple):
    text: str
    classes: str
    said: str
    off: bool
    beside: str
    near: str = ""


def steps(controls: list[Control], present: int) -> Iterator[int | None]:
    """What may lead to the page behind the `present` one, the likeliest first, by its number; None is scrolling."""
    live = [(n, control) for n, control in enumerate(controls) if not _is_off(control)]
    numbered = False
    for way in (_is_next, _is_called_next, lambda c: _is_number(c, present), _is_more):
        found = [n for n, control in live if way(control)][:MOST_TRIED]
        numbered = numbered or (bool(found) and way is not _is_more)
        yield from found
    if not numbered and not is_over(controls):
        yield None


def is_over(controls: list[Control]) -> bool:
    """Whether a pager stands there whose 下一页 is dead, or beside which the present page is numbered as the last one."""
    return is_last(controls) or any(
        _is_off(c) and (_is_next(c) or bool(_NEXT_CLASS.search(c.classes))) for c in controls
    )


def is_last(controls: list[Control]) -> bool:
    """Whether the words beside 下一页 say that this is the last page, as 第3/3页: it may look alive there all the same."""
    beside = [f"{c.beside} {c.near}" for c in controls if _is_next(c)]
    counted = [found.groups() for text in beside for found in _COUNTED.finditer(text)]
    return bool(counted) and all((n or m) == (last or other) for n, last, m, other in counted)


def _is_off(control: Control) -> bool:
    return control.off or bool(_OFF.search(control.classes))


def _is_next(control: Control) -> bool:
    return bool(_NEXT.match(control.text) or (control.said and _NEXT.match(control.said)))


def _is_called_next(control: Control) -> bool:
    return bool(_NEXT_CLASS.search(control.classes)) and len(control.text) <= LONGEST_ARROW


def _is_number(control: Control, present: int) -> bool:
    return control.text == str(present + 1) and _counts(control.beside, present)


def _is_more(control: Control) -> bool:
    return bool(_MORE.match(control.text))


def _counts(beside: str, present: int) -> bool:
    """Whether the present page's number stands beside that of the next one."""
    return bool(
        re.search(rf"(?<!\d){present}\D{{0,9}}{present + 1}(?!\d{{2}})", beside)
    ) or beside.startswith(f"{present}{present + 1}")
