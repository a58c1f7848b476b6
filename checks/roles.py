"""What each role may do, as a page: `python checks/roles.py` writes docs/roles.md from the code.

A house test compares the page with the code, so that no right is given or taken in silence.
"""

from __future__ import annotations

from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "roles.md"
HEAD = """# What each role may do

Written by `python checks/roles.py` from `src/qorgan/agencies/permissions.py` and `roles.py`; do not edit by hand.
A right that works "on a file" needs a grant on that file besides: of the body that keeps the case (owner), of the body
that sent the report (sender), or of a body whose accepted referral lists the fields (referral). What is not listed is
refused.
"""


def text() -> str:
    """The page as the code says it now; needs Django loaded."""
    from django.utils import translation

    from qorgan.agencies.permissions import VERBS
    from qorgan.agencies.roles import ROLES

    with translation.override("en"):
        lines = [
            HEAD,
            "| right | what it allows | on a file as | if the referral shows | asks the second factor again | roles |",
        ]
        lines.append("| --- | --- | --- | --- | --- | --- |")
        for code, verb in VERBS.items():
            may = [name for name, role in ROLES.items() if code in role.verbs]
            who = "everybody" if len(may) == len(ROLES) else ", ".join(may) or "nobody"
            levels = ", ".join(sorted(verb.levels)) or "no file"
            again = "yes" if verb.step_up else ""
            needs = ", ".join(sorted(verb.needs))
            lines.append(f"| `{code}` | {verb.sentence} | {levels} | {needs} | {again} | {who} |")
        lines += [
            "",
            "| role | who that is | what it does | sees fields of a child |",
            "| --- | --- | --- | --- |",
        ]
        for name, role in ROLES.items():
            lines.append(
                f"| `{name}` | {role.title} | {role.sentence} | {', '.join(sorted(role.fields)) or 'none'} |"
            )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    from qorgan.config import readiness

    readiness.load_django()
    PAGE.write_text(text(), encoding="utf-8")
