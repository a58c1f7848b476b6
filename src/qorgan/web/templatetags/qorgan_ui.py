"""The parts pages are built from. `{% load qorgan_ui %}`; each with an example in docs/pages.md.

Values come as plain dicts or objects with the named attributes; nothing here reads the database.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4

from django import template
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import get_language, pgettext

from qorgan.web.components import charts, deadlines, errors, icons

register = template.Library()

ONCE = "once"
GRADE_ICONS = {"verified": "tick", "secondary": "file", "background": "info", "demo": "alert"}
TAG_ICONS = {"done": "tick", "active": "arrow", "waiting": "wait", "urgent": "alert", "quiet": "pause"}


def _now(context: Mapping[str, Any]) -> datetime:
    """The moment the page is drawn for: of the view, of the request, or the clock (this is a door)."""
    return context.get("now") or getattr(context.get("request"), "now", None) or timezone.now()


def _block(name: str, content: Any, **values: Any) -> SafeString:
    """A part that wraps what stands between its tags (already escaped by the template engine)."""
    return mark_safe(render_to_string(f"qorgan/parts/{name}.html", {"content": content, **values}))  # noqa: S308


@register.simple_tag
def icon(name: str) -> SafeString:
    """A small sign; always beside a word."""
    return icons.icon(name)


# -- time ------------------------------------------------------------------------------------------


@register.inclusion_tag("qorgan/parts/deadline_chip.html", takes_context=True)
def deadline_chip(
    context: Mapping[str, Any],
    due_at: datetime | None,
    met_at: datetime | None = None,
    paused: bool = False,
    urgent: bool = False,
    missed: bool = False,
) -> dict[str, Any]:
    """How long is left, or how long overdue, in words. A template gives "" for what is absent."""
    chip = deadlines.shown(
        due_at=due_at or None,
        now=_now(context),
        met_at=met_at or None,
        paused=bool(paused),
        urgent=bool(urgent),
        missed=bool(missed),
    )
    return {"chip": chip, "due_at": due_at}


@register.inclusion_tag("qorgan/parts/clock_panel.html", takes_context=True)
def clock_panel(context: Mapping[str, Any], clocks: Iterable[Any], title: str = "") -> dict[str, Any]:
    """Clocks: each has name, due_at, and perhaps met_at, paused, urgent, missed, who, source, grade."""
    return {"clocks": list(clocks), "title": title, "now": _now(context)}


@register.inclusion_tag("qorgan/parts/task_list.html", takes_context=True)
def task_list(context: Mapping[str, Any], tasks: Iterable[Any]) -> dict[str, Any]:
    """Tasks: each has title, href, due_at, and perhaps hint, number, status {text, tone}, urgent."""
    now = _now(context)
    rows = [
        {
            "task": task,
            "chip": deadlines.shown(
                due_at=_get(task, "due_at"),
                now=now,
                met_at=_get(task, "met_at"),
                paused=bool(_get(task, "paused")),
                urgent=bool(_get(task, "urgent")),
            ),
        }
        for task in tasks
    ]
    return {"rows": rows, "now": now}


@register.inclusion_tag("qorgan/parts/timeline.html")
def timeline(entries: Iterable[Any]) -> dict[str, Any]:
    """Journal sentences: each has sentence, happened_at, and perhaps entered_at, by, href, note, ways (links)."""
    return {"entries": list(entries)}


# -- facts -----------------------------------------------------------------------------------------


@register.inclusion_tag("qorgan/parts/summary_list.html")
def summary_list(rows: Iterable[Any], title: str = "", level: int = 2) -> dict[str, Any]:
    """Rows: each has key and value (None: not known), and perhaps href with action, note, grade."""
    return {"rows": list(rows), "title": title, "level": level}


@register.inclusion_tag("qorgan/parts/data_table.html")
def data_table(columns: Iterable[Any], rows: Iterable[Iterable[Any]], caption: str) -> dict[str, Any]:
    """A table that becomes cards on a phone. A cell is a text, or has text and href or tone, or a chip."""
    names = list(columns)
    return {
        "columns": names,
        "rows": [list(zip(names, row, strict=True)) for row in rows],
        "caption": caption,
    }


@register.inclusion_tag("qorgan/parts/sealed_value.html", takes_context=True)
def sealed_value(
    context: template.Context,
    label: str,
    action: str = "",
    purposes: Iterable[tuple[str, Any]] = (),
    value: Any = None,
    field: str = "",
    why_not: str = "",
) -> dict[str, Any]:
    """A sealed field: its value when it was opened, else the form that asks a purpose, else why it stays shut.

    The form posts `field` and `purpose` to `action`; without `action` it cannot be opened from here.
    """
    seen: Any = context.render_context.setdefault("sealed values", Counter())  # type: ignore[arg-type]
    seen[field] += 1
    # two decisions, two names: an id stands once on a page
    again = f"-{seen[field]}" if seen[field] > 1 else ""
    return {
        "label": label,
        "action": action,
        "purposes": list(purposes),
        "value": value,
        "field": field,
        "why_not": why_not,
        "name": f"purpose-{slugify(field) or uuid4().hex[:8]}{again}",
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag
def grade_badge(grade: str) -> SafeString:
    """How sure a legal fact is: verified, secondary, background or demo."""
    return _badge(grade if grade in GRADE_ICONS else "background", get_language() or "")


@lru_cache(maxsize=len(GRADE_ICONS) * 4)  # pages of the law show dozens
def _badge(grade: str, _language: str) -> SafeString:
    shown = {"grade": grade, "icon_name": GRADE_ICONS[grade]}
    return mark_safe(render_to_string("qorgan/parts/grade_badge.html", shown))  # noqa: S308


@register.inclusion_tag("qorgan/parts/status_tag.html")
def status_tag(text: str, tone: str = "active") -> dict[str, Any]:
    """A state in words; tone is done, active, waiting, urgent or quiet."""
    return {"text": text, "tone": tone, "icon_name": TAG_ICONS.get(tone, "arrow")}


# -- panels ----------------------------------------------------------------------------------------


@register.simple_block_tag(end_name="end_notice")
def notice(content: str, tone: str = "info", title: str = "") -> SafeString:
    """A notice; tone is info, warning, danger or success."""
    names = {"info": "info", "warning": "alert", "danger": "alert", "success": "tick"}
    return _block("notice", content, tone=tone, title=title, icon_name=names[tone])


@register.simple_block_tag(end_name="end_panel")
def panel(content: str, title: str, tone: str = "") -> SafeString:
    """A framed part of a page; tone is empty, next, blocked or night (where the child is tonight)."""
    return _block("panel", content, title=title, tone=tone)


@register.simple_block_tag(end_name="end_next_step")
def next_step(
    content: str, title: str, href: str = "", button: str = "", owner: str = "", blocked: str = ""
) -> SafeString:
    """The one thing to do now, who owns it, or what stands in its way."""
    return _block("next_step", content, title=title, href=href, button=button, owner=owner, blocked=blocked)


@register.simple_block_tag(end_name="end_preview_panel")
def preview_panel(content: str, receiver: str) -> SafeString:
    """Exactly what the receiver will see."""
    return _block("preview_panel", content, receiver=receiver)


@register.simple_block_tag(end_name="end_empty_state")
def empty_state(content: str, title: str) -> SafeString:
    """Nothing here, said calmly."""
    return _block("empty_state", content, title=title)


# -- finding one's way -----------------------------------------------------------------------------


@register.inclusion_tag("qorgan/parts/tabs.html")
def tabs(items: Iterable[Any], label: str) -> dict[str, Any]:
    """Tabs with real addresses: each has text and href, and perhaps current, count."""
    return {"items": list(items), "label": label}


@register.inclusion_tag("qorgan/parts/filter_chips.html")
def filter_chips(chips: Iterable[Any], clear_href: str = "") -> dict[str, Any]:
    """Filters that are on: each has text and href (the address without it)."""
    return {"chips": list(chips), "clear_href": clear_href}


@register.inclusion_tag("qorgan/parts/pagination.html")
def pagination(previous_href: str = "", next_href: str = "") -> dict[str, Any]:
    """Previous and next of a keyset list; there is no count."""
    return {"previous_href": previous_href, "next_href": next_href}


# -- forms -----------------------------------------------------------------------------------------


@register.simple_tag
def field_errors(field: BoundField) -> list[errors.ShownError]:
    """The errors of one field with their codes."""
    return errors.field_errors(field)


@register.inclusion_tag("qorgan/parts/error_summary.html")
def error_summary(*forms: Any) -> dict[str, Any]:
    """All errors of the forms, each with its code and a link to its place; nothing when there are none."""
    return {"errors": errors.form_errors(*(form for form in forms if form is not None and form.is_bound))}


@register.simple_tag
def optional_word() -> str:
    """The word after the label of a question one may leave empty."""
    return pgettext("after a form label", "(optional)")


@register.inclusion_tag("qorgan/parts/once_token.html", takes_context=True)
def once_token(context: Mapping[str, Any]) -> dict[str, Any]:
    """A hidden token that stays the same when the form comes back with errors: one token, one record."""
    request = context.get("request")
    sent = request.POST.get(ONCE, "") if request is not None and request.method == "POST" else ""
    return {"name": ONCE, "token": sent if _is_uuid(sent) else str(uuid4())}


@register.inclusion_tag("qorgan/parts/version_conflict.html")
def version_conflict(rows: Iterable[Any], saved_by: str, saved_at: datetime, version: Any) -> dict[str, Any]:
    """Someone saved first: rows have label, saved and typed. `version` is the newest, to save over knowingly."""
    listed = [
        {
            "label": _get(row, "label"),
            "saved": _get(row, "saved"),
            "typed": _get(row, "typed"),
            "differs": _get(row, "saved") != _get(row, "typed"),
        }
        for row in rows
    ]
    return {"rows": listed, "saved_by": saved_by, "saved_at": saved_at, "version": version}


# -- charts ----------------------------------------------------------------------------------------


@register.inclusion_tag("qorgan/parts/bar_chart.html")
def bar_chart(
    title: str, desc: str, rows: Iterable[tuple[Any, float | None]], columns: Any = ()
) -> dict[str, Any]:
    """Horizontal bars; rows are (label, value); None is a number held back. columns: heads of the table."""
    drawn = charts.bar_chart(list(rows))
    return {"title": title, "desc": desc, "columns": list(columns), "key": uuid4().hex[:8], **drawn}


@register.inclusion_tag("qorgan/parts/line_chart.html")
def line_chart(
    title: str, desc: str, rows: Iterable[tuple[Any, float | None]], columns: Any = ()
) -> dict[str, Any]:
    """One line over time; rows are (label, value); None breaks the line."""
    drawn = charts.line_chart(list(rows))
    return {"title": title, "desc": desc, "columns": list(columns), "key": uuid4().hex[:8], **drawn}


def _get(thing: Any, name: str) -> Any:
    """A named value of a dict or an object, None when absent: what templates do with a dot."""
    return thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
