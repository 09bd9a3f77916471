"""Passwords, second factors and keys: Argon2id at OWASP's figures, TOTP (RFC 6238), 256-bit random keys kept as sha256 only.

OWASP Password Storage Cheat Sheet: Argon2id, 19 MiB, two passes, one lane. At most four hashes run at once, so that guessing cannot fill the memory.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time

import argon2
import pyotp

SHORTEST = 12  # characters; length is what makes a password hard to guess (NIST SP 800-63B)
_hasher = argon2.PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_at_once = threading.BoundedSemaphore(4)
_NOBODY = _hasher.hash(secrets.token_hex(16))


def hashed(password: str) -> str:
    """The Argon2id hash of a new password. Raises ValueError on one that is too short."""
    if len(password) < SHORTEST:
        raise ValueError(f"a password has at least {SHORTEST} characters")
    with _at_once:
        return _hasher.hash(password)


def matches(kept: str | None, password: str) -> bool:
    """Whether the password is the one that was hashed. Takes as long for a name that does not exist (None)."""
    with _at_once:
        try:
            return _hasher.verify(kept or _NOBODY, password) and kept is not None
        except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
            return False


def new_key() -> str:
    """256 random bits, as text for cookies, links and headers."""
    return secrets.token_urlsafe(32)


def fingerprint(key: str) -> str:
    """What is kept of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


def new_secret() -> str:
    """A fresh secret for an authenticator app (base32)."""
    return pyotp.random_base32()


def address(secret: str, name: str) -> str:
    """The otpauth address that an authenticator app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name="Marsad")


class Codes:
    """Checks six-digit codes; each is good once, within half a minute before or after."""

    def __init__(self) -> None:
        self._used: dict[str, int] = {}
        self._lock = threading.Lock()

    def right(self, name: str, secret: str, code: str, now: float | None = None) -> bool:
        """Whether the code is the app's of this moment and was not used before."""
        moment = time.time() if now is None else now
        code = "".join(c for c in code if c.isdecimal())
        code = code.translate({ord(c): str(int(c)) for c in set(code)})  # «١٢٣٤٥٦» as typed on an Arabic keyboard
        totp = pyotp.TOTP(secret)
        step = int(moment) // totp.interval
        with self._lock:
            for at in (step, step - 1, step + 1):
                if at > self._used.get(name, 0) and secrets.compare_digest(totp.at(at * totp.interval), code):
                    self._used[name] = at
                    return True
        return False
