"""Pages of the law: readable by every officer, the question in the address, grade and source beside every text."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

import cast
from access import probing
from legislation.scene import REASONS, Scene
from qorgan.agencies.models import Agency
from qorgan.legislation import engine, views_compare

pytestmark = pytest.mark.django_db
ADVICE = "Бұл заңгерлік кеңес емес"
PAGES = [
    "/law/",
    "/law/in/KZ/",
    "/law/in/INT/",
    "/law/provisions/kz.cc2014.135.1/",
    "/law/compare/",
    "/law/compare/passages/?yardstick=palermo&row=child.no_means&country=KZ",
    "/law/gaps/KZ/",
    "/law/recommendations/",
    "/law/reforms/try/?reform=reform.3b.means_in_135_literal",
]


@pytest.fixture
def officer(client):
    body = cast.body("Invented registry", Agency.Kind.HEALTH)
    return probing.client_of(cast.officer(body, "interpreter"))


@pytest.fixture
def scene():
    return Scene()


def text_of(answer):
    return unescape(re.sub(r"\s+", " ", answer.content.decode()))


@pytest.mark.parametrize("path", PAGES)
def test_every_page_says_that_it_is_not_legal_advice(officer, path):
    answer = officer.get(path)
    assert answer.status_code == 200
    assert ADVICE in text_of(answer)


@pytest.mark.parametrize(
    "identifier", ["kz.cc2014.135.1", "kz.cc2014.3.1", "palermo", "kz.cc2014.135.3", "ru-cc-127-1"]
)
def test_a_rule_shows_all_its_wordings_with_grade_and_source(officer, identifier):
    page = officer.get(f"/law/provisions/{identifier}/")
    assert page.status_code == 200
    for each in engine.wordings(identifier):
        assert f'id="{each.id}"' in page.content.decode()
        assert f"q-grade--{each.grade}" in page.content.decode()
        assert each.source["url"] in text_of(page)


def test_a_rule_taken_over_from_an_earlier_code_is_linked_both_ways(officer):
    new = officer.get("/law/provisions/kz.cc2014.135.1/").content.decode()
    assert 'href="/law/provisions/kz.cc1997.133.1/"' in new
    old = officer.get("/law/provisions/kz.cc1997.133.1/").content.decode()
    assert 'href="/law/provisions/kz.cc2014.135.1/"' in old


def test_every_rule_of_the_collection_has_a_page(officer):
    for country in ("KZ", "INT", "DE", "MN"):
        for norm in {each.norm for each in engine.of(country)}:
            assert officer.get(f"/law/provisions/{norm}/").status_code == 200, norm


def test_the_changed_punishment_is_marked(officer):
    page = officer.get("/law/provisions/kz.cc2014.135.1/").content.decode()
    assert "<ins>" in page
    assert "<del>" in page


def test_a_wording_that_is_not_known_says_so_and_is_not_compared(officer):
    page = text_of(officer.get("/law/provisions/kz.cc2014.135.3/", headers={"accept-language": "en"}))
    assert "<ins>" not in page
    assert page.count("q-notice") >= 2


@pytest.mark.parametrize(
    "path", ["/law/in/XX/", "/law/provisions/no.such.rule/", "/law/gaps/XX/", "/law/gaps/INT/"]
)
def test_what_is_not_in_the_collection_is_not_found(officer, path):
    assert officer.get(path).status_code == 404


def test_articles_are_found_by_number(officer):
    page = officer.get("/law/in/KZ/?q=135").content.decode()
    assert "/law/provisions/kz.cc2014.135.1/" in page
    assert "/law/provisions/kz.cc2014.134.1/" not in page


def test_the_matrix_follows_the_address_and_its_cells_lead_to_both_texts(officer):
    page = officer.get("/law/compare/?yardstick=palermo&country=KZ&country=RU&on=2007-01-01")
    cells = [unescape(each) for each in re.findall(r'q-law-cell" href="([^"]+)"', page.content.decode())]
    measure = next(each for each in engine.corpus().yardsticks() if each.id == "palermo")
    assert len(cells) == 2 * len(measure.rows)
    query = parse_qs(urlsplit(cells[1]).query)
    assert query["on"] == ["2007-01-01"]
    assert query["country"] == ["RU"]
    assert officer.get(cells[1]).status_code == 200


def test_the_six_forms_of_the_paper_each_have_their_row_and_both_texts(officer):
    assert "yardstick=forms" in officer.get("/law/").content.decode()
    page = unescape(officer.get("/law/compare/?yardstick=forms&country=KZ").content.decode())
    rows = engine.provision("forms").rows
    assert [row["id"] for row in rows] == [f"form.{letter}" for letter in "abcdef"]
    cells = re.findall(r'q-law-cell" href="([^"]+)"', page)
    assert len(cells) == len(rows)
    for row, cell in zip(rows, cells, strict=True):
        assert row["text"]["kk"] in page
        assert row["text"]["kk"] in text_of(officer.get(cell))


def test_every_row_a_yardstick_asks_leads_to_both_texts(officer):
    for measure in engine.measures():
        page = unescape(officer.get(f"/law/provisions/{measure.id}/").content.decode())
        links = re.findall(r'href="(/law/compare/passages/[^"]+)"', page)
        assert len(links) == len(measure.rows), measure.id
        for link in links:
            assert officer.get(link).status_code == 200, link


def test_the_day_in_the_address_changes_the_answer(officer):
    old = engine.compare(("KZ",), "palermo", dt.date(2021, 1, 1))
    new = engine.compare(("KZ",), "palermo", dt.date(2026, 4, 1))
    assert [row["cells"]["KZ"]["value"] for row in old["rows"]] != [
        row["cells"]["KZ"]["value"] for row in new["rows"]
    ]


def test_the_page_shows_what_the_library_says(officer):
    from qorgan.law.compare import compare

    said = compare(["KZ", "UZ"], "opsc", lang="kk")
    kept = engine.compare(("KZ", "UZ"), "opsc", None)
    assert [row["cells"] for row in kept["rows"]] == [row["cells"] for row in said["rows"]]


def test_a_cell_for_htmx_is_only_the_panel(officer):
    path = "/law/compare/passages/?yardstick=palermo&row=child.no_means&country=KZ"
    panel = officer.get(path, headers={"hx-request": "true"}).content.decode()
    assert "<html" not in panel
    assert "kz.cc2014.135.1" in panel
    assert "<html" in officer.get(path).content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "yardstick=none",
        "row=none",
        "country=XX",
        "on=yesterday",
        "country=KZ&row=child.no_means&on=2026-13-01",
    ],
)
def test_a_cell_that_is_not_there_is_not_found(officer, query):
    assert officer.get(f"/law/compare/passages/?{query}").status_code == 404


def test_more_than_eight_countries_or_an_unreadable_day_are_refused_gently(officer):
    many = "&".join(f"country={code}" for code in engine.corpus().jurisdictions[:9])
    assert "LEG-04" in text_of(officer.get(f"/law/compare/?{many}"))
    assert "q-law-matrix" not in text_of(officer.get("/law/compare/?on=someday"))


def test_gaps_name_the_reform_that_mends_them_and_lead_to_the_bench(officer):
    page = unescape(officer.get("/law/gaps/KZ/").content.decode())
    assert "/law/reforms/try/?reform=reform.3c.means_in_135_conforming" in page


def test_recommendations_say_which_cannot_be_tried(officer):
    page = unescape(officer.get("/law/recommendations/").content.decode())
    for patch in engine.patches():
        runs = bool(patch.get("can_run", True) and patch.get("changes"))
        assert (f"/law/reforms/try/?reform={patch['id']}" in page) == runs
        if not runs:
            assert patch["why"]["kk"][:60] in page


def test_the_bench_tries_published_cases_from_the_address(officer):
    page = text_of(
        officer.get("/law/reforms/try/?reform=reform.4b.child_begging_without_coercion&case=gb-04")
    )
    answer = engine.reform(("reform.4b.child_begging_without_coercion",), ("gb-04",))
    assert sum(sum(row.values()) for row in answer["matrix"].values()) == 1
    for moved in answer["changed"]:
        assert engine.provision(moved["provision"]).title["kk"] in page


def test_two_reforms_stand_in_the_address_and_are_tried_together(officer):
    chosen = ("reform.3c.means_in_135_conforming", "reform.10.criminal_definition_completion")
    page = text_of(officer.get("/law/reforms/try/?" + "&".join(f"reform={each}" for each in chosen)))
    for each in chosen:
        assert engine.corpus().patch(each)["title"]["kk"] in page.split("q-law-tried")[1]
    both = engine.reform(chosen, tuple(views_compare._all()))
    assert both["patch"] == ",".join(chosen)


def test_a_try_without_a_reform_says_what_is_missing(officer):
    page = text_of(officer.get("/law/reforms/try/?case=gb-04"))
    assert "FORM-01" in page
    assert "q-law-tried" not in page


def test_reforms_that_write_the_same_text_are_refused_gently(officer, monkeypatch):
    monkeypatch.setattr(engine, "clash", lambda chosen: len(chosen) > 1)
    page = text_of(
        officer.get("/law/reforms/try/?reform=reform.3a.means_in_128&reform=reform.3b.means_in_135_literal")
    )
    assert "LEG-08" in page
    assert "q-law-tried" not in page


PASTED = """
- id: one
  jurisdiction: KZ
  victim: {age: 12}
  acts: [recruitment, harbouring]
  means: []
  purposes: [forced_labour]
  circumstances: []
