"""Assemble the root file system that the Dockerfile describes, start the product in it, and report its size.

For machines without a container engine: `python deploy/rootfs.py [--keep FOLDER]`. It reads the Dockerfile and does
what its instructions say, with these stand-ins:

- `FROM python:...` is this machine's Python, without its tests and desktop parts, and the shared libraries it needs;
- `pip install -r requirements.lock` copies the locked distributions out of the running environment where it has
  exactly these versions, and otherwise is pip;
- the stage `FROM node:...` is the dashboard as `make dashboard` built it, with the same two commands.

As root the product starts in a chroot as the stated user; otherwise its Python is pointed at the tree alone. Ends
with a status other than zero when the product does not get ready or the tree is too large.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

REPOSITORY = Path(__file__).resolve().parents[1]
MEGABYTE = 1_000_000
SIZE_MB_MAX = 300
START_SECONDS_MAX = 30.0

# What python:slim has beyond our copy of Python: a minimal Debian. Counted so that the size is not flattering.
DEBIAN_SLIM_MB = 80
LEFT_OUT_OF_PYTHON = ("test", "idlelib", "tkinter", "turtledemo", "lib2to3", "ensurepip", "site-packages", "config-*")


class CannotAssemble(Exception):
    """The Dockerfile says something that this script does not understand, or a part it needs is missing."""


@dataclass
class Stage:
    """One FROM and what follows it."""

    image: str
    name: str
    instructions: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Image:
    """The finished tree and how to start it."""

    root: Path
    workdir: str = "/"
    environment: dict[str, str] = field(default_factory=dict)
    user: int = 0
    command: list[str] = field(default_factory=list)
    healthcheck: list[str] = field(default_factory=list)

    def inside(self, path: str) -> Path:
        """Where a path of the image is on this machine."""
        return self.root / (Path(self.workdir) / path).as_posix().lstrip("/")


def read_stages(text: str) -> list[Stage]:
    """The stages of a Dockerfile, in order."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    stages: list[Stage] = []
    for line in re.sub(r"\\\n\s*", "", "\n".join(lines)).splitlines():
        if not line.strip():
            continue
        keyword, _, rest = line.strip().partition(" ")
        if keyword == "FROM":
            image, _, name = rest.partition(" AS ")
            stages.append(Stage(image, name or "runtime"))
        else:
            stages[-1].instructions.append((keyword, rest.strip()))
    return stages


class Builder:
    """Builds stages one after another; later ones may copy from earlier ones."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._images: dict[str, Image] = {}

    def build(self, stages: list[Stage]) -> Image:
        """Build all; returns the last."""
        for stage in stages:
            image = Image(self._folder / stage.name)
            image.root.mkdir(parents=True)
            self._images[stage.name] = image
            if stage.image.startswith("node:"):
                self._take_dashboard(image)
                continue
            if not stage.image.startswith("python:"):
                raise CannotAssemble(f"FROM {stage.image}: only python and node images are known")
            for keyword, rest in stage.instructions:
                self._perform(image, keyword, rest)
        final = self._images[stages[-1].name]
        copy_python(final.root)
        copy_shared_libraries(final.root)
        complete_system(final)
        return final

    def _take_dashboard(self, image: Image) -> None:
        built = REPOSITORY / "dashboard" / "dist"
        if not (built / "index.html").exists():
            raise CannotAssemble("the dashboard is not built: run `make dashboard` first")
        shutil.copytree(built, image.root / "build" / "dist")

    def _perform(self, image: Image, keyword: str, rest: str) -> None:
        actions: dict[str, Callable[[Image, str], None]] = {
            "WORKDIR": self._workdir, "COPY": self._copy, "RUN": run, "ENV": self._env,
            "USER": self._user, "CMD": self._command, "HEALTHCHECK": self._healthcheck,
            "VOLUME": self._ignore, "EXPOSE": self._ignore,
        }  # fmt: skip
        if keyword not in actions:
            raise CannotAssemble(f"{keyword}: this instruction is not known here")
        actions[keyword](image, rest)

    def _workdir(self, image: Image, rest: str) -> None:
        image.workdir = rest
        image.inside(".").mkdir(parents=True, exist_ok=True)

    def _ignore(self, image: Image, rest: str) -> None:
        """Says something to the reader or the engine that makes no difference to the tree."""

    def _copy(self, image: Image, rest: str) -> None:
        words = shlex.split(rest)
        source_root = REPOSITORY
        if words[0].startswith("--from="):
            source_root = self._images[words.pop(0).removeprefix("--from=")].root
        *sources, target = words
        for source in sources:
            copy_into(source_root / source.strip("/"), image.inside(target), into_folder=target.endswith("/"))

    def _env(self, image: Image, rest: str) -> None:
        image.environment |= dict(word.split("=", 1) for word in shlex.split(rest))

    def _user(self, image: Image, rest: str) -> None:
        image.user = int(rest)

    def _command(self, image: Image, rest: str) -> None:
        image.command = json.loads(rest)

    def _healthcheck(self, image: Image, rest: str) -> None:
        image.healthcheck = json.loads(rest.partition(" CMD ")[2])


def copy_into(source: Path, target: Path, *, into_folder: bool) -> None:
    """As COPY does: a folder's content goes into the target, a file becomes it or goes into it."""
    if source.is_dir():
        is_context = source.is_relative_to(REPOSITORY)  # where .dockerignore leaves compiled files out
        ignored = shutil.ignore_patterns("__pycache__") if is_context else None
        shutil.copytree(source, target, dirs_exist_ok=True, ignore=ignored)
        return
    destination = target / source.name if into_folder or target.is_dir() else target
    destination.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, destination)


