"""Codes of decisions and of closing, with words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Labels = dict[str, "str | Promise"]

GROUNDS: Labels = {
    "child_account": _("what the child says"),
    "witness": _("what others saw or say"),
    "signs_body": _("signs on body or health"),
    "signs_behaviour": _("behaviour, fear, control by others"),
    "documents": _("documents or messages"),
    "place_found": _("where and how the child was found"),
    "movement": _("how the child was moved"),
    "money": _("money or debts"),
    "online": _("traces online"),
    "other_decision": _("decision of another body or state"),
    "none_found": _("nothing found that points to trafficking"),
    "other_harm": _("harm of another kind, protected another way"),
}
EVIDENCE: Labels = {
    "interview": _("record of a conversation with the child"),
    "statement": _("statement of a witness"),
    "medical": _("medical paper"),
    "psychological": _("paper of a psychologist"),
    "age": _("paper on age"),
    "police": _("police record"),
    "social": _("social inquiry"),
    "photo": _("photographs (never of abuse)"),
    "message": _("messages or accounts"),
    "other": _("other"),
    "none": _("none yet"),
}
OUTCOMES: Labels = {
    "safe_family": _("safe in the own family"),
    "guardian_family": _("with a guardian, trustee or foster family"),
    "institution": _("in long-term care"),
    "returned": _("safely returned to another state"),
    "adult": _("grown up, goes on with adult services"),
    "other_protection": _("protected in another way, not as a victim of trafficking"),
    "lost_contact": _("contact lost; can be reopened at any time"),
    "died": _("the child has died"),
}
REOPEN: Labels = {
    "new_facts": _("new facts"),
    "new_danger": _("new danger"),
    "child_asked": _("the child or family asks for help"),
    "closed_by_mistake": _("closed by mistake"),
    "review": _("decision of a review"),
}
TRANSFERS: Labels = {
    "lives_elsewhere": _("the child now lives elsewhere"),
    "competence": _("the other body answers for this child by law"),
    "better_help": _("the other body can help this child better"),
    "conflict_here": _("conflict of interest here"),
    "capacity": _("nobody here can keep the case now"),
}
TRANSFER_REFUSALS: Labels = {
    "not_competent": _("we do not answer for this child by law"),
    "no_capacity": _("nobody here can keep a case now"),
    "conflict_here": _("conflict of interest here"),
    "unsafe": _("not safe for the child here"),
}
STAGES_OF_EXPLOITATION: Labels = {
    "attempted": _("attempted"),
    "moved": _("moved or handed over, not yet exploited"),
    "exploited": _("exploited"),
    "unknown": _("not known"),
}
PLATFORMS: Labels = {
    "messenger": _("messenger"),
    "social": _("social network"),
    "game": _("online game"),
    "dating": _("dating or sex site"),
    "job_site": _("job or study advertisement"),
    "other": _("other"),
}
EMPOWERED = {"reasonable": "decisions:reasonable", "conclusive": "decisions:conclusive"}

# why a closed case is erased for good
ERASING = {
    "asked": _("the person asked for it"),
    "term_over": _("the time for keeping it is over"),
    "by_mistake": _("it was opened by mistake"),
    "court": _("a court ordered it"),
}
