"""How the journal tells what is done with the directory and with namings, and which pages were refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from qorgan.agencies.fields import FIELDS
from qorgan.agencies.roles import ROLES
from qorgan.agencies.services import SERVICES
from qorgan.agencies.telling import Words

SENTENCES = {
    "directory.agency_added": _("%(actor)s added a body to the directory: %(subject)s"),
    "directory.agency_changed": _("%(actor)s changed a body of the directory: %(subject)s"),
    "directory.agency_ended": _("%(actor)s ended the work of a body: %(subject)s"),
    "directory.officer_enrolled": _("%(actor)s made an account for %(subject)s. Roles asked for: %(roles)s"),
    "directory.first_administrator": _("An administrator was made on the server: %(subject)s"),
    "directory.roles_set": _("%(actor)s said which roles %(subject)s is to hold: %(roles)s"),
    "directory.roles_confirmed": _("%(actor)s confirmed as a second person for %(subject)s: %(roles)s"),
    "directory.roles_declined": _("%(actor)s did not confirm for %(subject)s: %(roles)s"),
    "directory.officer_ended": _("%(actor)s ended the account of %(subject)s"),
    "blocks.asked": _("%(actor)s said that an officer or body is involved in this case"),
    "blocks.by_act": _(
        "%(actor)s said, with a procedural act, that an officer or body is involved: their access has ended"
    ),
    "blocks.confirmed": _("%(actor)s confirmed that an officer or body is involved: their access has ended"),
    "blocks.reviewed": _(
        "%(actor)s reviewed whether an officer or body is involved. Access stays closed: %(upheld)s"
    ),
    "sheets.opened": _("%(actor)s opened a sheet of this file"),
    "accounts.restore_asked": _("%(actor)s said that %(subject)s lost the second factor"),
    "accounts.restore_confirmed": _("%(actor)s confirmed that %(subject)s lost the second factor"),
    "accounts.restore_used": _(
        "%(subject)s gave the code of two colleagues: the old second factor is gone, other sittings ended"
    ),
    "accounts.restore_wrong": _("%(subject)s gave a wrong code for a lost second factor"),
    "accounts.restore_stopped": _(
        "%(subject)s signed in with the second factor: what colleagues began to restore it ended"
    ),
    "accounts.restore_read": _("%(subject)s read what was done about the second factor"),
    "accounts.factor_enrolled": _("%(subject)s set up a second factor"),
    "access.refused": _("%(actor)s was not let in to a page. Why: %(why)s"),
}
# Which sheet is not said: naming somebody begins on one, and the officer named may read the journal.
ACCESSES = ["sheets.opened"]
# A naming stands in no timeline: the officer named may be reading it, and would know before it takes effect.
HIDDEN = frozenset(kind for kind in SENTENCES if kind.startswith("blocks."))
WORDS: Words = {
    "roles": {code: role.title for code, role in ROLES.items()},
    "service": SERVICES,
    "fields": FIELDS,
    "opened": {"": _("nothing that is sealed"), **FIELDS},
    "why": {
        "absent": _("there is no such page, or it is hidden"),
        "field": _("this part is not open to them"),
        "no_file": _("their body has no access to this file"),
        "not_assigned": _("the file is another officer's"),
        "purpose": _("no purpose was given"),
        "quarantine": _("it may show abuse of a child: nobody opens it"),
        "role": _("their role does not allow it"),
        "scope": _("the file is another body's"),
    },
}
