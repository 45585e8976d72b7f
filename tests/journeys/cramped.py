"""Places for a database where room runs out on command, and comes back."""

from __future__ import annotations

import contextlib
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

_DISK_MEGABYTES = 128
_BLOCK_BYTES = 64 * 1024
_FILE_LIMIT_BYTES = 4096


@dataclass(slots=True)
class SmallDisk:
    """A file system of its own, filled up by a file that is of no use."""

    folder: Path

    @property
    def _ballast(self) -> Path:
        return self.folder / "ballast"

    def fill(self, _pid: int) -> None:
        """Leave no byte free."""
        with contextlib.suppress(OSError), self._ballast.open("ab", buffering=0) as ballast:
            while True:
                ballast.write(bytes(_BLOCK_BYTES))

    def make_room(self, _pid: int) -> None:
        self._ballast.unlink()


@dataclass(slots=True)
class SmallFiles:
    """Any folder, and a process that may not make its files longer: what can be had without mounting anything."""

    folder: Path
    _limits: tuple[int, int] = field(default=(resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    def fill(self, pid: int) -> None:
        """Refuse every write behind the first page of a file."""
        self._limits = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (_FILE_LIMIT_BYTES, self._limits[1]))

    def make_room(self, pid: int) -> None:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, self._limits)


Cramped = SmallDisk | SmallFiles


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[Cramped]:
    """A small disk, mounted at the folder; small files where this user may not mount one."""
    options = ["-t", "tmpfs", "-o", f"size={_DISK_MEGABYTES}m", "tmpfs", str(folder)]
    is_mounted = os.geteuid() == 0 and not subprocess.run(["mount", *options], check=False).returncode
    if not is_mounted:
        yield SmallFiles(folder)
        return
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextlib.contextmanager
def small_files(folder: Path) -> Iterator[Cramped]:
    """A folder whose files may not grow."""
    yield SmallFiles(folder)


# Elsewhere neither can be had without leave from whoever owns the machine.
PLACES: dict[str, Callable[[Path], contextlib.AbstractContextManager[Cramped]]] = (
    {"small disk": small_disk, "small files": small_files} if sys.platform == "linux" else {}
)
