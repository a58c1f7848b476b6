"""What the web workers load: the application, in a process that ends with its master."""

from __future__ import annotations

from qorgan.config.lifeline import follow_parent
from qorgan.config.wsgi import application

follow_parent()

__all__ = ["application"]
