"""The way out: nothing inner is ever connected to, a deadline is a deadline, what comes in is capped. The stand is on loopback."""

from __future__ import annotations

import contextlib
import gzip
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from marsad.read.fetch import Fetcher, Refused, checked, inner

BOMB = gzip.compress(bytes(40 * 2**20), 9)  # one of 300 MB, and what it costs: test_fetch_paths.py


class Stand:
    """A server on loopback that counts its connections."""

    def __init__(self) -> None:
        stand = self
        self.paths: list[str] = []
        self.agents: list[str] = []
        self.dripped_out = False

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                stand.paths.append(self.path)
                stand.agents.append(dict(self.headers).get("User-Agent", ""))
                stand.answer(self)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def drip(self, request: BaseHTTPRequestHandler) -> None:
        """A byte every tenth of a second, for a minute; whoever hears it to its end has no deadline."""
        with contextlib.suppress(OSError):
            for _ in range(600):
                request.wfile.write(b"H")
                request.wfile.flush()
                time.sleep(0.1)
            self.dripped_out = True

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        path = request.path
        if path == "/robots.txt":
            self.reply(request, b"User-agent: *\nDisallow: /private\n")
        elif path == "/drip":
            request.send_response(200)
            request.end_headers()
            self.drip(request)
        elif path == "/dripping-head":
            self.drip(request)
        elif path == "/bomb":
            self.reply(request, BOMB, {"Content-Encoding": "gzip"})
        elif path == "/endless":
            request.send_response(200)
            request.end_headers()
            try:
                while True:
                    request.wfile.write(bytes(65_536))
            except OSError:
                pass
        elif path == "/short":
            request.send_response(200)
            request.send_header("Content-Length", "5000")
            request.end_headers()
            request.wfile.write(b"only this")
        elif path == "/flood":
            request.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 60_000)
        elif path.startswith("/loop"):
            request.send_response(302)
            request.send_header("Location", f"/loop{len(self.paths)}")
            request.end_headers()
        elif path.startswith("/to/"):
            request.send_response(302)
            request.send_header("Location", path[4:].replace("~", "/"))
            request.end_headers()
        elif path == "/known" and request.headers.get("If-None-Match") == '"v1"':
            request.send_response(304)
            request.end_headers()
        else:
            self.reply(request, "نص".encode(), {"ETag": '"v1"', "Content-Type": "text/plain; charset=utf-8"})

    def reply(self, request: BaseHTTPRequestHandler, body: bytes, headers: dict[str, str] | None = None) -> None:
        request.send_response(200)
        for name, value in {**(headers or {}), "Content-Length": str(len(body))}.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body)


@pytest.fixture
def stand() -> Iterator[Stand]:
    made = Stand()
    yield made
    made.server.shutdown()
    made.server.server_close()


def fetcher(stand: Stand, **more: object) -> Fetcher:
    return Fetcher(delay=0, allowed=frozenset((f"127.0.0.1:{stand.port}",)), resolve=lambda h, p: ["127.0.0.1"], **more)  # type: ignore[arg-type]


HOSTS = [
    *(f"127.{a}.{b}.1" for a in (0, 1, 255) for b in (0, 1, 9)), "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001", "0", "0.0.0.0", "localhost", "localhost.",
    "LOCALHOST", "a.localhost", "host.local", "db.internal", "router.lan", "x.onion", "x.test", "x.invalid", "1.0.0.127.in-addr.arpa", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
    "[0:0:0:0:0:ffff:10.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]", "[fe80::1]", "[fe80::1%25eth0]", "[fc00::1]", "[fd12:3456::1]", "[ff02::1]", "[2001:db8::1]",
    "[::127.0.0.1]", "[100::1]", "[5f00::1]", "１２７.０.０.１", "①②⑦.⓪.⓪.①", "127。0。0。1", "127%2e0.0.1", "127.0.0.1.", "10.0.0.1", "10.255.255.254", "100.64.0.1", "100.127.255.254", "169.254.169.254", "172.16.0.1",
    "172.31.255.254", "192.0.0.192", "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.0.1", "192.168.255.255", "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
    "metadata", "kubernetes.default", "a b.com", "a\tb.com", "-a.com", "a..com", "a_b.com", "xn--a.", "\u202e.com", "a" * 70 + ".com", "",
]  # fmt: skip
FORMS = ["http://{}/", "https://{}/x", "http://{}:80/", "http://user@{}/", "http://good.example.org@{}/"]
OTHERS = ["file:///etc/passwd", "ftp://example.org/", "gopher://example.org/", "http://example.org:22/", "http://example.org:6379/", "http:///x", "//example.org/", "javascript:alert(1)",
          "http://example.org\\@127.0.0.1/", "http://example.org\r\nHost: x/", "http://exa mple.org/", "http://[::1", "http://example.org:99999/", "data:text/plain,x", "dict://example.org/", "http://a:b@example.org/"]  # fmt: skip


