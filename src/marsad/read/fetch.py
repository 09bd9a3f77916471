"""The only way out to the network: one address at a time, for a source that somebody configured.

A name is resolved once, every address that it has is checked against our own list, and the connection goes to the address that was checked.
One deadline for the whole exchange, caps on what comes in, a few redirects, each checked anew, robots.txt respected, no cookies, no referrer.
"""

from __future__ import annotations

import contextlib
import ipaddress
import queue
import re
import socket
import ssl
import threading
import time
import urllib.robotparser
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit, urlunsplit

from marsad import __version__
from marsad.read import unpack

AGENT = f"Mozilla/5.0 (compatible; marsad/{__version__})"
DEADLINE = 30.0
MAX_WIRE = 10 * 2**20
MAX_BODY = 20 * 2**20
MAX_HEAD = 64 * 1024
MAX_REDIRECTS = 5
_ROBOTS = 500_000
_INNER = tuple(
    ipaddress.ip_network(n)
    for n in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
        "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24",
        "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        # of IPv6 only the global range, less what carries an IPv4 address in it or is set aside
        "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "2620:4f:8000::/48",
    )
)  # fmt: skip
_GLOBAL_V6 = ipaddress.ip_network("2000::/3")
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*")
_BAD = re.compile(r"[\x00-\x20\x7f\\]")
Resolve = Callable[[str, int], list[str]]


class Refused(Exception):
    """An address that is not fetched, or an exchange that broke off; the message is one plain sentence without the address."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A reply: the last address after redirects, its status, headers (lower-case), the decoded body, and the record of the exchange."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    record: Mapping[str, str]  # request headers, address, redirects, TLS version: kept with the capture


def inner(address: str) -> bool:
    """Whether an IP address is one that no public source has (loopback, private, link-local, multicast, tunnels that carry IPv4)."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return True
    if isinstance(ip, ipaddress.IPv6Address) and ip not in _GLOBAL_V6:
        return True
    return any(ip in network for network in _INNER if network.version == ip.version)


