"""The few signs the pages use, as SVG paths on a 24 × 24 sheet. A sign always stands beside its word."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

PATHS = {
    "alert": "M12 2 1 21h22L12 2zm1 15h-2v2h2v-2zm0-7h-2v5h2v-5z",
    "arrow": "M4 11h12l-5-5 1.4-1.4L20 12l-7.6 7.4L11 18l5-5H4z",
    "child": "M12 2a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM5 22l2-10h10l2 10h-4l-1-4h-4l-1 4z",
    "clock": "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zm1 5h-2v6l5 3 1-1.7-4-2.3z",
    "close": "m6.4 5 5.6 5.6L17.6 5 19 6.4 13.4 12l5.6 5.6-1.4 1.4-5.6-5.6L6.4 19 5 17.6l5.6-5.6L5 6.4z",
    "eye": "M12 5C6 5 2 12 2 12s4 7 10 7 10-7 10-7-4-7-10-7zm0 11a4 4 0 1 1 0-8 4 4 0 0 1 0 8z",
    "file": "M6 2h8l5 5v15H6V2zm7 1.5V8h4.5z",
    "home": "M12 3 2 12h3v9h5v-6h4v6h5v-9h3z",
    "info": "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zm-1 5h2v2h-2V7zm0 4h2v6h-2z",
    "lock": "M6 10V8a6 6 0 0 1 12 0v2h1v11H5V10h1zm2 0h8V8a4 4 0 0 0-8 0v2z",
    "pause": "M7 4h4v16H7zm6 0h4v16h-4z",
    "person": "M12 3a5 5 0 1 1 0 10 5 5 0 0 1 0-10zM2 22c0-5 5-8 10-8s10 3 10 8z",
    "phone": "M6 2h4l2 5-2.5 2a12 12 0 0 0 5.5 5.5L17 12l5 2v4a3 3 0 0 1-3 3A16 16 0 0 1 3 5a3 3 0 0 1 3-3z",
    "search": "m20 21.4-5.8-5.8a7 7 0 1 1 1.4-1.4l5.8 5.8zM10 5a5 5 0 1 0 0 10 5 5 0 0 0 0-10z",
    "send": "M2 3l20 9-20 9 3-8 9-1-9-1z",
    "tick": "M9.5 18 3.5 12l2-2 4 4 9-9 2 2z",
    "wait": "M6 2h12v5l-4 5 4 5v5H6v-5l4-5-4-5V2zm2 2v2h8V4H8zm4 10-4 5v1h8v-1z",
}


def icon(name: str) -> SafeString:
    """An icon that screen readers skip; KeyError for a name that does not exist."""
    return format_html(
        '<svg class="q-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
        '<path fill-rule="evenodd" d="{}"/></svg>',
        mark_safe(PATHS[name]),  # noqa: S308 - our own constants
    )
