"""Who asks, and whether they may: three ways to run the workbench, four roles, a policy on every route.

``open``: whoever reaches it is the one user (the demo, tests). ``token``: one user on this machine, let in by the address that
``marsad serve`` prints. ``accounts``: names, passwords, second factors and roles. A route without a policy stops the start.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, NoReturn
from urllib.parse import quote

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request
from fastapi.routing import APIRoute
from starlette.responses import Response
from starlette.routing import Mount

from marsad.ledger import Ledger
from marsad.ledger.accounts import LEVELS, ROLES
from marsad.web import passwords
from marsad.web.schemas import Problem

Mode = Literal["open", "token", "accounts"]
ANYBODY = "anybody"
IDLE, ABSOLUTE = 30 * 60.0, 12 * 3600.0  # seconds a session lives unused, and at most
MOST_SESSIONS = 10_000
USER = "workbench"
"""The name under which the one user of a workbench without accounts decides."""


class Permit:
    """A route's policy, run before anything else of it: 401 or the login page for who is not known, 403 for who may not, 429 for too much."""

    def __init__(self, role: str) -> None:
        if role != ANYBODY and role not in ROLES:
            raise ValueError(f"{role}: no role; use {', '.join(ROLES)}")
        self.role = role

    def __call__(self, request: Request) -> None:
        door: Door = request.app.state.door
        visitor = visiting(request)
        if not visitor.may(self.role):
            _turn_away(request, door, visitor)
        caller = visitor.name or (request.client.host if request.client else "")
        if door.mode == "accounts" and not door.calls.take(caller):
            raise HTTPException(429, headers={"Retry-After": "60"})


def needs(role: str) -> Any:
    """A policy for a router's or a route's ``dependencies``: the least role that may ask, or ``ANYBODY``."""
    return Depends(Permit(role))


def join(app: FastAPI, router: APIRouter, **options: Any) -> None:
    """Takes a router's routes into the app and remembers it, for ``declared``."""
    app.include_router(router, **options)
    app.state.routers = (*getattr(app.state, "routers", ()), router)


def declared(app: FastAPI) -> dict[str, str]:
    """The policy of every route, "GET /review" → "viewer"; the strictest where router and route have one. Raises RuntimeError where one has none."""
    own = [r for r in app.routes if hasattr(r, "methods")]  # routers stand there as one entry each, files as a Mount
    routers: tuple[APIRouter, ...] = app.state.routers
    entries = sum(not hasattr(r, "methods") and not isinstance(r, Mount) for r in app.routes)
    if entries not in (0, len(routers)):  # 0: a FastAPI that copies a router's routes into the app
        raise RuntimeError("a router was included without access.join: nobody would look at its policies")
    found, bare = {}, []
    for route in (*own, *(one for router in routers for one in router.routes)):
        permits = [d.call.role for d in route.dependant.dependencies if isinstance(d.call, Permit)] if isinstance(route, APIRoute) else []
        for method in sorted(getattr(route, "methods", None) or ()):
            name = f"{method} {getattr(route, 'path', route)}"
            if permits:
                found[name] = max(permits, key=lambda r: -1 if r == ANYBODY else ROLES.index(r))
            else:
                bare.append(name)
    if bare:
        raise RuntimeError(f"routes without a policy: {', '.join(bare)}; put needs(role) among their dependencies")
    return found


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks. ``role`` None: nobody that is known. ``program``: came with an API token."""

    name: str
    role: str | None
    program: bool = False
    clearance: str = LEVELS[0]

    def may(self, policy: str) -> bool:
        return policy == ANYBODY or (self.role is not None and ROLES.index(self.role) >= ROLES.index(policy))


NOBODY = Visitor("", None)
REFUSALS: dict[int | str, dict[str, Any]] = {
    401: {"description": "Nobody that is known here: send an API token", "model": Problem},
    403: {"description": "Known, but not allowed this", "model": Problem},
    429: {"description": "Too many requests; Retry-After tells how long to wait", "model": Problem},
}


class Turns:
    """At most ``most`` of a thing within ``within`` seconds for each name; the names are forgotten, oldest first, beyond 10,000."""

    def __init__(self, most: int, within: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.most, self.within, self._clock = most, within, clock
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, name: str) -> bool:
        """Whether there is a turn left for the name; it is taken."""
        now = self._clock()
        with self._lock:
            seen = self._seen.setdefault(name, deque(maxlen=self.most))
            self._seen.move_to_end(name)
            while len(self._seen) > 10_000:
                self._seen.popitem(last=False)
            if len(seen) == self.most and now - seen[0] < self.within:
                return False
            seen.append(now)
            return True


@dataclass(slots=True)
class _Session:
    name: str
    began: float
    seen: float


class Sessions:
    """Who is logged in, in this process's memory: a restart logs everybody out. Keys are kept as their sha256."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._held: OrderedDict[str, _Session] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, name: str) -> str:
        """A new session's key."""
        key, now = passwords.new_key(), self._clock()
        with self._lock:
            self._held[passwords.fingerprint(key)] = _Session(name, now, now)
            while len(self._held) > MOST_SESSIONS:
                self._held.popitem(last=False)
        return key

    def who(self, key: str) -> str | None:
        """The name behind a key, unless it was idle or lived too long."""
        now, mark = self._clock(), passwords.fingerprint(key)
        with self._lock:
            session = self._held.get(mark)
            if session is None:
                return None
            if now - session.seen > IDLE or now - session.began > ABSOLUTE:
                del self._held[mark]
                return None
            session.seen = now
            self._held.move_to_end(mark)
            return session.name

    def end(self, key: str) -> None:
        with self._lock:
            self._held.pop(passwords.fingerprint(key), None)

    def end_all(self, name: str, but: str = "") -> None:
        """Logs a name out everywhere, ``but`` one key."""
        kept = passwords.fingerprint(but) if but else ""
        with self._lock:
            for mark in [m for m, s in self._held.items() if s.name == name and m != kept]:
                del self._held[mark]


