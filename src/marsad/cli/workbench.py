"""Starting the workbench: a free port, the address printed, a browser where there is a desktop."""

from __future__ import annotations

import os
import socket
import threading
import webbrowser

import typer

from marsad.cli.screen import Failed

_LOOPBACK = ("127.0.0.1", "::1", "localhost")


def serve(database: str, host: str, port: int, *, language: str = "ar", browse: bool = False, any_port: bool = False) -> None:
    """Serves until stopped. ``any_port``: another one where this is taken; ``browse``: opens a browser on a desktop."""
    import uvicorn

    from marsad.web.app import create_app

    listening = _listen(host, port, any_port=any_port)
    app = create_app(database, hosts=() if host in _LOOPBACK else (host,), language=language)
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{listening.getsockname()[1]}/"
    typer.echo(f"workbench: {address}  (Ctrl-C stops it)")
    if browse and on_desktop():
        threading.Timer(1.0, webbrowser.open, (address,)).start()
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False, date_header=False))
    server.run(sockets=[listening])


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