def run(image: Image, command: str) -> None:
    """Do what a RUN line says, inside the image's tree."""
    words = shlex.split(command)
    if words[:2] == ["pip", "install"]:
        lock, target = words[words.index("-r") + 1], words[words.index("--target") + 1]
        install_packages(image.inside(lock), image.inside(target))
    elif words[:2] == ["rm", "-rf"]:
        for pattern in words[2:]:
            for path in image.root.glob(pattern.lstrip("/")):
                shutil.rmtree(path)
    elif words[0] == "useradd":
        uid, name, home = words[words.index("--uid") + 1], words[-1], words[words.index("--home-dir") + 1]
        append(image.root / "etc" / "passwd", f"root:x:0:0::/:/bin/false\n{name}:x:{uid}:{uid}::{home}:/bin/false\n")
        append(image.root / "etc" / "group", f"root:x:0:\n{name}:x:{uid}:\n")
    elif words[:2] == ["install", "-d"]:
        folder = image.inside(words[-1])
        folder.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            os.chown(folder, int(words[words.index("-o") + 1]), int(words[words.index("-g") + 1]))
    elif words[:3] == ["python", "-m", "compileall"]:
        compile_folder(image.inside(words[-1]), words[-1])
    else:
        raise CannotAssemble(f"RUN {command}: this command is not known here")


def compile_folder(folder: Path, inside: str) -> None:
    """Compile what is not compiled yet; the paths recorded in the result are those inside the image."""
    command = [sys.executable, "-m", "compileall", "-q", "-j", "0", "-s", str(folder), "-p", inside, str(folder)]
    subprocess.run(command, check=True)


def append(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        file.write(text)


def install_packages(lock: Path, target: Path) -> None:
    """Put the locked distributions into `target`, with programs that start the image's Python."""
    target.mkdir(parents=True)
    wanted = list(locked(lock.read_text()))
    try:
        for name, version in wanted:
            copy_distribution(name, version, target)
        compile_folder(target, "/packages")
    except metadata.PackageNotFoundError:
        shutil.rmtree(target)
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--require-hashes"]
        subprocess.run([*pip, "--target", str(target), "-r", str(lock)], check=True)
    for script in (target / "bin").iterdir():
        content = script.read_bytes()
        if content.startswith(b"#!") and b"python" in content.split(b"\n", 1)[0]:
            script.write_bytes(b"#!/usr/local/bin/python\n" + content.split(b"\n", 1)[1])


def locked(text: str) -> Iterator[tuple[str, str]]:
    """Names and versions of a lock file that apply to this machine."""
    for line in re.findall(r"^[a-z0-9][^\n]*==[^\n]*", text, re.MULTILINE):
        pin, _, marker = line.rstrip(" \\").partition(" ; ")
        if not marker or marker_holds(marker):
            name, _, version = pin.partition("==")
            yield name, version


def marker_holds(marker: str) -> bool:
    """Whether an environment marker is true here. pip's own parser, so that both agree."""
    from pip._vendor.packaging.markers import Marker  # noqa: PLC0415  only this step needs pip's parts

    return Marker(marker).evaluate()


def copy_distribution(name: str, version: str, target: Path) -> None:
    """Copy one installed distribution. Raises `PackageNotFoundError` when that version is not installed."""
    distribution = metadata.distribution(name)
    if distribution.version != version:
        raise metadata.PackageNotFoundError(name)
    for entry in distribution.files or ():
        source = Path(str(distribution.locate_file(entry)))
        if source.is_file():
            is_script = entry.parts[0] == ".." and entry.parent.name == "bin"
            destination = target / ("bin/" + entry.name if is_script else entry)
            destination.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, destination)