class Door:
    """One workbench's way in. ``first_key``: the one-time key of the ``token`` mode."""

    def __init__(self, ledger: Ledger, mode: Mode = "open") -> None:
        self.ledger, self.mode = ledger, mode
        self.sessions, self.codes = Sessions(), passwords.Codes()
        self.tries, self.calls = Turns(5, 60.0), Turns(1200, 60.0)
        self.pending: dict[str, str] = {}  # second factors that wait for their first code
        self.first_key: str | None = passwords.new_key() if mode == "token" else None
        self._lock = threading.Lock()

    def visitor(self, request: Request) -> Visitor:
        """Who asks, by session cookie or API token."""
        if self.mode == "open":
            return Visitor(USER, "admin", clearance=LEVELS[-1])
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer" and token:
            account = self.ledger.accounts.by_token(passwords.fingerprint(token.strip()))
            return Visitor(account.name, account.role, True, account.clearance) if account else NOBODY
        name = self.sessions.who(request.cookies.get(cookie(request), ""))
        if name is None:
            return NOBODY
        if self.mode == "token":
            return Visitor(USER, "admin", clearance=LEVELS[-1])
        account = self.ledger.accounts.get(name)  # asked anew each time: a new role or a disabled account holds from the next request on
        return Visitor(name, account.role, clearance=account.clearance) if account and account.disabled_at is None else NOBODY

    def enter(self, key: str) -> str | None:
        """A session for the one-time key; None for a wrong or used one."""
        with self._lock:
            if self.first_key is None or not secrets.compare_digest(key.encode(), self.first_key.encode()):
                return None
            self.first_key = None
        return self.sessions.begin(USER)

    def login(self, name: str, password: str, code: str) -> str | None:
        """A session for a right name, password and second factor; None otherwise. Raises HTTPException 429 beyond five tries a minute."""
        if not self.tries.take(name):
            raise HTTPException(429, headers={"Retry-After": "60"})
        account = self.ledger.accounts.get(name)
        right = passwords.matches(account.password if account else None, password)
        if right and account and account.disabled_at is None and (account.totp is None or self.codes.right(name, account.totp, code)):
            self.ledger.accounts.act(name, "login")
            return self.sessions.begin(name)
        self.ledger.accounts.act(name[:60], "login_refused")
        return None


def cookie(request: Request) -> str:
    """The session cookie's name; over TLS the one that browsers bind to this host."""
    return "__Host-marsad" if request.url.scheme == "https" else "marsad_session"


def keep(request: Request, response: Response, key: str) -> None:
    """Hands the session to the browser; it ends with the browser, and here after half an hour unused."""
    response.set_cookie(cookie(request), key, httponly=True, samesite="lax", secure=request.url.scheme == "https", path="/")


def visiting(request: Request) -> Visitor:
    """Who asks, found once a request."""
    found: Visitor | None = getattr(request.state, "visitor", None)
    if found is None:
        found = request.state.visitor = request.app.state.door.visitor(request)
    return found


def _turn_away(request: Request, door: Door, visitor: Visitor) -> NoReturn:
    if visitor.role is not None:
        door.ledger.accounts.act(visitor.name, "refused", f"{request.method} {request.url.path}")
        raise HTTPException(403)
    if request.url.path.startswith("/api/"):
        raise HTTPException(401, headers={"WWW-Authenticate": "Bearer"})
    back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    where = f"/login?next={quote(back[:300], safe='')}" if request.method == "GET" else "/login"
    if request.headers.get("hx-request") == "true":
        raise HTTPException(401, headers={"HX-Redirect": where})
    raise HTTPException(303, headers={"Location": where})
