"""Qorgan: the unified model of cooperation against child trafficking, as software."""

__version__ = "0.1.0"
