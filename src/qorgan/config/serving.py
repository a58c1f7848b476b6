"""What the web workers load: first the tie to their master, then the application."""

from __future__ import annotations

import gc

from qorgan.config.lifeline import follow_parent

follow_parent()  # before the seconds it takes to load everything, in which the master may die

from qorgan.config.wsgi import application  # noqa: E402

gc.freeze()  # what is loaded now stays: not to be looked through again while somebody waits for a page

__all__ = ["application"]
