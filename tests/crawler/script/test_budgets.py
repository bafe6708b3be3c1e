"""Scripts made to take time or memory: each costs its page a moment, and a column that they leave unread is said so."""

from __future__ import annotations

import resource
import time

import pytest

from crawler.discovery.discover import discover
from crawler.discovery.grounds import Grounds
from crawler.discovery.unread_lists import EXHAUSTED
from crawler.families import FAMILIES
from tests.crawler.discovery.test_discover import HOST, page

LOOP = "for(var i=0;i<60;i++)"
TWICE = "for(var i=0;i<200;i++)for(var j=0;j<200;j++)"
LONG = f"var s='a';{LOOP}s+=s;"
BOMBS = {
    "doubled": f"var s='aaaa';{LOOP}s=s.concat(s)+s;document.write(s)",
    "templates": f"var s='a';{LOOP}s=`${{s}}${{s}}${{s}}`;document.write(s)",
    "escaped": f"var s='%%%%';{LOOP}s=encodeURIComponent(s);document.write(s)",
    "squared": f"var n=9;{LOOP}n=n*n;document.write(n)",
    "infinite": f"var n=1e300;{LOOP}n=n*n;document.write(n|0);document.write('abc'.substr(n))",
    "lists in lists": f"var o=[1];{LOOP}o=[o,o];document.write(o);document.write(o.join('-'))",
    "compared": f"var a=[1],b=[1];{LOOP}{{a=[a,a];b=[b,b]}}if(a==b)document.write('x');[a].indexOf(b)",
    "in itself": "var a=[];for(var i=0;i<200;i++)a.push(a);document.write(a);document.write(JSON.stringify(a));$.post('/x',{a:a})",
    "objects": f"var o={{}};{LOOP}o={{a:o,b:o,c:o}};document.write(JSON.stringify(o));$.post('/x',o)",
    "joined": f"{LONG}var a=[];{TWICE}a.push('');document.write(a.join(s))",
    "parameters": f"{LONG}var o={{}};{TWICE}o['a'+i+'_'+j]=s;document.write($.param(o))",
    "searched": f"{LONG}var n=s.substring(0,200000)+'b';{TWICE}x=s.indexOf(n)",
    "split": f"{LONG}{TWICE}x=s.split('a')",
    "listed": f"var a=[];{TWICE}a.push('q'+i);{TWICE}x=a.indexOf('z')",
    "recursion": "function f(n){return f(n+1)+f(n+2)} f(0)",
    "brackets": "x=" + "[" * 40_000,
    "conditions": "if(1)" * 20_000 + "x()",
    "links": f"{TWICE}document.write('<a href=/x'+i+j+'>政府信息公开年报</a>')",
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_script_takes_a_moment_and_no_memory(name: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    column = page(f"<ul></ul><script>{BOMBS[name]}</script>", kind="list", anchor="政府信息公开年报")
    discover(column, Grounds(HOST), FAMILIES)
    assert time.process_time() - began < 8
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000


def test_a_column_whose_scripts_are_not_followed_to_their_end_is_unread() -> None:
    endless = page(f"<p>年报</p><script>{TWICE}x=i+j</script>", kind="list", anchor="政府信息公开年报")
    assert discover(endless, Grounds(HOST), FAMILIES).unread == EXHAUSTED
    short = page(
        "<p>年报</p><script>for(var i=0;i<9;i++)x=i</script>", kind="list", anchor="政府信息公开年报"
    )
    assert discover(short, Grounds(HOST), FAMILIES).unread is None
