"""Children that cannot outlive their parent: the kernel tells them (Linux; elsewhere the parent must)."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


def die_with_parent(number: signal.Signals = signal.SIGKILL) -> Callable[[], None]:
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
    """The same for a process started by `multiprocessing`, as early as it can ask for itself."""
    parent = multiprocessing.parent_process()
    if sys.platform != "linux" or parent is None:
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(number))
    if os.getppid() != parent.pid:  # it ended before we could ask
        os._exit(1)
