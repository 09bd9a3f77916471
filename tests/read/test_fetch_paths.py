"""Ways out: a source's own proxy (HTTP, SOCKS5), TLS with a certificate that is looked at, and what a compressed bomb costs the process that fetches it."""

from __future__ import annotations

import gzip
import json
import pathlib
import shutil
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from marsad.read.fetch import Fetcher, Refused

BODY = "نص من الطرف الآخر".encode()


def never(host: str, port: int) -> list[str]:
    raise AssertionError(f"{host} was looked up here, not by the proxy")


@contextmanager
def served(handle: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server on loopback that gives each connection to ``handle``; its port."""
    server = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                handle(connection)

    threading.Thread(target=run, daemon=True).start()
    yield server.getsockname()[1]
    server.close()


def answer(connection: socket.socket, asked: list[bytes]) -> None:
    asked.append(connection.recv(8192))
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(BODY) + BODY)


def test_an_http_proxy_is_asked_for_the_whole_address_and_looks_the_name_up() -> None:
    asked: list[bytes] = []
    with served(lambda c: answer(c, asked)) as port:
        reply = Fetcher(proxy=f"http://127.0.0.1:{port}", delay=0, robots=False, resolve=never).fetch("http://news.example.org/a?b=1")
    assert reply.body == BODY and reply.record["address"] == f"through http://127.0.0.1:{port}"
    assert asked[0].startswith(b"GET http://news.example.org/a?b=1 HTTP/1.1\r\nHost: news.example.org\r\n")


def socks(connection: socket.socket, asked: list[bytes], verdict: bytes = b"\x00") -> None:
    assert connection.recv(3) == b"\x05\x01\x00"
    connection.sendall(b"\x05\x00")
    asked.append(connection.recv(512))
    connection.sendall(b"\x05" + verdict + b"\x00\x01" + bytes(6))
    if verdict == b"\x00":
        answer(connection, asked)


def test_a_socks_proxy_gets_the_name_and_not_an_address() -> None:
    asked: list[bytes] = []
    with served(lambda c: socks(c, asked)) as port:
        reply = Fetcher(proxy=f"socks5h://127.0.0.1:{port}", delay=0, robots=False, resolve=never).fetch("http://news.example.org/a")
    assert reply.body == BODY and asked[0] == b"\x05\x01\x00\x03\x10news.example.org\x00\x50" and asked[1].startswith(b"GET /a HTTP/1.1")


def test_a_proxy_that_refuses_is_named_and_not_gone_round() -> None:
    with served(lambda c: socks(c, [], b"\x05")) as port, pytest.raises(Refused, match="through the proxy"):
        Fetcher(proxy=f"socks5h://127.0.0.1:{port}", delay=0, robots=False, resolve=never).fetch("http://news.example.org/a")
    with pytest.raises(Refused, match="cannot be reached"):
        Fetcher(proxy="http://127.0.0.1:1", delay=0, robots=False, resolve=never).fetch("http://news.example.org/a")


def test_inner_addresses_are_refused_behind_a_proxy_too() -> None:
    asked: list[bytes] = []
    with served(lambda c: answer(c, asked)) as port:
        for url in ("http://127.0.0.1/", "http://10.0.0.1/", "http://localhost/", "http://[::1]/", "http://metadata/"):
            with pytest.raises(Refused):
                Fetcher(proxy=f"http://127.0.0.1:{port}", delay=0, robots=False, resolve=never).fetch(url)
    assert asked == []


def test_the_environment_s_proxies_are_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    asked: list[bytes] = []
    with served(lambda c: answer(c, asked)) as port:
        made = Fetcher(delay=0, robots=False, allowed=frozenset((f"127.0.0.1:{port}",)), resolve=lambda h, p: ["127.0.0.1"])
        assert made.fetch(f"http://127.0.0.1:{port}/a").body == BODY


# ---- TLS

HOST = "news.example.org"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """A key and a certificate for HOST, made by OpenSSL."""
    if not shutil.which("openssl"):
        pytest.skip("OpenSSL's program makes the certificate and is missing: apt-get install openssl")
    folder = tmp_path_factory.mktemp("tls")
    words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}", "-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run(words, check=True, capture_output=True, timeout=600)
    return folder


@contextmanager
def secure(folder: pathlib.Path, names: list[str | None]) -> Iterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    context.sni_callback = lambda _, name, __: names.append(name)  # type: ignore[assignment]

    def handle(connection: socket.socket) -> None:
        try:
            with context.wrap_socket(connection, server_side=True) as wrapped:
                answer(wrapped, [])
        except OSError:
            pass  # the client did not like the certificate

    with served(handle) as port:
        yield port


def reached(port: int, host: str = HOST) -> Fetcher:
    return Fetcher(delay=0, robots=False, deadline=5, allowed=frozenset((f"{host}:{port}", f"127.0.0.1:{port}")), resolve=lambda h, p: ["127.0.0.1"])


def test_tls_to_the_checked_address_with_the_name_that_was_asked_for(certificate: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))
    names: list[str | None] = []
    with secure(certificate, names) as port:
        reply = reached(port).fetch(f"https://{HOST}:{port}/a")
    assert reply.body == BODY and names == [HOST] and reply.record["tls"].startswith("TLSv1.") and reply.record["address"] == "127.0.0.1"


def test_a_certificate_nobody_vouches_for_or_of_another_name_is_refused(certificate: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with secure(certificate, []) as port, pytest.raises(Refused, match=r"cannot be reached.*certificate"):
        reached(port).fetch(f"https://{HOST}:{port}/a")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))
    with secure(certificate, []) as port, pytest.raises(Refused, match="certificate"):
        reached(port, "other.example.org").fetch(f"https://other.example.org:{port}/a")


# ---- memory


class _Bomb(BaseHTTPRequestHandler):
    packed = gzip.compress(bytes(300 * 2**20), 9)

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(self.packed)))
        self.end_headers()
        self.wfile.write(self.packed)

    def log_message(self, *_: object) -> None:
        pass


_FETCHING = """
import json, resource, sys
from marsad.read.fetch import Fetcher, Refused
port = sys.argv[1]
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    Fetcher(delay=0, robots=False, allowed=frozenset((f"127.0.0.1:{port}",)), resolve=lambda h, p: ["127.0.0.1"]).fetch(f"http://127.0.0.1:{port}/")
    said = "came"
except Refused as error:
    said = str(error)
print(json.dumps([said, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024]))
"""


def test_a_gzip_bomb_of_300_megabytes_costs_less_than_64() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Bomb)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    done = subprocess.run([sys.executable, "-c", _FETCHING, str(server.server_port)], capture_output=True, text=True, timeout=600, check=True)
    server.shutdown()
    said, megabytes = json.loads(done.stdout)
    assert said.startswith("unpacks to more than") and megabytes < 64
