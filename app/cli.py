"""The `fivefold` command. Each failure is one sentence on stderr and a non-zero exit.

Whatever takes time to import is imported by the command that needs it, so that `--help` is quick.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from app.refusal import Refused
from kernel.errors import FivefoldError
from providers.secrets.port import SecretKeyMissing

if TYPE_CHECKING:
    from app.settings import Settings

cli = typer.Typer(
    help="The back office as one process: serve it, migrate it, look after it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
users = typer.Typer(help="People with an account here.", no_args_is_help=True)
organizations = typer.Typer(help="Organizations on this instance.", no_args_is_help=True)
cli.add_typer(users, name="user")
cli.add_typer(organizations, name="org")


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line; errors that have a sentence end with it."""
    try:
        cli(arguments)
    except (Refused, SecretKeyMissing, FivefoldError) as error:
        print(f"fivefold: {error}", file=sys.stderr)
        sys.exit(1)
    sys.exit(0)


def _settings(**overrides: str | None) -> Settings:
    from app.settings import load_settings  # noqa: PLC0415

    given = {f"FIVEFOLD_{name.upper()}": value for name, value in overrides.items() if value is not None}
    return load_settings({**os.environ, **given})


@cli.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    demo: Annotated[bool, typer.Option("--demo", help="Create the demo organization unless it is there.")] = False,
) -> None:
    """Serve the API and the dashboard."""
    settings = _settings(host=host, port=None if port is None else str(port))  # refused before the server is imported
    from app.serving import serve as run  # noqa: PLC0415

    run(settings, with_demo=demo)


@cli.command()
def migrate() -> None:
    """Bring the database up to this version."""
    from app.composition import migrate as run  # noqa: PLC0415

    applied = run(_settings())
    print(f"{applied} revisions applied." if applied else "Nothing to do: the database is up to date.")


@cli.command()
def demo() -> None:
    """Create the demo organization, unless it is there."""
    from app.administration import fill_demo, refuse_demo_in_production, run  # noqa: PLC0415

    settings = _settings()
    refuse_demo_in_production(settings)
    print(run(settings, fill_demo))


@cli.command()
def doctor() -> None:
    """Look at everything that a start needs, and say what is wrong."""
    from app.doctor import examine  # noqa: PLC0415

    findings = examine(_settings())
    for finding in findings:
        print(f"{'ok  ' if finding.is_fine else 'FAIL'}  {finding.subject:<12} {finding.sentence}")
    if not all(finding.is_fine for finding in findings):
        sys.exit(1)


@cli.command()
def openapi(
    output: Annotated[Path | None, typer.Option(help="File to write; stdout when left out.")] = None,
) -> None:
    """Print the OpenAPI document."""
    import json  # noqa: PLC0415

    from app.composition import compose  # noqa: PLC0415
    from app.http.documents import Documents  # noqa: PLC0415

    text = json.dumps(Documents(compose(_settings(), is_server=False)).document, indent=2, ensure_ascii=False) + "\n"
    if output is None:
        sys.stdout.write(text)
    else:
        output.write_text(text, encoding="utf-8")


@users.command("create")
def create_user(
    email: Annotated[str, typer.Argument(help="Address to sign in with.")],
    name: Annotated[str, typer.Option(prompt=True, help="What to call them.")],
    organization: Annotated[str, typer.Option(prompt=True, help="Name of an organization of their own.")],
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)],
    operator: Annotated[bool, typer.Option("--operator", help="Make them an operator of this instance.")] = False,
) -> None:
    """Create an account with an organization of its own."""
    from app.administration import register, run  # noqa: PLC0415

    settings = _settings()
    made = run(settings, lambda instance: register(instance, email, name, password, organization))
    if operator:
        run(settings, lambda instance: instance.auth.set_operator(email))
    print(f"{made.user.email} owns {made.organization.name} ({made.organization.slug}).")


@users.command("list")
def list_users() -> None:
    """List every account."""
    from app.administration import list_users as everybody  # noqa: PLC0415
    from app.administration import run  # noqa: PLC0415

    for user in run(_settings(), everybody):
        print(f"{user.id}  {user.email}  {user.name}{'  (operator)' if user.is_operator else ''}")


@users.command("operator")
def set_operator(
    email: Annotated[str, typer.Argument(help="Address of an account.")],
    revoke: Annotated[bool, typer.Option("--revoke", help="Take the role away again.")] = False,
) -> None:
    """Make somebody an operator of this instance."""
    from app.administration import run  # noqa: PLC0415

    user = run(_settings(), lambda instance: instance.auth.set_operator(email, is_operator=not revoke))
    print(f"{user.email} is {'an operator now' if user.is_operator else 'no operator any more'}.")


@users.command("lock")
def lock_user(
    email: Annotated[str, typer.Argument(help="Address of an account.")],
    release: Annotated[bool, typer.Option("--release", help="Let them in again.")] = False,
) -> None:
    """Lock somebody out, which ends their sessions at once."""
    from app.administration import run  # noqa: PLC0415

    user = run(_settings(), lambda instance: instance.auth.set_locked(email, is_locked=not release))
    print(f"{user.email} {'may sign in again' if release else 'is locked out'}.")


@organizations.command("list")
def list_organizations() -> None:
    """List every organization."""
    from app.administration import list_organizations as everything  # noqa: PLC0415
    from app.administration import run  # noqa: PLC0415

    for organization in run(_settings(), everything):
        print(f"{organization.id}  {organization.slug}  {organization.name}")


@organizations.command("create")
def create_organization(
    name: Annotated[str, typer.Argument(help="What to call it.")],
    owner: Annotated[str, typer.Option(help="Address of the account that will own it.")],
) -> None:
    """Create an organization for somebody who has an account."""
    from app.administration import create_organization as create  # noqa: PLC0415
    from app.administration import run  # noqa: PLC0415

    made = run(_settings(), lambda instance: create(instance, name, owner))
    print(f"{made.name} ({made.slug}) belongs to {owner}.")


if __name__ == "__main__":
    main()