def resolve(host: str, port: int) -> list[str]:
    """Every address of a name."""
    return list(dict.fromkeys(str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


@dataclass(slots=True)
class Fetcher:
    """Fetches under one set of limits. ``allowed``: «address:port» pairs that may be inner (a mirror of one's own); none by default.

    ``proxy``: «http://host:port» or «socks5h://host:port»; the proxy then resolves names. Environment proxies are not looked at.
    """

    proxy: str | None = None
    delay: float = 3.0  # seconds between two requests to one host
    robots: bool = True
    deadline: float = DEADLINE
    allowed: frozenset[str] = frozenset()
    resolve: Resolve = resolve
    _rules: dict[str, urllib.robotparser.RobotFileParser] = field(default_factory=dict)
    _last: dict[str, float] = field(default_factory=dict)

    def fetch(self, url: str, validators: Mapping[str, str] | None = None) -> Fetched:
        """The reply. ``validators``: etag and last-modified of an earlier one; a 304 has no body. Raises Refused."""
        ends = time.monotonic() + self.deadline
        trail: list[str] = []
        for _ in range(MAX_REDIRECTS + 1):
            url = checked(url, self.allowed)
            self._polite(url)
            ends = max(ends, time.monotonic() + self.deadline / 2) if not trail else ends
            if self.robots and not self._permitted(url, ends):
                raise Refused("its robots.txt asks not to be read")
            reply = self._once(url, validators or {}, ends, MAX_WIRE)
            if reply.status not in (301, 302, 303, 307, 308):
                return Fetched(url, reply.status, reply.headers, reply.body, {**reply.record, **({"redirects": " ".join(trail)} if trail else {})})
            to = reply.headers.get("location")
            if not to:
                raise Refused("redirects to nowhere")
            trail.append(url)
            url = urljoin(url, to)
        raise Refused(f"redirects more than {MAX_REDIRECTS} times")

    def _polite(self, url: str) -> None:
        host = urlsplit(url).netloc
        wait = self._last.get(host, -1e9) + self.delay - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        self._last[host] = time.monotonic()

    def _permitted(self, url: str, ends: float) -> bool:
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._rules:
            rules = urllib.robotparser.RobotFileParser()
            try:
                reply = self._once(f"{site}/robots.txt", {}, min(ends, time.monotonic() + self.deadline / 2), _ROBOTS)
            except Refused as error:
                raise Refused(f"its robots.txt cannot be read ({error})") from error
            if reply.status >= 500:
                raise Refused(f"its robots.txt cannot be read (status {reply.status})")
            rules.parse(reply.body.decode("utf-8", "replace").splitlines() if reply.status == 200 else [])
            self._rules[site] = rules
        return self._rules[site].can_fetch("marsad", url)

    def _once(self, url: str, validators: Mapping[str, str], ends: float, limit: int) -> Fetched:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        via = urlsplit(self.proxy) if self.proxy else None
        try:
            connection, address = self._connect(host, port, parts.scheme, via, ends)
        except (OSError, ValueError) as error:
            raise Refused(f"cannot be reached ({error})") from error
        target = urlunsplit(("", "", parts.path or "/", parts.query, ""))
        if via and via.scheme == "http" and parts.scheme == "http":
            target = url
        said = {"Host": parts.netloc, "User-Agent": AGENT, "Accept": "*/*", "Accept-Language": "ar", "Accept-Encoding": "gzip, deflate", "Connection": "close"}
        for ours, theirs in (("etag", "If-None-Match"), ("last-modified", "If-Modified-Since")):
            if validators.get(ours) and not _BAD.search(validators[ours].replace(" ", "")):
                said[theirs] = validators[ours]
        request = f"GET {target} HTTP/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in said.items()) + "\r\n"
        with connection:
            try:
                _left(connection, ends)
                connection.sendall(request.encode("ascii"))
                head, rest = _head(connection, ends)
                status, headers = _parse(head)
                body = b"" if status in (204, 304) else _body(connection, headers, rest, ends, limit)
            except (OSError, UnicodeError) as error:
                late = isinstance(error, TimeoutError)
                raise Refused(f"takes more than {self.deadline:g} s" if late else f"broke off ({error})") from error
            version = connection.version() if isinstance(connection, ssl.SSLSocket) else None
        try:
            body = unpack.decoded(body, headers.get("content-encoding", ""), MAX_BODY)
        except unpack.TooMuch as error:
            raise Refused(str(error)) from error
        record = {"request": request.strip(), "address": address, **({"tls": version} if version else {})}
        return Fetched(url, status, headers, body, record)

    def _connect(self, host: str, port: int, scheme: str, via: object, ends: float) -> tuple[socket.socket, str]:
        if self.proxy:
            proxy = urlsplit(self.proxy)
            connection = socket.create_connection((proxy.hostname or "", proxy.port or 1080), timeout=max(0.1, ends - time.monotonic()))
            address = f"through {proxy.scheme}://{proxy.hostname}:{proxy.port}"
            _through(connection, proxy.scheme, host, port, scheme, ends)
        else:
            connection, address = self._direct(host, port, ends)
        if scheme == "https":
            _left(connection, ends)
            try:
                connection = ssl.create_default_context().wrap_socket(connection, server_hostname=host)
            except (ssl.SSLError, OSError):
                connection.close()
                raise
        return connection, address

    def _direct(self, host: str, port: int, ends: float) -> tuple[socket.socket, str]:
        """A connection to an address that was checked; no name is looked up twice."""
        addresses = _within(lambda: self.resolve(host, port), ends)
        if not addresses:
            raise Refused("has no address")
        for address in addresses:
            if inner(address) and f"{address}:{port}" not in self.allowed:
                raise Refused(f"leads to {address}, which is no public address")
        last: OSError | None = None
        for address in addresses[:4]:
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            connection = socket.socket(family, socket.SOCK_STREAM)
            try:
                _left(connection, ends)
                connection.connect((address, port))
                return connection, address
            except OSError as error:
                connection.close()
                last = error
        raise last or OSError("no address answered")


def checked(url: str, allowed: frozenset[str] = frozenset()) -> str:
    """The address in its plain form. Raises Refused on what is no public web address, before anything is looked up."""
    if _BAD.search(url) or len(url) > 4000:
        raise Refused("is no web address")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Refused(f"is no web address ({error})") from error
    if parts.scheme not in ("http", "https"):
        raise Refused("is no http or https address")
    if parts.username is not None or parts.password is not None:
        raise Refused("carries a user name, which no public address does")
    host = (parts.hostname or "").rstrip(".")
    literal = _literal(host)
    if literal is not None:
        name = f"[{literal}]" if ":" in literal else literal
    else:
        try:
            name = host.encode("idna").decode("ascii").lower()
        except UnicodeError as error:
            raise Refused("has a name that no host can have") from error
        if not _HOST.fullmatch(name) or len(name) > 253:
            raise Refused("has a name that no host can have")
        if "." not in name or name.rsplit(".", 1)[1] in ("localhost", "local", "internal", "invalid", "test", "onion", "home", "lan", "arpa"):
            raise Refused("names a host of the inner network")
        if re.fullmatch(r"(?:0x[0-9a-f]*|\d+)", name.rsplit(".", 1)[1]):
            raise Refused("names a host by a number in a form of its own")
    own = f"{literal or name}:{port or (443 if parts.scheme == 'https' else 80)}"
    if own not in allowed:
        if literal is not None and inner(literal):
            raise Refused(f"leads to {literal}, which is no public address")
        if port not in (None, 80, 443):
            raise Refused(f"uses port {port}; pages are on 80 and 443")
    path = re.sub(r"[^\x21-\x7e]", lambda m: "".join(f"%{b:02X}" for b in m[0].encode()), parts.path)
    query = re.sub(r"[^\x21-\x7e]", lambda m: "".join(f"%{b:02X}" for b in m[0].encode()), parts.query)
    return urlunsplit((parts.scheme, f"{name}:{port}" if port else name, path or "/", query, ""))


def _literal(host: str) -> str | None:
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return None


def _within(call: Callable[[], list[str]], ends: float) -> list[str]:
    """What the call gives, by the deadline: the system's name look-up has none of its own."""
    answer: queue.Queue[list[str] | OSError] = queue.Queue(1)

    def run() -> None:
        try:
            answer.put(call())
        except (OSError, UnicodeError) as error:
            answer.put(OSError(f"its name is not known: {error}"))

    threading.Thread(target=run, daemon=True).start()
    try:
        found = answer.get(timeout=max(0.05, ends - time.monotonic()))
    except queue.Empty:
        raise Refused("its name could not be looked up in time") from None
    if isinstance(found, OSError):
        raise found
    return found


def _left(connection: socket.socket, ends: float) -> None:
    left = ends - time.monotonic()
    if left <= 0:
        raise TimeoutError
    connection.settimeout(left)


def _some(connection: socket.socket, ends: float, most: int = 65_536) -> bytes:
    _left(connection, ends)
    return connection.recv(most)


def _head(connection: socket.socket, ends: float) -> tuple[bytes, bytes]:
    """The reply's head, and what came of the body with it."""
    got = b""
    while True:
        at = got.find(b"\r\n\r\n")
        if at >= 0:
            return got[:at], got[at + 4 :]
        if len(got) > MAX_HEAD:
            raise Refused(f"sends a head of more than {MAX_HEAD >> 10} kB")
        more = _some(connection, ends, 8192)
        if not more:
            raise Refused("broke off before its reply began")
        got += more


def _parse(head: bytes) -> tuple[int, dict[str, str]]:
    lines = head.decode("latin-1").split("\r\n")
    found = re.fullmatch(r"HTTP/1\.[01] (\d{3})(?: .*)?", lines[0])
    if not found or len(lines) > 300:
        raise Refused("does not answer as a web server does")
    headers: dict[str, str] = {}
    for line in lines[1:]:
        name, colon, value = line.partition(":")
        if colon:
            headers.setdefault(name.strip().lower(), value.strip())
    return int(found[1]), headers


def _body(connection: socket.socket, headers: Mapping[str, str], rest: bytes, ends: float, limit: int) -> bytes:
    said = headers.get("content-length")
    chunked = headers.get("transfer-encoding", "").lower() == "chunked"
    wanted = int(said) if said and said.isascii() and said.isdecimal() and len(said) < 16 and not chunked else None
    if said and wanted is None and not chunked:
        raise Refused("states a length that is none")
    if wanted is not None and wanted > limit:
        raise Refused(f"is larger than {limit >> 20} MB")
    got = bytearray(rest)
    while wanted is None or len(got) < wanted:
        if len(got) > limit:
            raise Refused(f"is larger than {limit >> 20} MB")
        if chunked and got.endswith(b"0\r\n\r\n") and (len(got) == 5 or got[-7:-5] == b"\r\n"):
            break
        more = _some(connection, ends)
        if not more:
            break
        got += more
    if wanted is not None and len(got) < wanted:
        raise Refused(f"is cut short: {len(got)} of {wanted} bytes came")
    if chunked:
        if not got.endswith(b"\r\n\r\n") or b"0\r\n" not in got[-2000:]:
            raise Refused("is cut short: its last chunk did not come")
        return unpack.dechunked(bytes(got))
    return bytes(got[:wanted] if wanted is not None else got)


def _through(connection: socket.socket, kind: str, host: str, port: int, scheme: str, ends: float) -> None:
    """Asks a proxy for a connection to the host."""
    if kind == "socks5h":
        name = host.encode("ascii")
        _left(connection, ends)
        connection.sendall(b"\x05\x01\x00")
        if _some(connection, ends, 2) != b"\x05\x00":
            raise Refused("cannot be reached: the proxy does not take us")
        connection.sendall(b"\x05\x01\x00\x03" + bytes([len(name)]) + name + port.to_bytes(2, "big"))
        reply = _some(connection, ends, 262)
        if reply[1:2] != b"\x00":
            raise Refused("cannot be reached through the proxy")
    elif kind == "http":
        if scheme == "https":
            connection.sendall(f"CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode("ascii"))
            head, _ = _head(connection, ends)
            with contextlib.suppress(Refused):
                if _parse(head)[0] == 200:
                    return
            raise Refused("cannot be reached through the proxy")
    else:
        raise Refused(f"the proxy's kind «{kind}» is not known; use http or socks5h")
