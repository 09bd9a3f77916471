"""Coming in and going out, one's own account (password, second factor, API tokens), and everybody's for admins."""

from __future__ import annotations

from typing import Annotated

import segno
from fastapi import APIRouter, Form, HTTPException, Path, Query
from fastapi.responses import RedirectResponse, Response

from marsad.ledger.accounts import LEVELS, ROLES, Account
from marsad.web import access, passwords
from marsad.web.access import ANYBODY, needs
from marsad.web.deps import AskedPage, Page
from marsad.web.review import local

router = APIRouter()
Name = Annotated[str, Form(max_length=60)]
Secret = Annotated[str, Form(max_length=200)]
Code = Annotated[str, Form(max_length=20)]


@router.get("/login", dependencies=[needs(ANYBODY)])
def login_page(page: AskedPage, next: Annotated[str, Query(max_length=600)] = "/") -> Response:
    """Where one who is not known is sent."""
    if page.door.mode == "open":
        raise HTTPException(404)
    return page.render("login.html", back=local(next, "/"), refused=False)


@router.post("/login", dependencies=[needs(ANYBODY)])
def login(page: AskedPage, name: Name, password: Secret, code: Code = "", back: Annotated[str, Form(max_length=600)] = "/") -> Response:
    """Lets in who knows the name's password and has its second factor; never says which of them was wrong."""
    if page.door.mode != "accounts":
        raise HTTPException(404)
    key = page.door.login(name.strip(), password, code)
    if key is None:
        return page.render("login.html", status=401, back=local(back, "/"), refused=True)
    return _in(page, key, local(back, "/"))


@router.get("/enter", dependencies=[needs(ANYBODY)])
def enter(page: AskedPage, key: Annotated[str, Query(max_length=100)]) -> Response:
    """The address that «marsad serve» printed; good once."""
    session = page.door.enter(key)
    if session is None:
        return page.render("login.html", status=401, back="/", refused=True)
    return _in(page, session, "/")


def _in(page: Page, key: str, back: str) -> Response:
    response = RedirectResponse(back, status_code=303)
    access.keep(page.request, response, key)
    return response


@router.post("/logout", dependencies=[needs("viewer")])
def logout(page: AskedPage) -> Response:
    """Ends the session here and in the browser."""
    page.door.sessions.end(page.request.cookies.get(access.cookie(page.request), ""))
    if page.door.mode == "accounts":
        page.ledger.accounts.act(page.who, "logout")
    response = RedirectResponse("/login", status_code=303)
    response.delete_cookie(access.cookie(page.request), path="/")
    return response


def _mine(page: Page) -> Account:
    found = page.ledger.accounts.get(page.who) if page.door.mode == "accounts" and not page.visitor.program else None
    if found is None:
        raise HTTPException(404)
    return found


def _shown(page: Page, *, status: int = 200, said: str = "", key: str = "") -> Response:
    mine = _mine(page)
    secret = page.door.pending.get(mine.name)
    code = segno.make(passwords.address(secret, mine.name), error="m").svg_data_uri(scale=5, border=3) if secret else None
    tokens = [one for one in page.ledger.accounts.tokens(mine.name) if one.ended_at is None]
    return page.render("account.html", status=status, mine=mine, secret=secret, picture=code, tokens=tokens, said=said, key=key)


@router.get("/account", dependencies=[needs("viewer")])
def account(page: AskedPage) -> Response:
    """One's own account."""
    return _shown(page)


@router.post("/account/password", dependencies=[needs("viewer")])
def change_password(page: AskedPage, old: Secret, new: Secret) -> Response:
    """A new password for who knows the old one; every other session of the name ends."""
    mine = _mine(page)
    if not page.door.tries.take(mine.name):
        raise HTTPException(429, headers={"Retry-After": "60"})
    if not passwords.matches(mine.password, old):
        return _shown(page, status=422, said="account.wrong_password")
    if len(new) < passwords.SHORTEST:
        return _shown(page, status=422, said="account.too_short")
    page.ledger.accounts.change(mine.name, by=mine.name, password=passwords.hashed(new))
    page.door.sessions.end_all(mine.name, but=page.request.cookies.get(access.cookie(page.request), ""))
    return _shown(page, said="account.password_changed")


