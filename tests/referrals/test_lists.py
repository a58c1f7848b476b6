"""Lists that walk along indexes still show all they showed: what is kept, what was lent, what came back."""

from __future__ import annotations

import datetime as dt

import pytest

import cast
from access.probing import client_of
from cases.test_actions import Scene
from qorgan.agencies.models import Agency
from qorgan.agencies.scope import acting
from qorgan.cases import actions as cases
from qorgan.cases import queries as case_queries
from qorgan.deadlines import queries as clocks
from qorgan.journal.models import Entry
from qorgan.referrals import actions, presenting, queries
from qorgan.reports import queries as report_queries
from referrals.test_actions import LATER, agreed, fresh, refer

pytestmark = pytest.mark.django_db
NOW = cast.NOW


@pytest.fixture
def scene():
    made = Scene()
    made.shelter = cast.body("Shelter", Agency.Kind.SHELTER, services=("safe_accommodation",))
    made.helper = cast.seen(cast.officer(made.shelter, "ngo_worker", "supervisor"), LATER)
    return made


def listed(viewer, **chosen):
    with acting(viewer, now=viewer.now):
        return [case.id for case in case_queries.listed(viewer, **chosen)]


def test_kept_and_lent_cases_stand_in_one_order(scene, monkeypatch):
    def at(minutes):
        return NOW + dt.timedelta(minutes=minutes)

    own = [cases.open_case(report=None, **cast.case_facts(), by=scene.helper, now=at(n)).id for n in (1, 3)]
    assert listed(scene.helper) == own[::-1]
    referral = refer(scene, scene.shelter)
    assert listed(scene.helper) == own[::-1]  # offered, not yet opened
    actions.accept(referral=fresh(scene.helper, referral), by=scene.helper, now=LATER)
    later = cast.seen(scene.helper.officer, LATER + dt.timedelta(minutes=1))
    newest_first = [*own[::-1], scene.opened.id]
    assert listed(later) == newest_first
    monkeypatch.setattr(case_queries, "PAGE", 1)
    with acting(later, now=later.now):
        rows = case_queries.listed(later)
        assert [case.id for case in rows] == newest_first[:2]
        rest = case_queries.listed(later, after=(rows[1].opened_at, rows[1].id))
        assert [case.id for case in rest] == newest_first[2:]


def test_one_who_keeps_only_their_own_sees_no_colleagues_case(scene):
    worker = cast.seen(cast.officer(scene.body, "social_worker"))
    assert listed(worker) == []
    assert listed(worker, mine=True) == []
    cases.assign(case=scene.case(), to=worker.officer, by=scene.keeper, now=NOW)
    assert listed(worker) == [scene.opened.id]


def test_what_came_back_is_a_task_of_its_sender(scene, monkeypatch):
    """Not one line of a list that what waits could push it out of: a duty with a deadline."""
    monkeypatch.setattr(queries, "PAGE", 1)
    back = refer(scene, scene.shelter)
    actions.refuse(referral=fresh(scene.helper, back), reason="no_place", by=scene.helper, now=LATER)
    consent = agreed(scene, scene.shelter, purpose="legal_aid")
    refer(scene, scene.shelter, consent, service="legal_aid")
    keeper = cast.seen(scene.keeper.officer, LATER)
    with acting(keeper, now=LATER):
        owed = clocks.tasks(keeper)
        assert [clock.subject_id for clock in owed if clock.rule == actions.CAME_BACK] == [back.id]
    with acting(scene.helper, now=LATER):
        assert not [clock for clock in clocks.tasks(scene.helper) if clock.rule == actions.CAME_BACK]


def test_looking_through_a_list_is_one_entry_with_how_many_were_shown(scene):
    keeper = scene.keeper
    with acting(keeper, now=LATER):
        looks = (
            ("referrals.listed", lambda: [row for rows in queries.lists(keeper).values() for row in rows]),
            ("reports.listed", lambda: report_queries.inbox(keeper)),
        )
        for kind, look in looks:
            before = Entry.objects.filter(kind=kind).count()
            shown = look()
            (entry,) = Entry.objects.filter(kind=kind)[before:]
            assert (entry.actor_id, entry.detail["rows"]) == (keeper.officer.id, len(shown))


def walked(viewer, part):
    """All rows of one list, page after page, as the page of referrals walks it."""
    rows, after = [], None
    with acting(viewer, now=viewer.now):
        while True:
            found = queries.lists(viewer, only=part, after=after)[part]
            rows += found[: queries.PAGE]
            if len(found) <= queries.PAGE:
                return [row.id for row in rows]
            last = rows[-1]
            after = (getattr(last, queries.PARTS[part].column), last.id)


