"""Commands for who may come into a workbench that serves more than one person: add, list, change, shut out."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from marsad.cli import screen
from marsad.cli.commands import _Database, _settings, app
from marsad.cli.screen import Failed

account = typer.Typer(help="Accounts of the workbench: who may read, review, edit or look after it.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(account, name="account")

_Name = Annotated[str, typer.Argument(metavar="NAME", show_default=False)]
_BY = "command line"


@account.command("add")
def add(
    name: _Name,
    role: Annotated[str, typer.Option(metavar="ROLE", help="viewer, reviewer, editor or admin.")] = "viewer",
    clearance: Annotated[str, typer.Option(metavar="LEVEL", help="The most sensitive reports to see: public, restricted, confidential or strict.", show_default=False)] = "",
    stdin: Annotated[bool, typer.Option("--password-stdin", help="Take the password from the first line of standard input.")] = False,
    db: _Database = None,
) -> None:
    """Add an account; its password is asked for."""
    from marsad.ledger import Ledger
    from marsad.web import passwords

    password = sys.stdin.readline().rstrip("\r\n") if stdin else typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    with Ledger(db or _settings().database) as ledger:
        try:
            ledger.accounts.add(name, role, passwords.hashed(password), by=_BY, clearance=clearance)
        except ValueError as error:
            raise Failed(f"{error}.") from error
    typer.echo(f"{name} may come in as {role}")


@account.command("list")
def show(db: _Database = None) -> None:
    """List the accounts."""
    from marsad.ledger import Ledger

    with Ledger(db or _settings().database, create=False) as ledger:
        found = ledger.accounts.all()
    lines = [(a.name, a.role, a.clearance, "yes" if a.totp else "no", "shut out" if a.disabled_at else "") for a in found]
    typer.echo(screen.table(("name", "role", "sees up to", "second factor", ""), lines))


@account.command("change")
def change(
    name: _Name,
    role: Annotated[str | None, typer.Option(metavar="ROLE", help="A new role.")] = None,
    clearance: Annotated[str | None, typer.Option(metavar="LEVEL", help="The most sensitive reports to see: public, restricted, confidential or strict.")] = None,
    disable: Annotated[bool | None, typer.Option("--disable/--enable", help="Shut out, or let in again.", show_default=False)] = None,
    no_factor: Annotated[bool, typer.Option("--no-factor", help="Take the second factor off (a lost phone).")] = False,
    password: Annotated[bool, typer.Option("--password", help="Ask for a new password.")] = False,
    db: _Database = None,
) -> None:
    """Change an account; it holds from the person's next request on."""
    from marsad.ledger import Ledger
    from marsad.web import passwords

    values: dict[str, object] = {}
    if role is not None:
        values["role"] = role
    if clearance is not None:
        values["clearance"] = clearance
    if disable is not None:
        values["disabled"] = disable
    if no_factor:
        values["totp"] = None
    with Ledger(db or _settings().database, create=False) as ledger:
        try:
            if password:
                values["password"] = passwords.hashed(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
            if not values:
                raise Failed("nothing to change; name --role, --clearance, --disable, --enable, --no-factor or --password.")
            ledger.accounts.change(name, by=_BY, **values)
        except ValueError as error:
            raise Failed(f"{error}.") from error
    typer.echo(f"{name}: changed {', '.join(sorted(values))}")
