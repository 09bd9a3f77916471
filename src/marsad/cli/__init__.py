"""The command line. Exit codes: 0 success, 1 failure (of any input), 2 wrong usage; errors are one plain sentence on stderr."""

from __future__ import annotations

import sys
from typing import Any, NoReturn

import typer

from marsad.cli import accounts, exporting, keeping  # noqa: F401 - their commands join the others
from marsad.cli.commands import app
from marsad.cli.screen import Failed

__all__ = ["app", "main"]

_UsageError: Any = typer.BadParameter.__base__  # click's, which newer Typers carry inside


def main() -> None:
    """The entry point: runs a command, and turns every expected error into a sentence and an exit code."""
    debug = "--debug" in sys.argv[1:]
    if debug:  # wherever it was written
        sys.argv = [sys.argv[0], *(a for a in sys.argv[1:] if a != "--debug")]
    try:
        code = app(prog_name="marsad", standalone_mode=False)
    except _UsageError as error:
        where = error.ctx.command_path if error.ctx else "marsad"
        _fail(f"{error.format_message().rstrip('.')}; see «{where} --help».", 2)
    except typer.Abort:
        _fail("stopped.", 1)
    except KeyboardInterrupt:
        _fail("stopped; what was written before stays.", 130)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output went away: nothing to say, and no second error at exit
        raise SystemExit(1) from None
    except Exception as error:
        if debug:
            raise
        if isinstance(error, _expected()):
            _fail(str(error), 1)
        _fail(f"unexpected error: {type(error).__name__}: {error}. Run it again with --debug and report what it prints.", 1)
    raise SystemExit(code if isinstance(code, int) else 0)


def _expected() -> tuple[type[Exception], ...]:
    """Errors whose message is made for the user; of modules that are not loaded none can have come."""
    known = (("marsad.ledger.connection", "LedgerError"), ("marsad.resources", "DataError"), ("marsad.read.decode", "Unreadable"))
    return (Failed, *(getattr(sys.modules[module], name) for module, name in known if module in sys.modules))


def _fail(sentence: str, code: int) -> NoReturn:
    sys.stderr.write(f"marsad: {sentence}\n")
    raise SystemExit(code)