def copy_python(root: Path) -> None:
    """This machine's Python under /usr/local, where the python images have it."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    base, prefix = Path(sys.base_prefix), root / "usr" / "local"
    (prefix / "bin").mkdir(parents=True)
    shutil.copy2(base / "bin" / version, prefix / "bin" / version)
    for alias in ("python", "python3"):
        (prefix / "bin" / alias).symlink_to(version)
    unwanted = shutil.ignore_patterns(*LEFT_OUT_OF_PYTHON, "*.opt-?.pyc")
    shutil.copytree(base / "lib" / version, prefix / "lib" / version, ignore=unwanted, symlinks=True)
    (prefix / "lib" / version / "site-packages").mkdir()


def copy_shared_libraries(root: Path) -> None:
    """Every shared library that some program in the tree is linked against and the tree does not hold itself."""
    binaries = [*(root / "usr/local/bin").glob("python3.*"), *root.rglob("*.so"), *root.rglob("*.so.*")]
    listing = subprocess.run(["ldd", *binaries], capture_output=True, text=True, check=False).stdout
    for path in sorted(set(re.findall(r"(?:=> )?(/\S+) \(0x", listing))):
        inside = root / path.lstrip("/")
        if not path.startswith(str(root)) and not inside.exists():
            inside.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, inside)


def complete_system(image: Image) -> None:
    """What any base image has besides: certificates, time zones, a place for temporary files."""
    for name in ("etc/ssl/certs", "usr/share/zoneinfo"):
        if Path("/", name).is_dir():
            shutil.copytree(Path("/", name), image.root / name, dirs_exist_ok=True, ignore_dangling_symlinks=True)
    temporary = image.root / "tmp"
    temporary.mkdir(exist_ok=True)
    temporary.chmod(0o1777)
    (image.root / "dev").mkdir(exist_ok=True)
    if os.geteuid() == 0:
        for name, minor in (("null", 3), ("urandom", 9)):
            os.mknod(image.root / "dev" / name, 0o666 | 0o020000, os.makedev(1, minor))


def size_mb(root: Path) -> float:
    """What the files hold, each hard-linked file once."""
    seen = {(info.st_dev, info.st_ino): info.st_size for info in (path.lstat() for path in root.rglob("*"))}
    return sum(seen.values()) / MEGABYTE


def launch(image: Image, command: list[str]) -> subprocess.Popen[bytes]:
    """Start a command of the image: in a chroot as its user where we are root, else with our paths put in front."""
    if os.geteuid() == 0:
        environment, program = image.environment, find_program(image, command[0])
        return subprocess.Popen(
            [program, *command[1:]],
            env=environment,
            preexec_fn=lambda: enter(image),  # noqa: PLW1509
        )
    root = str(image.root)
    environment = {name: relocate(value, root) for name, value in image.environment.items()}
    environment["PYTHONHOME"] = f"{root}/usr/local"
    program = str(image.inside(find_program(image, command[0])))
    arguments = [str(image.inside("/usr/local/bin/python")), "-s", program, *command[1:]]
    if command[0] == "python":
        arguments = [program, *command[1:]]
    return subprocess.Popen(arguments, env=environment, cwd=image.inside("."))


def enter(image: Image) -> None:
    """Make the tree the whole world of this process, and give up being root."""
    os.chroot(image.root)
    os.chdir(image.workdir)
    os.setgroups([])
    os.setgid(image.user)
    os.setuid(image.user)


def relocate(value: str, root: str) -> str:
    return ":".join(root + part if part.startswith("/") else part for part in value.split(":"))


def find_program(image: Image, name: str) -> str:
    """The path, inside the image, of a program on its PATH."""
    for folder in image.environment["PATH"].split(":"):
        if (image.root / folder.lstrip("/") / name).exists():
            return f"{folder}/{name}"
    raise CannotAssemble(f"CMD: there is no {name} on the PATH of the image")


def start_and_ask(image: Image) -> Mapping[str, float]:
    """Start the stated command on a free port until it is ready, run the health check, stop it; what was measured."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    started = time.monotonic()
    process = launch(image, [word.replace("8000", port) for word in image.command])
    try:
        wait_until_ready(process, f"http://127.0.0.1:{port}")
        seconds = time.monotonic() - started
        if launch(image, [word.replace("8000", port) for word in image.healthcheck]).wait(timeout=10):
            raise CannotAssemble("HEALTHCHECK: the stated command failed though the product is ready")
        status = subprocess.run(["ps", "-o", "rss=", "-p", str(process.pid)], capture_output=True, check=True)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
    return {"start_seconds": round(seconds, 2), "rss_mb": round(int(status.stdout) * 1024 / MEGABYTE, 1)}


def wait_until_ready(process: subprocess.Popen[bytes], url: str) -> None:
    """Ask until /health/ready answers 200, then see that the dashboard is there as well."""
    deadline = time.monotonic() + START_SECONDS_MAX
    while process.poll() is None and time.monotonic() < deadline:
        try:
            urlopen(f"{url}/health/ready", timeout=5).close()  # noqa: S310  our own address
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
            continue
        with urlopen(url, timeout=5) as page:  # noqa: S310  our own address
            if b"<script" not in page.read():
                raise CannotAssemble("the product is ready but serves no dashboard")
        return
    raise CannotAssemble("the product did not get ready in the assembled tree; what it said stands above")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", type=Path, help="assemble into this new folder and leave it there")
    options = parser.parse_args()
    folder = options.keep.resolve() if options.keep else Path(tempfile.mkdtemp(prefix="fivefold-rootfs-"))
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    try:
        image = Builder(folder).build(read_stages((REPOSITORY / "Dockerfile").read_text()))
        size = size_mb(image.root)
        report = {"size_mb": round(size), "with_debian_mb": round(size + DEBIAN_SLIM_MB), **start_and_ask(image)}
        print(json.dumps(report))
        return 0 if report["with_debian_mb"] < SIZE_MB_MAX else 1
    except CannotAssemble as reason:
        print(reason, file=sys.stderr)
        return 1
    finally:
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