def test_a_new_referral_stands_before_all_that_were_accepted_and_each_list_goes_on(scene, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    taken = [refer(scene, scene.shelter) for _ in range(5)]
    for each in taken:
        actions.accept(referral=fresh(scene.helper, each), by=scene.helper, now=LATER)
    waiting = refer(scene, scene.shelter)
    urgent = refer(scene, scene.shelter, urgent=True)
    with acting(scene.helper, now=LATER):
        found = queries.lists(scene.helper)
        assert [row.id for row in found["waiting"]] == [urgent.id, waiting.id]
        assert len(found["accepted"]) == 3
        assert list(found)[0] == "waiting"
    assert walked(scene.helper, "waiting") == [urgent.id, waiting.id]
    assert walked(scene.helper, "accepted") == sorted((each.id for each in taken), reverse=True)
    keeper = cast.seen(scene.keeper.officer, LATER)
    assert len(walked(keeper, "under_way")) == len(set(walked(keeper, "under_way"))) == 7


def test_what_came_back_stands_first_for_its_sender_until_it_is_settled(scene):
    back = refer(scene, scene.shelter)
    keeper = cast.seen(scene.keeper.officer, LATER)
    actions.refuse(referral=fresh(scene.helper, back), reason="no_place", by=scene.helper, now=LATER)
    other = cast.body("Other", Agency.Kind.SHELTER, services=("legal_aid",))
    consent = agreed(scene, other, purpose="legal_aid")
    sent = refer(scene, other, service="legal_aid", consent=consent)
    with acting(keeper, now=LATER):
        assert [row.id for row in queries.sent(keeper)] == [back.id, sent.id]
    actions.settle(referral=fresh(keeper, back), words="Invented.", by=keeper, now=LATER)
    with acting(keeper, now=LATER):
        assert [row.id for row in queries.sent(keeper)] == [sent.id]


def test_what_we_let_pass_stands_on_our_page(scene):
    referral = refer(scene, scene.shelter)
    late = cast.seen(scene.helper.officer, LATER + dt.timedelta(days=2))
    with acting(scene.keeper, now=late.now):
        actions.expire_late(now=late.now)
    with acting(late, now=late.now):
        found = queries.lists(late)
        assert [row.id for row in found["missed"]] == [referral.id]
    much_later = cast.seen(scene.helper.officer, late.now + dt.timedelta(days=31))
    with acting(much_later, now=much_later.now):
        assert queries.lists(much_later)["missed"] == []


def test_the_page_leads_on_and_nonsense_in_the_address_shows_everything(scene, monkeypatch, settings):
    settings.ALLOWED_HOSTS = ["*"]
    for module in (queries, presenting):
        monkeypatch.setattr(module, "PAGE", 2)
    for _ in range(3):
        refer(scene, scene.shelter)
    client = client_of(scene.helper.officer)
    page = client.get("/referrals/")
    (waiting,) = page.context["parts"]
    assert (len(waiting["rows"]), waiting["more"]) == (2, "?list=waiting")
    first = client.get("/referrals/?list=waiting")
    rest = client.get(f"/referrals/{first.context['next_href']}")
    shown = [row["number"] for answer in (first, rest) for row in answer.context["parts"][0]["rows"]]
    assert len(set(shown)) == len(shown) == 3
    assert rest.context["next_href"] == ""
    for nonsense in ("?list=all", "?list=waiting&after=yesterday", "?after=1_2"):
        assert len(client.get(f"/referrals/{nonsense}").context["parts"][0]["rows"]) == 2


def test_the_next_page_of_my_tasks_is_another_page(scene, monkeypatch, settings):
    """Its address carries a moment with a plus sign, which was read as a blank: the first page came again."""
    settings.ALLOWED_HOSTS = ["*"]
    monkeypatch.setattr(clocks, "PAGE", 2)
    monkeypatch.setattr(clocks.tasks, "__kwdefaults__", {"after": None, "limit": 2})
    for _ in range(4):
        refer(scene, scene.shelter)
    client = client_of(scene.helper.officer)
    first = client.get("/")
    second = client.get(f"/{first.context['next_href']}")
    numbers = [{row["number"] for row in answer.context["tasks"]} for answer in (first, second)]
    assert all(numbers)
    assert not numbers[0] & numbers[1]
