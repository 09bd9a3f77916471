"""Who may come in: accounts, their API tokens, and the acts that are written down about them. Secrets come here hashed, never plain.

Accounts and tokens may change; every act (a login, a refusal, a new role, an export) is a row of ``act``, which the audit log covers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from marsad.ledger import tables as t

ROLES = ("viewer", "reviewer", "editor", "admin")
"""From reading, over deciding and correcting, over taking reports in and changing the lexicon, to looking after accounts."""


@dataclass(frozen=True, slots=True)
class Account:
    """A person who may come in. ``password``: an Argon2id hash; ``totp``: the secret of the second factor, None where there is none."""

    name: str
    role: str
    password: str
    created_at: dt.datetime
    totp: str | None = None
    disabled_at: dt.datetime | None = None
    clearance: str = "restricted"


@dataclass(frozen=True, slots=True)
class Token:
    """A program's key to the API in the name of an account; only its sha256 is kept."""

    id: int
    account: str
    label: str
    created_at: dt.datetime
    ended_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody did or was refused: "login", "refused", "export", …"""

    at: dt.datetime
    who: str
    what: str
    subject: str


LEVELS = ("public", "restricted", "confidential", "strict")
"""How sensitive a report is, and up to which an account may see."""
DEFAULT = "restricted"
"""What a report is that nobody has classified."""

Door = Callable[[], AbstractContextManager[Connection]]
Write = Callable[[str, str], AbstractContextManager[Connection]]


class Accounts:
    """The accounts of one ledger; each change leaves its act in the same transaction."""

    def __init__(self, reading: Door, writing: Write, clock: Callable[[], dt.datetime]) -> None:
        self._reading, self._writing, self._clock = reading, writing, clock

    def all(self) -> list[Account]:
        """Every account, by name."""
        with self._reading() as connection:
            return [_account(r) for r in connection.execute(select(t.account).order_by(t.account.c.name)).mappings()]

    def get(self, name: str) -> Account | None:
        with self._reading() as connection:
            row = connection.execute(select(t.account).where(t.account.c.name == name)).mappings().first()
            return _account(row) if row else None

    def add(self, name: str, role: str, password: str, *, by: str, clearance: str = "") -> Account:
        """A new account with a hashed password; admins see everything unless told otherwise, others what is not above ``DEFAULT``.

        Raises ValueError on an unknown role or level, an empty or a taken name.
        """
        _check(role)
        clearance = clearance or (LEVELS[-1] if role == "admin" else DEFAULT)
        _level(clearance)
        if not name or name != name.strip() or len(name) > 60:
            raise ValueError(f"«{name}»: a name has 1 to 60 characters and no space around it")
        with self._writing("account", name) as connection:
            if connection.execute(select(t.account.c.name).where(t.account.c.name == name)).first():
                raise ValueError(f"{name}: there is an account of that name")
            connection.execute(insert(t.account).values(name=name, role=role, password=password, created_at=self._clock(), clearance=clearance))
            note(connection, self._clock(), by, "account_added", f"{name} {role}")
        return Account(name, role, password, self._clock(), clearance=clearance)

    def change(self, name: str, *, by: str, **values: Any) -> None:
        """Changes ``role``, ``clearance``, ``password``, ``totp`` or ``disabled`` (true/false) of an account. Raises ValueError where there is none.

        The last admin cannot be disabled or lowered: nobody could let one in again.
        """
        if "role" in values:
            _check(values["role"])
        if "clearance" in values:
            _level(values["clearance"])
        columns = {k: v for k, v in values.items() if k in ("role", "clearance", "password", "totp")}
        if "disabled" in values:
            columns["disabled_at"] = self._clock() if values["disabled"] else None
        with self._writing("account", name) as connection:
            found = connection.execute(select(t.account).where(t.account.c.name == name)).mappings().first()
            if found is None:
                raise ValueError(f"{name}: there is no account of that name")
            falls = found["role"] == "admin" and found["disabled_at"] is None and (values.get("role", "admin") != "admin" or values.get("disabled"))
            others = select(func.count()).where((t.account.c.role == "admin") & t.account.c.disabled_at.is_(None) & (t.account.c.name != name))
            if falls and not connection.execute(others).scalar():
                raise ValueError(f"{name}: the last admin keeps the role; make another admin first")
            connection.execute(update(t.account).where(t.account.c.name == name).values(**columns))
            for key in sorted(values):  # what changed, never a secret
                note(connection, self._clock(), by, f"account_{key}", f"{name} {values[key]}" if key in ("role", "clearance", "disabled") else name)

    def tokens(self, account: str) -> list[Token]:
        """An account's tokens, ended ones too, oldest first."""
        with self._reading() as connection:
            found = connection.execute(select(t.token).where(t.token.c.account == account).order_by(t.token.c.id)).mappings()
            return [Token(r["id"], r["account"], r["label"], r["created_at"], r["ended_at"]) for r in found]

    def add_token(self, account: str, label: str, sha256: str) -> None:
        """A new key for a program in the account's name."""
        with self._writing("account", account) as connection:
            connection.execute(insert(t.token).values(account=account, label=label, sha256=sha256, created_at=self._clock()))
            note(connection, self._clock(), account, "token_added", label)

    def end_token(self, account: str, id_: int) -> bool:
        """Ends a token of the account; it opens nothing from the next request on. Returns whether there was one."""
        with self._writing("account", account) as connection:
            which = (t.token.c.account == account) & (t.token.c.id == id_) & t.token.c.ended_at.is_(None)
            done = connection.execute(update(t.token).where(which).values(ended_at=self._clock())).rowcount > 0
            if done:
                note(connection, self._clock(), account, "token_ended", str(id_))
            return done

    def by_token(self, sha256: str) -> Account | None:
        """The account that a live token speaks for, unless it is disabled."""
        query = select(t.account).join(t.token, t.token.c.account == t.account.c.name)
        live = (t.token.c.sha256 == sha256) & t.token.c.ended_at.is_(None) & t.account.c.disabled_at.is_(None)
        with self._reading() as connection:
            row = connection.execute(query.where(live)).mappings().first()
            return _account(row) if row else None

    def act(self, who: str, what: str, subject: str = "") -> None:
        """Writes an act down."""
        with self._writing("act", what) as connection:
            note(connection, self._clock(), who, what, subject)

    def acts(self, limit: int = 200) -> list[Act]:
        """The latest acts, newest first."""
        with self._reading() as connection:
            found = connection.execute(select(t.act).order_by(t.act.c.id.desc()).limit(limit)).mappings()
            return [Act(r["at"], r["who"], r["what"], r["subject"]) for r in found]


def note(connection: Connection, at: dt.datetime, who: str, what: str, subject: str = "") -> None:
    """Writes an act down in the transaction of what it tells."""
    connection.execute(insert(t.act).values(at=at, who=who, what=what, subject=subject[:300]))


def _check(role: str) -> None:
    if role not in ROLES:
        raise ValueError(f"{role}: no role; use {', '.join(ROLES)}")


def _level(level: str) -> None:
    if level not in LEVELS:
        raise ValueError(f"{level}: no level; use {', '.join(LEVELS)}")


def _account(row: RowMapping) -> Account:
    return Account(row["name"], row["role"], row["password"], row["created_at"], row["totp"], row["disabled_at"], row["clearance"])
