"""`fivefold serve`: whatever can be wrong is found out before the server starts, and said in one sentence."""

from __future__ import annotations

import os
import signal
import socket
from types import FrameType

import typer
import uvicorn

from app.administration import fill_demo, refuse_demo_in_production, run
from app.composition import prepare_database
from app.factory import create_app
from app.refusal import Refused
from app.settings import Settings

_BACKLOG = 2048
_KEEP_ALIVE_SECONDS = 75


class ServeRefused(Refused):
    """The server cannot start."""


def serve(settings: Settings, *, with_demo: bool) -> None:
    """Serve until told to stop. Raises `ServeRefused`, `DemoRefused`, `SettingsError`, `DatabaseAway`."""
    if with_demo:
        refuse_demo_in_production(settings)
    listener = listen(settings.http.host, settings.http.port)
    try:
        require_writable(settings)
        prepare_database(settings)
        typer.echo(run(settings, fill_demo) if with_demo else f"Fivefold is at {settings.http.base_url}")
        server = uvicorn.Server(
            uvicorn.Config(
                create_app(settings),
                log_config=None,
                access_log=False,
                lifespan="on",
                # Whom to believe about addresses is our own setting, and our own middleware asks it.
                proxy_headers=False,
                server_header=False,
                timeout_keep_alive=_KEEP_ALIVE_SECONDS,
            )
        )
        # The server raises the signal that ended it once more when it has ended in order: nobody has to die of that.
        for ending in (signal.SIGTERM, signal.SIGINT):
            signal.signal(ending, _ended)
        server.run(sockets=[listener])
    finally:
        listener.close()
    if not server.started:
        raise ServeRefused("The server did not start; the reason is in the line above.")


def _ended(_number: int, _frame: FrameType | None) -> None:
    """The server has done what there is to do about a signal."""


def listen(host: str, port: int) -> socket.socket:
    """A listening socket, bound before anything else so that a taken port is the first thing said."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return _bound(socket.socket(family, socket.SOCK_STREAM), (host, port))
    except socket.gaierror:
        raise ServeRefused(f"FIVEFOLD_HOST={host} is not an address of this machine.") from None
    except PermissionError:
        raise ServeRefused(
            f"Port {port} may not be used by this user: set FIVEFOLD_PORT to one above 1023."
        ) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise ServeRefused(
            f"Port {port} on {host} is taken ({reason}): stop what listens there, or set FIVEFOLD_PORT."
        ) from None


def _bound(listener: socket.socket, address: tuple[str, int]) -> socket.socket:
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


def require_writable(settings: Settings) -> None:
    """The data folder has to exist, or be creatable, and take files. Raises `ServeRefused`."""
    folder = settings.database.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ServeRefused(f"FIVEFOLD_DATA_DIR={folder} cannot be created: {error.strerror}.") from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ServeRefused(f"FIVEFOLD_DATA_DIR={folder} cannot be written: choose a folder that this user may write.")
