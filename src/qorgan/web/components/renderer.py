"""Makes `{{ form }}` accessible markup in the style of GOV.UK Frontend (setting FORM_RENDERER)."""

from __future__ import annotations

from typing import Any

from django.forms.renderers import TemplatesSetting

# widths GOV.UK Frontend knows, in characters
WIDTHS = (2, 3, 4, 5, 10, 20, 30)


class PageRenderer(TemplatesSetting):
    """Uses the templates under qorgan/forms and gives each widget its classes."""

    form_template_name = "qorgan/forms/form.html"
    field_template_name = "qorgan/forms/field.html"
    formset_template_name = "qorgan/forms/formset.html"

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """Render, after telling the widget's template whether it is in error and how wide it is."""
        widget = context.get("widget")
        if widget is not None:
            _describe(widget)
        return super().render(template_name, context, request)


def _describe(widget: dict[str, Any]) -> None:
    """Add `invalid` and `width` (a class or nothing) to a widget's context and to its parts."""
    attrs = widget.get("attrs") or {}
    widget["invalid"] = attrs.get("aria-invalid") == "true"
    attrs.pop("placeholder", None)  # a grey label that vanishes when one types; the label above stays
    # aria-* on a group says the same as on its fieldset; on the single radio it would be read each time
    widget["width"] = _width(attrs)
    for part in widget.get("subwidgets", ()):
        _describe(part)


def _width(attrs: dict[str, Any]) -> str:
    """The class for a field known to be short: a five-letter box tells how much is expected."""
    length = str(attrs.get("maxlength") or "")
    if not length.isdigit():
        return ""
    fitting = next((width for width in WIDTHS if width >= int(length)), None)
    return f"govuk-input--width-{fitting}" if fitting else ""
