"""Find the system libraries that the desk needs and install what is missing, where that is allowed.

Qt brings itself, but not the libraries of the graphics stack below it.  On Debian and its kin
they are installed with apt when this process may (as root, or by sudo without a password);
otherwise the exact command is given.  Standard library only.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from faults import FaultError, run

LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
PROGRAMS = {"pdftotext": "poppler-utils"}
"""Programs that the tests compare papers with."""


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def missing_libraries() -> list[str]:
    """Return the packages of the libraries that this system lacks; none outside Linux."""
    if sys.platform != "linux":
        return []
    return [package for library, package in LIBRARIES.items() if not _loads(library)]


def missing_programs() -> list[str]:
    """Return the packages of the programs that the tests need and this system lacks."""
    if sys.platform != "linux":
        return []
    return [package for program, package in PROGRAMS.items() if shutil.which(program) is None]


def missing_venv() -> list[str]:
    """Return the package that Debian keeps environments in, if this Python cannot make them."""
    if importlib.util.find_spec("ensurepip") and importlib.util.find_spec("venv"):
        return []
    return [f"python{sys.version_info.major}.{sys.version_info.minor}-venv"]


def _become_root() -> list[str] | None:
    """Return what to put before a command so that root runs it; None if that is not allowed."""
    if sys.platform == "win32":
        return None
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo:
        allowed = subprocess.run(  # noqa: S603 - '-n' never asks for a password
            [sudo, "-n", "true"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
        if allowed.returncode == 0:
            return [sudo, "-n"]
    return None


def install(packages: Sequence[str], record: Path) -> None:
    """Install Debian ``packages``, without a question.

    Raises:
        FaultError: it is not allowed, not possible here, or failed.
    """
    if not packages:
        return
    names = " ".join(packages)
    if shutil.which("apt-get") is None:
        message = f"This system lacks what Debian calls {names}. Install it and start again."
        raise FaultError(message)
    prefix = _become_root()
    if prefix is None:
        message = (
            "System packages are missing. Run this as administrator, then start again: "
            f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {names}"
        )
        raise FaultError(message)
    print(f"Installing system packages: {names}", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    apt = [*prefix, "apt-get", "-q", "-o", "DPkg::Lock::Timeout=120"]
    task = "Installing system packages"
    run([*apt, "update"], task, record, environment=environment)
    run(
        [*apt, "install", "-y", "--no-install-recommends", *packages],
        task,
        record,
        environment=environment,
    )
    importlib.invalidate_caches()
