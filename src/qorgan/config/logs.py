"""Logs that cannot leak: a request is its route, never its address, values or person."""

from __future__ import annotations

import logging
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter


class BareRequests(logging.Filter):
    """Replaces a record's message by its logger, level and route name: arguments may hold typed text."""

    KEPT = ("qorgan", "procrastinate", "granian")

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if request is not None:
            match = getattr(request, "resolver_match", None)
            route = match.view_name if match is not None else "no route"
            record.msg, record.args = f"{getattr(record, 'status_code', '-')} {route}", ()
            record.request = None
        elif not record.name.startswith(self.KEPT):
            record.msg, record.args = "message withheld", ()
        return True


class LineFormatter(logging.Formatter):
    """One line; of an exception only its class and the code places, never its message or values."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatException(self, ei: Any) -> str:
        kind, _, trace = ei
        places = []
        while trace is not None:
            code = trace.tb_frame.f_code
            places.append(f"{code.co_name}:{trace.tb_lineno}")
            trace = trace.tb_next
        return f"{kind.__name__} at {' > '.join(places[-8:])}"


class NothingShown(SafeExceptionReporterFilter):
    """Error reports never show variables, settings or typed values, whatever DEBUG says."""

    def is_active(self, request: HttpRequest | None) -> bool:
        return True

    def get_traceback_frame_variables(self, request: Any, tb_frame: Any) -> Any:
        return []

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        return {}

    def get_safe_settings(self) -> dict[str, Any]:
        return {}