def test_300_addresses_and_tricks_make_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    monkeypatch.setattr(socket.socket, "connect", lambda self, to: made.append(to))
    tried = 0
    for url in [f.format(h) for h in HOSTS for f in FORMS] + OTHERS:
        with pytest.raises(Refused):
            Fetcher(delay=0, robots=False, resolve=lambda h, p: ["127.0.0.1"]).fetch(url)
        tried += 1
    assert tried >= 250 and made == []


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.1.1.1", "169.254.169.254", "64:ff9b::7f00:1", "2002:7f00:1::", "::ffff:192.168.0.1", "192.0.0.192"])
def test_a_name_that_leads_inside_is_refused_whatever_else_it_leads_to(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    monkeypatch.setattr(socket.socket, "connect", lambda self, to: made.append(to))
    with pytest.raises(Refused, match="no public address"):
        Fetcher(delay=0, robots=False, resolve=lambda h, p: ["93.184.216.34", address]).fetch("http://news.example.org/")
    assert made == []


def test_a_name_is_looked_up_once_so_that_it_cannot_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter((["93.184.216.34"], ["127.0.0.1"]))
    to: list[object] = []

    def connect(self: socket.socket, address: object) -> None:
        to.append(address)
        raise ConnectionRefusedError("stop here")

    monkeypatch.setattr(socket.socket, "connect", connect)
    with pytest.raises(Refused, match="cannot be reached"):
        Fetcher(delay=0, robots=False, resolve=lambda h, p: next(answers)).fetch("http://news.example.org/")
    assert to == [("93.184.216.34", 80)]


def test_public_addresses_are_public() -> None:
    assert not any(inner(a) for a in ("8.8.8.8", "93.184.216.34", "2606:2800:220:1::1", "2a00:1450:4001::1"))
    assert checked("https://مثال.إختبار.org/خبر?س=1#x").startswith("https://xn--") and checked("http://EXAMPLE.org") == "http://example.org/"


def test_a_page_with_its_record_and_a_conditional_request(stand: Stand) -> None:
    made = fetcher(stand)
    url = f"http://127.0.0.1:{stand.port}/known"
    first = made.fetch(url)
    assert (first.status, first.body.decode(), first.headers["etag"]) == (200, "نص", '"v1"') and first.record["address"] == "127.0.0.1"
    assert made.fetch(url, {"etag": '"v1"'}).status == 304
    assert stand.paths == ["/robots.txt", "/known", "/known"] and all("marsad" in a for a in stand.agents)


def test_robots_are_respected(stand: Stand) -> None:
    with pytest.raises(Refused, match=r"robots\.txt"):
        fetcher(stand).fetch(f"http://127.0.0.1:{stand.port}/private/x")
    assert stand.paths == ["/robots.txt"]


@pytest.mark.parametrize("path", ["drip", "dripping-head"])
def test_a_slow_drip_ends_by_its_deadline(stand: Stand, path: str) -> None:
    with pytest.raises(Refused, match="takes more than"):
        fetcher(stand, robots=False, deadline=1.0).fetch(f"http://127.0.0.1:{stand.port}/{path}")
    assert not stand.dripped_out


@pytest.mark.parametrize(("path", "said"), [("bomb", "100 times"), ("endless", "larger"), ("short", "cut short"), ("flood", "head"), ("loop", "redirects more")])
def test_tricks_of_servers(stand: Stand, path: str, said: str) -> None:
    import tracemalloc

    tracemalloc.start()
    with pytest.raises(Refused, match=said):
        fetcher(stand, robots=False, deadline=30.0).fetch(f"http://127.0.0.1:{stand.port}/{path}")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 64 * 2**20
    assert sum(p.startswith("/loop") for p in stand.paths) <= 6


@pytest.mark.parametrize("to", ["http:~~127.0.0.1:1~x", "http:~~10.0.0.1~", "file:~~~etc~passwd", "http:~~[::1]~", "~~192.168.0.1~", "http:~~localhost~"])
def test_every_redirect_is_checked_anew(stand: Stand, to: str) -> None:
    with pytest.raises(Refused):
        fetcher(stand, robots=False).fetch(f"http://127.0.0.1:{stand.port}/to/{to}")
    assert len(stand.paths) == 1
