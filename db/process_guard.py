"""Keeps keys and customers' data of this process out of core files and other people's reach."""

from __future__ import annotations

import ctypes
import os
import sys

if sys.platform != "win32":
    import resource

_PR_SET_DUMPABLE = 4


def guard_process() -> None:
    """Make new files private and forbid core dumps and tracing; call once, before any key is read.

    On Windows only the file mask exists; crash dumps there are an administrator's setting.
    """
    os.umask(0o077)
    if sys.platform == "win32":
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        # A refusal (a hardened container) costs only this extra: the core limit stands.
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
