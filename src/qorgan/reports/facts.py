"""The codes in which events are told (`cli.md`), with words an officer uses. Each is yes, no, not sure or disputed."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Labels = dict[str, "str | Promise"]

ACTS: Labels = {
    "recruitment": _("talked into going or working"),
    "transportation": _("brought from place to place"),
    "transfer": _("handed over to someone"),
    "harbouring": _("kept or hidden somewhere"),
    "receipt": _("taken over from someone"),
    "sale": _("sold"),
    "purchase": _("bought"),
    "other_transaction": _("passed on in another deal"),
    "exploitation": _("exploited"),
    "abduction": _("taken by force or secretly"),
    "offering": _("offered to others"),
    "advertising": _("advertised, also online"),
    "arranging_travel": _("travel arranged"),
    "enticement": _("lured, also online"),
    "adoption_procuring": _("adoption arranged by pressure or money"),
}
MEANS: Labels = {
    "force": _("force"),
    "threat": _("threats"),
    "coercion": _("other pressure"),
    "abduction": _("abduction"),
    "fraud": _("fraud"),
    "deception": _("false promises"),
    "abuse_of_trust": _("abuse of trust"),
    "abuse_of_power": _("abuse of power"),
    "abuse_of_vulnerability": _("abuse of need or helplessness"),
    "dependence": _("dependence, for money or otherwise"),
    "payment_to_controller": _("money given to whoever has power over the child"),
    "document_confiscation": _("papers taken away"),
    "blackmail": _("blackmail, also with pictures"),
    "debt_bondage": _("made to work off a debt"),
    "confinement": _("locked up"),
}
PURPOSES: Labels = {
    "prostitution": _("paid sexual exploitation"),
    "sexual_exploitation": _("other sexual exploitation"),
    "pornography": _("child sexual abuse material"),
    "forced_labour": _("forced labour"),
    "slavery": _("slavery or similar"),
    "servitude": _("servitude in a household"),
    "debt_bondage": _("working off a debt"),
    "organ_removal": _("removal of organs"),
    "illegal_adoption": _("unlawful adoption"),
    "begging": _("begging"),
    "armed_conflict": _("armed groups"),
    "criminal_activity": _("use for crimes"),
    "forced_marriage": _("forced marriage"),
    "surrogacy": _("surrogacy"),
    "other": _("something else"),
}
CIRCUMSTANCES: Labels = {
    "organised_group": _("an organised group"),
    "group": _("several persons together"),
    "official_position": _("someone used an official position"),
    "cross_border": _("across a state border"),
    "repeated": _("more than once"),
    "two_or_more_victims": _("two or more children"),
    "death": _("someone died"),
    "grave_consequence": _("grave consequences"),
    "parent_or_guardian": _("by a parent or guardian"),
    "online": _("online"),
    "remuneration": _("money or goods were given"),
    "consent": _("the child or family agreed"),
    "document_forgery": _("false papers"),
    "pregnant_victim": _("the child is pregnant"),
    "helpless_victim": _("the child is helpless"),
    "weapon": _("a weapon"),
}
KINDS: dict[str, Labels] = {
    "acts": ACTS,
    "means": MEANS,
    "purposes": PURPOSES,
    "circumstances": CIRCUMSTANCES,
}
KIND_LABELS: Labels = {
    "acts": _("What was done"),
    "means": _("How"),
    "purposes": _("What for"),
    "circumstances": _("Circumstances"),
}
TRUE, FALSE, UNKNOWN, CONTESTED = "true", "false", "unknown", "contested"
STATES: Labels = {
    TRUE: _("yes"),
    FALSE: _("no"),
    UNKNOWN: _("not sure"),
    CONTESTED: _("sources disagree"),
}
Facts = Mapping[str, Mapping[str, str]]


def problems(facts: Facts) -> list[tuple[str, str]]:
    """Kinds, codes or states that are not ours, as (place, value) pairs; empty when all is well."""
    found = []
    for kind, codes in facts.items():
        if kind not in KINDS:
            found.append((kind, kind))
            continue
        for code, state in codes.items():
            if code not in KINDS[kind]:
                found.append((f"{kind}.{code}", code))
            elif state not in STATES:
                found.append((f"{kind}.{code}", str(state)))
    return found


def spoken(facts: Facts) -> list[tuple[str, list[tuple[str, str]]]]:
    """For a page: (kind label, [(code label, state code)]) of everything that is not plainly unknown."""
    return [
        (
            str(KIND_LABELS[kind]),
            [(str(KINDS[kind][code]), state) for code, state in facts[kind].items() if code in KINDS[kind]],
        )
        for kind in KINDS
        if facts.get(kind)
    ]
