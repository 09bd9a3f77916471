"""Starting the workbench: a free port, the address printed, a browser where there is a desktop."""

from __future__ import annotations

import os
import pathlib
import socket
import subprocess
import sys
import threading
import time
import webbrowser
from typing import TYPE_CHECKING

import typer

from marsad.cli.screen import Failed
from marsad.settings import Settings

if TYPE_CHECKING:
    from marsad.web.access import Door, Mode

_PATIENCE = 60  # seconds for the workbench to come up on a slow machine
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


def serve(
    database: str, host: str, port: int, settings: Settings, *, mode: Mode = "token", browse: bool = False, any_port: bool = False
) -> None:
    """Serves until stopped. ``settings``: store, sources, language; ``mode``: who may come in; ``any_port``: another one where this is taken; ``browse``: opens a browser on a desktop.

    Raises Failed where the workbench would stand open to a network.
    """
    import uvicorn

    if host not in _LOOPBACK and mode != "accounts":
        raise Failed(f"--host {host}: others than you could reach it; make accounts («marsad account add») and serve with --access accounts.")

    from marsad.web.app import create_app

    listening = _listen(host, port, any_port=any_port)
    app = create_app(
        database, hosts=() if host in _LOOPBACK else (host,), language=settings.language, mode=mode, store=settings.store, sources=settings.sources,
        lexicon_folder=settings.lexicon,
    )
    door: Door = app.state.door
    if mode == "accounts" and not any(a.disabled_at is None for a in door.ledger.accounts.all()):
        listening.close()
        raise Failed("nobody could come in: there is no account; make one with «marsad account add NAME --role admin».")
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{listening.getsockname()[1]}/"
    if door.first_key:
        address += f"enter?key={door.first_key}"  # lets one browser in, once
    typer.echo(f"workbench: {address}  (Ctrl-C stops it)")
    if browse and on_desktop():
        threading.Timer(1.0, webbrowser.open, (address,)).start()
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False, date_header=False))
    server.run(sockets=[listening])


def leave_running(database: str, store: pathlib.Path, log: pathlib.Path, port: int) -> None:
    """Starts the workbench as a process of its own and returns once it answers: for ``make demo`` where nobody sits at a terminal.

    Raises Failed where it does not come up; its output is in ``log``.
    """
    free = _listen("127.0.0.1", port, any_port=True)
    taken = free.getsockname()[1]
    free.close()
    with log.open("wb") as out:
        child = subprocess.Popen(
            [sys.executable, "-m", "marsad.cli", "serve", "--db", database, "--port", str(taken), "--access", "open"],
            stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, start_new_session=True, env={**os.environ, "MARSAD_STORE": str(store)},
        )  # fmt: skip
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and child.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", taken)) == 0:
                typer.echo(f"workbench: http://127.0.0.1:{taken}/  (runs in the background; kill {child.pid} stops it)")
                return
        time.sleep(0.1)
    child.kill()
    raise Failed(f"the workbench did not come up; {log} tells why.")


def _listen(host: str, port: int, *, any_port: bool) -> socket.socket:
    """A bound socket. Raises Failed where the address cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for candidate in (port, 0) if any_port else (port,):
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, candidate))
            listening.listen()  # so that who comes before the pages are ready waits instead of being turned away
        except OSError as error:
            listening.close()
            reason = error
        else:
            return listening
    raise Failed(f"--host {host} --port {port}: cannot listen there ({reason.strerror or reason}); name another with --port.")


def on_desktop() -> bool:
    """Whether a browser can be shown: a display, and no continuous integration."""
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")) and not os.environ.get("CI")
