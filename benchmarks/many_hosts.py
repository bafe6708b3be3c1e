"""A server of any number of small portals, told apart by the Host header: a home page, a list, three reports each.

Called as a program; prints its port and serves until it is stopped.
"""

from __future__ import annotations

import asyncio

HOSTS = 3_000
PAGES = 5
_LINE = "<p>县人民政府坚持以公开为常态、不公开为例外，推进各项工作，回应社会关切，接受公众监督。</p>"
_PARTS = ("一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况")
_TITLE = "白岩县{}号镇人民政府{}年政府信息公开工作年度报告"


def homes(port: int, hosts: int = HOSTS) -> list[str]:
    """The home addresses."""
    return [f"http://h{number}.localhost:{port}/" for number in range(hosts)]


def _page(host: str, path: str) -> bytes | None:
    number = host.partition(".")[0][1:]
    if path == "/":
        return _html(f"白岩县{number}号镇", '<a href="/nb/">政府信息公开年报</a>' + _LINE * 40)
    if path == "/nb/":
        links = (
            f'<li><a href="/{y}.html">{_TITLE.format(number, y)}</a></li>' for y in range(2021, 2019 + PAGES)
        )
        return _html("政府信息公开年报", "".join(links) + _LINE * 20)
    year = path[1:5]
    if path == f"/{year}.html" and year.isdigit():
        title = _TITLE.format(number, year)
        return _html(title, f"<h1>{title}</h1>" + "".join(f"<p>{part}</p>{_LINE * 30}" for part in _PARTS))
    return None


def _html(title: str, body: str) -> bytes:
    return f"<html><head><meta charset=utf-8><title>{title}</title></head><body>{body}</body></html>".encode()


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One connection, kept open."""
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            path = head.split(" ", 2)[1]
            host = next(line[5:].strip() for line in head.splitlines() if line.lower().startswith("host:"))
            body = _page(host, path)
            status, body = (b"200 OK", body) if body is not None else (b"404 Not Found", b"gone")
            writer.write(
                b"HTTP/1.1 %s\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s"
                % (status, len(body), body)
            )
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def _main() -> None:
    server = await asyncio.start_server(_serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_main())
