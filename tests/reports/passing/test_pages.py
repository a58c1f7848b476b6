"""The page on which a report is passed on, as it is sent."""

from __future__ import annotations

import pytest

import cast
from qorgan.agencies.models import Agency
from qorgan.reports.models import Draft
from reports.passing.test_actions import WORDS, Scene
from reports.test_pages_after_assessment import client_of  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db


def _text(answer):
    return answer.content.decode()


def _mark(page):
    return page.split('name="confirmed" value="')[1].split('"')[0]


def _sheet(scene, **changes):
    sheet = {
        "to_agency": str(scene.rights.id),
        "reason": "no_cases",
        "words": WORDS,
        "once": str(scene.token),
    }
    return sheet | changes


def test_from_the_assessment_to_the_other_body(client_of):  # noqa: F811
    scene = Scene(danger="yes")
    client, url = client_of(scene.investigator), f"/reports/{scene.report_id}/"
    answer = client.post(f"{url}assess/", {"outcome": "open_case", "safety_danger_now": "yes"})
    assert answer["Location"] == f"{url}pass-on/"
    page = _text(client.get(url))
    assert "Next step:" in page
    assert "Your body opens no cases." in page
    assert f"/cases/open/{scene.report_id}/" not in page
    assert "pass the report on to a body that opens cases" in _text(client.get("/"))
    page = _text(client.get(f"{url}pass-on/"))
    assert "102" in page
    assert "Rights" in page
    preview = _text(client.post(f"{url}pass-on/", _sheet(scene)))
    assert "What happens when you pass it on to: Rights" in preview
    for said in (
        WORDS,
        "The child needs help now, open a case",
        "Sees this report no more",
        "Clinic reads that",
    ):
        assert said in preview
    changed = _text(client.post(f"{url}pass-on/", _sheet(scene, words="Other.", confirmed=_mark(preview))))
    assert "What happens when" in changed  # another answer is shown once more first
    sheet = _sheet(scene, confirmed=_mark(preview))
    for _again in range(2):  # an impatient hand reads the same
        answer = client.post(f"{url}pass-on/", sheet, follow=True)
        assert "is passed on. This body has it now: Rights." in _text(answer)
    assert client.get(url).status_code == 404
    assert client.get(f"{url}pass-on/").status_code == 404
    assert not Draft.objects.exists()
    page = _text(client_of(scene.keeper).get(url))
    assert "Open a case" in page
    assert "How the report was passed on" in page
    page = _text(client_of(scene.nurse).get(url))  # who sent it
    assert "Rights" in page
    assert "Message of the body before" not in page
    assert "pass-on" not in page


def test_elsewhere_it_is_the_second_act(client_of):  # noqa: F811
    scene = Scene()
    page = _text(client_of(scene.investigator).get(f"/reports/{scene.report_id}/"))
    assert "Make the first assessment" in page
    assert "Should another body do this?" in page
    assert "Your body opens no cases" not in page


def test_what_is_missing_is_said_and_the_words_stay(client_of):  # noqa: F811
    scene = Scene()
    client, url = client_of(scene.investigator), f"/reports/{scene.report_id}/pass-on/"
    page = _text(client.post(url, {"words": WORDS}))
    assert WORDS in page
    assert "What happens when" not in page
    other = cast.body("Shelter", Agency.Kind.SHELTER)
    assert "What happens when" not in _text(client.post(url, _sheet(scene, to_agency=str(other.id))))


def test_a_body_that_ceased_to_open_cases_meanwhile_is_refused_on_the_page(client_of):  # noqa: F811
    scene = Scene()
    client, url = client_of(scene.investigator), f"/reports/{scene.report_id}/pass-on/"
    preview = _text(client.post(url, _sheet(scene)))
    scene.keeper.assignments.update(valid_until=cast.NOW)
    page = _text(client.post(url, _sheet(scene, confirmed=_mark(preview))))
    assert "is passed on" not in page
    assert WORDS in page


def test_with_a_case_or_after_a_no_the_page_says_what_to_do_instead(client_of):  # noqa: F811
    scene = Scene()
    scene.assess(outcome="no_case")
    url = f"/reports/{scene.report_id}/pass-on/"
    page = _text(client_of(scene.investigator).get(url))
    assert "Make the assessment again, then pass it on." in page
    assert "<select" not in page.split("<main")[1].split("</main>")[0]


def test_who_assesses_next_reads_the_message(client_of):  # noqa: F811
    scene = Scene()
    scene.pass_on()
    page = _text(client_of(scene.keeper).get(f"/reports/{scene.report_id}/assess/"))
    assert WORDS in page
    assert "our body opens no cases" in page
