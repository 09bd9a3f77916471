"""What stands between the workbench and a hostile page: host allow-list, same-origin check of every change, headers, body cap.

Plain ASGI, outermost first: nothing behind it is reached by a request that it refuses.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]"})
MAX_BODY = 2_000_000
LARGER = {"/ingest/files": 512_000_000}
"""Addresses that take more than ``MAX_BODY``: reports and archives come in by them."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

POLICY = "; ".join((
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data: blob:", "font-src 'self'", "connect-src 'self'",
    "worker-src 'self'", "manifest-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'", "object-src 'none'",
))  # fmt: skip
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def host_name(host: str) -> str:
    """The name in a Host header, without its port, in lower case: «[::1]:8765» → [::1]; empty where it is none."""
    host = host.strip().lower()
    if host.startswith("["):
        name, bracket, rest = host.partition("]")
        return name + bracket if not rest or (rest.startswith(":") and rest[1:].isdigit()) else ""
    name, colon, port = host.partition(":")
    return name if not colon or port.isdigit() else ""


def same_origin(headers: Headers) -> bool:
    """Whether the browser says that a page of ours asks. Fetch metadata first, Origin where a browser has none; neither: no."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = headers.get("origin")
    if origin is None:
        return False
    parts = urlsplit(origin)
    return parts.scheme in ("http", "https") and parts.netloc.lower() == headers.get("host", "").lower()


class Guard:
    """Refuses foreign hosts (400), changes asked for from elsewhere (403), bodies over the cap (413); sets the headers of every answer."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str] = ()) -> None:
        self.app = app
        self.hosts = LOCAL_HOSTS | {h.lower() for h in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                out = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    out[name] = value
                if "cache-control" not in out:
                    out["Cache-Control"] = "no-store" if scope["method"] not in SAFE_METHODS else "no-cache, private"
            await send(message)

        most = LARGER.get(scope["path"], MAX_BODY)
        refusal = self._refusal(scope["method"], headers, most)
        if refusal:
            await refusal(scope, receive, guarded)
            return
        seen = 0

        async def capped() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > most:
                return {"type": "http.disconnect"}
            return message

        await self.app(scope, capped, guarded)

    def _refusal(self, method: str, headers: Headers, most: int) -> PlainTextResponse | None:
        hosts = headers.getlist("host")
        if len(hosts) != 1 or host_name(hosts[0]) not in self.hosts:
            return PlainTextResponse("This host name is not served here. لا يُقدَّم شيء بهذا الاسم.\n", status_code=400)
        if method not in SAFE_METHODS and not same_origin(headers):
            return PlainTextResponse("A change must be asked for from a page of this workbench. لا يُقبل التغيير إلا من صفحات هذه المنصة.\n", 403)
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > most:
            return PlainTextResponse("The request is too large. الطلب أكبر من المسموح.\n", status_code=413)
        return None