"""


def paste(officer, text, reform="reform.3b.means_in_135_literal"):
    return officer.post("/law/reforms/try/", {"reform": reform, "pasted": text})


def test_a_pasted_child_case_without_means_falls_out_under_the_literal_reform(officer):
    page = text_of(paste(officer, PASTED))
    answer = engine.reform(("reform.3b.means_in_135_literal",), (), views_compare.forms.read(PASTED))
    assert answer["matrix"]["met"]["not_met"] == 1
    assert "135-бап" in page
    assert "(optional)" not in page


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("- [unclosed", "LEG-05"),
        ("a: &x [1]\nb: *x", "LEG-05"),
        ("[" * 3000, "LEG-05"),
        ("- " * 60 + "x", "LEG-05"),
        ("just words", "LEG-07"),
        ("[]", "LEG-07"),
        ("- {}\n" * 51, "LEG-06"),
        ("- jurisdiction: KZ\n  acts: [recruitmant]\n  purposes: []", "LAW-07"),
    ],
)
def test_pasted_text_that_cannot_be_read_is_answered_gently_and_stays(officer, text, code):
    answer = paste(officer, text)
    assert answer.status_code == 200
    assert code in text_of(answer)
    assert text.strip()[:8] in unescape(answer.content.decode())


def test_what_is_pasted_is_not_kept(officer):
    before = engine._reform.cache_info().currsize
    paste(officer, PASTED.replace("one", "canary"))
    assert engine._reform.cache_info().currsize == before


def test_the_law_is_read_once_in_a_process(officer):
    officer.get("/law/compare/")
    law, columns = engine.corpus(), engine._column.cache_info().misses
    officer.get("/law/compare/")
    assert engine.corpus() is law
    assert engine._column.cache_info().misses == columns


# -- the tab in the case file ----------------------------------------------------------------------------------


def tab(scene, viewer, **more):
    return probing.client_of(viewer.officer).get(reverse("legislation:case", args=[scene.case.id]), **more)


def test_the_tab_names_provisions_questions_and_stands_in_the_frame(scene):
    scene.say(
        facts={"acts": {"sale": "true", "transfer": "true"}, "circumstances": {"remuneration": "true"}},
        from_date="2026-01-05",
        to_date="2026-01-05",
    )
    page = text_of(tab(scene, scene.keeper))
    assert ADVICE in page
    met = page.split("q-law-finding")[1]
    assert "/law/provisions/kz.cc2014.135.1/" in met
    assert "q-grade--verified" in met
    assert scene.case.number in page
    assert reverse("legislation:case", args=[scene.case.id]) in text_of(
        probing.client_of(scene.keeper.officer).get(reverse("cases:show", args=[scene.case.id]))
    )


def test_a_term_that_only_a_person_can_judge_comes_with_its_signs(scene):
    scene.say(
        facts={
            "acts": {"recruitment": "true"},
            "purposes": {"prostitution": "true"},
            "means": {"coercion": "false"},
        },
        from_date="2026-01-05",
        to_date="2026-01-05",
    )
    atom = engine.corpus().vocabulary.atoms["assessment.exploitation_by_coercion"]
    page = text_of(tab(scene, scene.keeper))
    for side in ("for", "against"):
        for each in atom.indicators[side]:
            assert each["kk"] in page


def test_the_sheet_is_told_the_verdict_that_the_tab_shows(scene):
    scene.say(
        facts={"acts": {"sale": "true"}, "purposes": {"begging": "true"}},
        from_date="2026-01-05",
        to_date="2026-01-05",
    )
    raw = {"jurisdiction": "KZ", "act_date": "2026-01-05", "victim": {"age": 9}, "acts": {"sale": True}}
    bare = engine.verdicts(raw)
    for each in engine.qualify(raw)["findings"]:
        assert each["verdict"] in bare[each["provision"]]
    sheet = probing.client_of(scene.lawyer.officer).get(
        reverse("legislation:opinion", args=[scene.case.id, "kz.cc2014.135.1"])
    )
    assert "q-tag" in sheet.content.decode()


def test_contested_facts_are_named_and_count_as_unknown(scene):
    scene.say(facts={"acts": {"sale": "contested"}}, from_date="2026-01-05", to_date="2026-01-05")
    page = text_of(tab(scene, scene.keeper))
    assert "q-notice--warning" in page
    answer = engine.qualify(
        {"jurisdiction": "KZ", "acts": {"sale": "contested"}, "act_date": "2026-01-05", "victim": {"age": 12}}
    )
    assert all(each["verdict"] != "met" for each in answer["findings"])


def test_a_file_that_contradicts_itself_is_said_calmly(scene):
    scene.say(facts={"acts": {"exploitation": "true"}}, from_date="2026-03", to_date="2026-01")
    page = tab(scene, scene.keeper)
    assert page.status_code == 200
    assert "LAW-15" in text_of(page)


def test_questions_are_those_of_the_library_in_its_order(scene):
    scene.say(facts={"acts": {"harbouring": "true"}}, from_date="2026-01-05", to_date="2026-01-05")
    page = text_of(tab(scene, scene.keeper))
    from qorgan.agencies.scope import acting
    from qorgan.cases import queries as cases
    from qorgan.legislation import asking

    with acting(scene.keeper):
        shown = cases.page(scene.keeper, scene.case.id)
        answer = engine.qualify(asking.case_of(shown, shown.events[0], "KZ"))
    texts = [each["text"] for each in answer["ask"]]
    places = [page.index(text) for text in texts[:5]]
    assert len(texts) > 5
    assert places == sorted(places)


def test_a_lawyer_decides_beside_the_computed_verdict(scene):
    scene.say(facts={"acts": {"sale": "true"}}, from_date="2026-01-05", to_date="2026-01-05")
    client = probing.client_of(scene.lawyer.officer)
    sheet = reverse("legislation:opinion", args=[scene.case.id, "kz.cc2014.135.1"])
    assert sheet in client.get(reverse("legislation:case", args=[scene.case.id])).content.decode()
    kept = client.post(sheet, {"verdict": "not_met", "reasons": ""})
    assert kept.status_code == 200
    sent = {"verdict": "not_met", "reasons": REASONS, "once": str(cast.token())}
    assert client.post(sheet, sent).status_code == 302
    assert client.post(sheet, sent).status_code == 302
    page = text_of(tab(scene, scene.keeper))
    assert page.count(f"{scene.lawyer.officer.name}, ") == 2  # beside the provision, and in the list
    assert REASONS not in page
    from qorgan.agencies.scope import acting
    from qorgan.legislation.models import Opinion

    with acting(scene.lawyer):
        row = Opinion.objects.get()
    assert (row.verdict, row.computed) == ("not_met", "met")


def test_the_keeper_reads_and_cannot_decide(scene):
    sheet = reverse("legislation:opinion", args=[scene.case.id, "kz.cc2014.135.1"])
    assert sheet not in text_of(tab(scene, scene.keeper))
    client = probing.client_of(scene.keeper.officer)
    assert client.get(sheet).status_code == 404
    assert client.post(sheet, {"verdict": "met", "reasons": REASONS}).status_code == 404


def test_nobody_decides_on_what_is_no_offence(scene):
    client = probing.client_of(scene.lawyer.officer)
    assert client.get(reverse("legislation:opinion", args=[scene.case.id, "palermo"])).status_code == 404


def test_who_may_not_see_what_happened_sees_no_provision_and_no_tab(scene):
    registrar = scene.world.viewer("civil_registry", "keeper")
    page = text_of(tab(scene, registrar))
    assert "q-law-finding" not in page
    overview = text_of(probing.client_of(registrar.officer).get(reverse("cases:show", args=[scene.case.id])))
    assert reverse("legislation:case", args=[scene.case.id]) not in overview
