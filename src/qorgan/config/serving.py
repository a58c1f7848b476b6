"""What the web workers load: first the tie to their master, then the application."""

from __future__ import annotations

from qorgan.config.lifeline import follow_parent

follow_parent()  # before the seconds it takes to load everything, in which the master may die

from qorgan.config.wsgi import application  # noqa: E402

__all__ = ["application"]
