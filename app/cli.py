"""The `fivefold` command. Each failure is one sentence on stderr and a non-zero exit.

Nothing but typer is imported until a command runs, so that `--help` is quick.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

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


def main() -> NoReturn:
    """Run the command line; errors that have a sentence end with it."""
    from app.serving import ServeRefused  # noqa: PLC0415  # see the module's docstring
    from app.settings import SettingsError  # noqa: PLC0415
    from kernel.errors import FivefoldError  # noqa: PLC0415

    try:
        cli()
    except (SettingsError, ServeRefused, FivefoldError) as error:
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
    from app.serving import serve as run  # noqa: PLC0415

    run(_settings(host=host, port=None if port is None else str(port)), with_demo=demo)


@cli.command()
def migrate() -> None:
    """Bring the database up to this version."""
    from app.composition import migrate as run  # noqa: PLC0415

    applied = run(_settings())
    print(f"{applied} revisions applied." if applied else "Nothing to do: the database is up to date.")


@cli.command()
def demo() -> None:
    """Create the demo organization, unless it is there."""
    import asyncio  # noqa: PLC0415

    from app.administration import create_demo  # noqa: PLC0415

    settings = _settings()
    print(asyncio.run(create_demo(settings)).sign_in_text(settings.http.base_url))


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


if __name__ == "__main__":
    main()
