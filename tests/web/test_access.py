"""Who may come in, and what each role may ask for: the whole matrix, taken from the app itself."""

from __future__ import annotations

import contextlib
import pathlib
import sqlite3
from collections.abc import Callable, Iterator

import pyotp
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from marsad.ledger.accounts import ROLES
from marsad.web import access, passwords
from marsad.web.app import create_app

HERE = {"Sec-Fetch-Site": "same-origin"}
WORD = "كلمة مرور طويلة جدا"
RANKS = (None, *ROLES)


@pytest.fixture
def url(tmp_path: pathlib.Path, sample_db: pathlib.Path) -> str:
    copy = tmp_path / "people.db"
    with contextlib.closing(sqlite3.connect(sample_db)) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    return f"sqlite:///{copy}"


@pytest.fixture
def app(url: str, monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    """A workbench with one account a role, named as its role; hashing made light."""
    monkeypatch.setattr(passwords, "_hasher", passwords.argon2.PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    found = create_app(url, mode="accounts")
    for role in ROLES:
        found.state.door.ledger.accounts.add(role, role, passwords.hashed(WORD), by="test")
    return found


@pytest.fixture
def visit(app: FastAPI) -> Iterator[Callable[[str | None], TestClient]]:
    """A browser of its own for each role; None is nobody."""
    clients: list[TestClient] = []

    def come(role: str | None) -> TestClient:
        client = TestClient(app, base_url="http://127.0.0.1:8765", follow_redirects=False, headers=HERE)
        clients.append(client)
        if role:
            assert client.post("/login", data={"name": role, "password": WORD}).status_code == 303
        return client

    yield come
    for client in clients:
        client.close()


def test_every_route_has_a_policy(app: FastAPI) -> None:
    policies = access.declared(app)
    assert len(policies) > 30
    assert {p for name, p in policies.items() if name.startswith("POST") and name not in ("POST /login", "POST /logout")} <= set(ROLES)
    anybody = {name for name, p in policies.items() if p == access.ANYBODY}
    assert anybody == {"GET /login", "POST /login", "GET /enter"}


def test_a_route_without_a_policy_stops_the_start(app: FastAPI) -> None:
    app.get("/forgotten")(lambda: "open")
    with pytest.raises(RuntimeError, match="GET /forgotten"):
        access.declared(app)


@pytest.mark.parametrize("role", RANKS)
def test_the_matrix(app: FastAPI, visit: Callable[[str | None], TestClient], role: str | None) -> None:
    """Every route as every role: nothing is answered that the role may not ask for, everything else is reached."""
    client = visit(role)
    for name, policy in access.declared(app).items():
        method, path = name.split(" ", 1)
        if name == "POST /logout":
            continue
        filled = path.replace("{source_id:path}", "sohr").replace("{token_id}", "1")
        for part in ("incident_id", "document_id", "claim_id"):
            filled = filled.replace("{" + part + "}", "x_none")
        answer = client.request(method, filled)
        allowed = policy == access.ANYBODY or (role is not None and ROLES.index(role) >= ROLES.index(policy))
        if allowed:
            assert answer.status_code not in (401, 403) or name in ("GET /enter",), (role, name, answer.status_code)
            assert answer.status_code < 500, (role, name)
        elif role is None and not path.startswith("/api/"):
            assert answer.status_code == 303 and answer.headers["location"].startswith("/login"), (name, answer.status_code)
        else:
            assert answer.status_code == (401 if role is None else 403), (role, name, answer.status_code)


def test_logging_in_and_out(app: FastAPI, visit: Callable[[str | None], TestClient]) -> None:
    client = visit(None)
    assert client.get("/?from=2020-01-01").headers["location"] == "/login?next=%2F%3Ffrom%3D2020-01-01"
    refused = client.post("/login", data={"name": "viewer", "password": "wrong"})
    assert refused.status_code == 401 and "set-cookie" not in refused.headers
    answer = client.post("/login", data={"name": "viewer", "password": WORD, "back": "//elsewhere.example"})
    assert answer.headers["location"] == "/"
    assert "HttpOnly" in answer.headers["set-cookie"] and "SameSite=lax" in answer.headers["set-cookie"]
    assert client.get("/").status_code == 200
    key = client.cookies["marsad_session"]
    client.post("/logout")
    client.cookies.set("marsad_session", key)
    assert client.get("/").status_code == 303
    assert [a.what for a in app.state.door.ledger.accounts.acts(3)] == ["logout", "login", "login_refused"]


def test_five_tries_a_minute(app: FastAPI, visit: Callable[[str | None], TestClient], monkeypatch: pytest.MonkeyPatch) -> None:
    hashed = []
    monkeypatch.setattr(passwords, "matches", lambda kept, word: hashed.append(word) or False)
    client = visit(None)
    said = [client.post("/login", data={"name": "editor", "password": str(n)}).status_code for n in range(40)]
    assert said == [401] * 5 + [429] * 35 and len(hashed) == 5


def test_a_role_holds_from_the_next_request_on(app: FastAPI, visit: Callable[[str | None], TestClient]) -> None:
    client, people = visit("reviewer"), app.state.door.ledger.accounts
    assert client.get("/review").status_code == 200
    people.change("reviewer", by="test", role="viewer")
    assert client.get("/review").status_code == 403
    people.change("reviewer", by="test", disabled=True)
    assert client.get("/").status_code == 303
    assert people.acts(10)[0].what == "account_disabled"
    with pytest.raises(ValueError, match="last admin"):
        people.change("admin", by="test", role="viewer")


def test_a_second_factor(app: FastAPI, visit: Callable[[str | None], TestClient]) -> None:
    client = visit("viewer")
    assert "otpauth" not in client.get("/account").text
    client.post("/account/factor")
    secret = app.state.door.pending["viewer"]
    assert client.post("/account/factor/confirm", data={"code": "000000"}).status_code == 422
    code = pyotp.TOTP(secret).now()
    assert client.post("/account/factor/confirm", data={"code": code}).status_code == 200
    other = visit(None)
    assert other.post("/login", data={"name": "viewer", "password": WORD}).status_code == 401
    assert other.post("/login", data={"name": "viewer", "password": WORD, "code": code}).status_code == 401, "a code is good once"
    app.state.door.codes, app.state.door.tries = passwords.Codes(), access.Turns(5, 60.0)
    arabic = pyotp.TOTP(secret).now().translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert other.post("/login", data={"name": "viewer", "password": WORD, "code": arabic}).status_code == 303


def test_a_new_password_logs_other_browsers_out(visit: Callable[[str | None], TestClient]) -> None:
    mine, other = visit("viewer"), visit("viewer")
    assert mine.post("/account/password", data={"old": WORD, "new": "short"}).status_code == 422
    assert mine.post("/account/password", data={"old": "no", "new": WORD + "2"}).status_code == 422
    assert other.get("/").status_code == 200
    assert mine.post("/account/password", data={"old": WORD, "new": WORD + "2"}).status_code == 200
    assert mine.get("/").status_code == 200 and other.get("/").status_code == 303


def test_api_tokens(app: FastAPI, visit: Callable[[str | None], TestClient]) -> None:
    client, program = visit("viewer"), visit(None)
    shown = client.post("/account/tokens", data={"label": "a notebook"}).text
    key = shown.split('<code><bdi dir="ltr">')[1].split("<")[0]
    assert key not in client.get("/account").text
    asked = {"Authorization": f"Bearer {key}"}
    assert program.get("/api/v1/counts", headers=asked).status_code == 200
    assert program.get("/api/v1/counts").status_code == 401
    assert program.get("/review", headers=asked).status_code == 403
    client.post("/account/tokens/1/end")
    assert program.get("/api/v1/counts", headers=asked).status_code == 401
    with app.state.door.ledger.engine.connect() as connection:
        rows = str(connection.exec_driver_sql("SELECT * FROM token").all()) + str(connection.exec_driver_sql("SELECT * FROM act").all())
    assert key not in rows and app.state.door.ledger.verify() == []


def test_decisions_carry_the_name(app: FastAPI, visit: Callable[[str | None], TestClient]) -> None:
    client, ledger = visit("reviewer"), app.state.door.ledger
    one, other = (c.id for c in ledger.claims()[:2])
    client.post("/decide", data={"left": one, "right": other, "verdict": "not_same"})
    assert ledger.judgements()[-1].who == "reviewer"


def test_one_user_by_the_printed_address(url: str) -> None:
    app = create_app(url, mode="token")
    key = app.state.door.first_key
    with TestClient(app, base_url="http://127.0.0.1:8765", follow_redirects=False) as client:
        assert client.get("/").status_code == 303
        assert client.get("/enter?key=guess").status_code == 401
        assert client.get(f"/enter?key={key}").status_code == 303
        assert client.get("/").status_code == 200
        client.cookies.clear()
        assert client.get(f"/enter?key={key}").status_code == 401, "the address is good once"
        assert client.get("/").status_code == 303
        assert client.get("/account").status_code == 303


def test_sessions_end() -> None:
    now = [0.0]
    sessions = access.Sessions(lambda: now[0])
    idle, busy = sessions.begin("a"), sessions.begin("b")
    for minute in range(0, 13 * 60, 20):
        now[0] = minute * 60.0
        alive = sessions.who(busy)
        assert (alive == "b") == (now[0] <= access.ABSOLUTE)
    assert sessions.who(idle) is None


def test_only_hashes_are_kept() -> None:
    kept = passwords.hashed(WORD)
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.matches(kept, WORD) and not passwords.matches(kept, WORD + " ") and not passwords.matches(None, WORD)
    with pytest.raises(ValueError, match="12"):
        passwords.hashed("short")
