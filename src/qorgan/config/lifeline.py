"""Children that cannot outlive their parent: the kernel tells them (Linux; elsewhere the parent must)."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


def die_with_parent(number: signal.Signals = signal.SIGTERM) -> Callable[[], None]:
    """Return a `preexec_fn` asking the kernel for signal `number` when the starting process ends."""
    parent = os.getpid()
    library = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

    def ask() -> None:
        if library is not None:
            library.prctl(PR_SET_PDEATHSIG, int(number))
        if os.getppid() != parent:  # it ended between fork and here
            os._exit(1)

    return ask


def follow_parent(number: signal.Signals = signal.SIGKILL) -> None:
    """The same for a process that is already running (a web worker whose master may be killed)."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(number))