@router.post("/account/factor", dependencies=[needs("viewer")])
def begin_factor(page: AskedPage) -> Response:
    """A fresh secret for an authenticator app; in force once a code of it was typed."""
    page.door.pending[_mine(page).name] = passwords.new_secret()
    return _shown(page)


@router.post("/account/factor/confirm", dependencies=[needs("viewer")])
def confirm_factor(page: AskedPage, code: Code) -> Response:
    """Turns the second factor on."""
    mine = _mine(page)
    secret = page.door.pending.get(mine.name)
    if secret is None or not page.door.tries.take(mine.name) or not page.door.codes.right(mine.name, secret, code):
        return _shown(page, status=422, said="account.wrong_code")
    page.ledger.accounts.change(mine.name, by=mine.name, totp=secret)
    del page.door.pending[mine.name]
    return _shown(page, said="account.factor_on")


@router.post("/account/tokens", dependencies=[needs("viewer")])
def add_token(page: AskedPage, label: Annotated[str, Form(min_length=1, max_length=100)]) -> Response:
    """A new API token; shown this once."""
    mine, key = _mine(page), passwords.new_key()
    page.ledger.accounts.add_token(mine.name, label, passwords.fingerprint(key))
    return _shown(page, key=key)


@router.post("/account/tokens/{token_id}/end", dependencies=[needs("viewer")])
def end_token(page: AskedPage, token_id: Annotated[int, Path(ge=1, le=2**53)]) -> Response:
    """Ends one of one's own tokens."""
    if not page.ledger.accounts.end_token(_mine(page).name, token_id):
        raise HTTPException(404)
    return RedirectResponse("/account", status_code=303)


def _everybody(page: Page, *, status: int = 200, said: str = "") -> Response:
    if page.door.mode != "accounts":
        raise HTTPException(404)
    return page.render("accounts.html", status=status, people=page.ledger.accounts.all(), roles=ROLES, levels=LEVELS, acts=page.ledger.accounts.acts(100), said=said)


@router.get("/accounts", dependencies=[needs("admin")])
def accounts(page: AskedPage) -> Response:
    """All accounts, and what was done and refused of late."""
    return _everybody(page)


@router.post("/accounts", dependencies=[needs("admin")])
def add(page: AskedPage, name: Name, password: Secret, role: Annotated[str, Form(max_length=20)], clearance: Annotated[str, Form(max_length=20)] = "") -> Response:
    """A new account with a first password."""
    if page.door.mode != "accounts":
        raise HTTPException(404)
    try:
        page.ledger.accounts.add(name.strip(), role, passwords.hashed(password), by=page.who, clearance=clearance)
    except ValueError:
        return _everybody(page, status=422, said="accounts.not_added")
    return RedirectResponse("/accounts", status_code=303)


@router.post("/accounts/change", dependencies=[needs("admin")])
def change(
    page: AskedPage, name: Name, role: Annotated[str, Form(max_length=20)] = "", disabled: Annotated[bool | None, Form()] = None, reset: Annotated[bool, Form()] = False, clearance: Annotated[str, Form(max_length=20)] = "",
) -> Response:  # fmt: skip
    """Another role, shut out or let in again, the second factor taken off (a lost phone); in force from that person's next request on."""
    if page.door.mode != "accounts":
        raise HTTPException(404)
    values = ({"role": role} if role else {}) | ({} if disabled is None else {"disabled": disabled}) | ({"totp": None} if reset else {}) | ({"clearance": clearance} if clearance else {})
    try:
        page.ledger.accounts.change(name, by=page.who, **values)
    except ValueError:
        return _everybody(page, status=422, said="accounts.not_changed")
    if disabled:
        page.door.sessions.end_all(name)
    return RedirectResponse("/accounts", status_code=303)
