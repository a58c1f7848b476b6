"""GLOTIP, SDG 16.2.2, IC-TIP units and ICCS: totals from Dimension = Total only, "<5" stays text."""

from __future__ import annotations

import pytest

from qorgan.standards import StandardError, codes, glotip, ictip, profile, sdg


def test_kazakhstan_rows_and_totals():
    rows = glotip.kazakhstan()
    assert len(rows) == 151
    assert glotip.total(rows, glotip.VICTIMS, 2017) == "86"
    assert glotip.total(rows, glotip.VICTIMS, 2010, age=glotip.CHILD) == "30"
    assert glotip.total(rows, glotip.VICTIMS, 2015, age=glotip.CHILD) == "<5"
    assert glotip.total(rows, glotip.VICTIMS, 2018, age=glotip.CHILD) is None
    assert glotip.total(rows, glotip.OFFENCES, 2017) == "304"


def test_overlapping_rows_are_never_added():
    with pytest.raises(StandardError) as caught:
        glotip.total(glotip.kazakhstan(), glotip.VICTIMS, 2017, dimension=glotip.BY_FORM)
    assert caught.value.code == "STD-18"
    with pytest.raises(StandardError) as caught:
        glotip.number("<5")
    assert caught.value.code == "STD-19"
    assert glotip.number("0") == 0


def test_contradictions_of_2013_and_2014_are_found():
    found = {(r.values["year"], r.values["part"]) for r in glotip.contradictions(glotip.kazakhstan())}
    assert {(2013, glotip.BY_CITIZENSHIP), (2014, glotip.BY_CITIZENSHIP)} <= found
    assert not any(part in {"Age", "Sex"} for _, part in found)


def test_table_round_trip_and_bad_input():
    rows = glotip.kazakhstan()
    again = glotip.read(glotip.write(rows))
    assert again == rows
    assert glotip.write(rows).splitlines()[0].count(",") == 12
    with pytest.raises(StandardError) as caught:
        glotip.read("Indicator,Year\nx,2020\n")
    assert caught.value.code == "STD-20"
    with pytest.raises(StandardError) as caught:
        glotip.read(glotip.write(rows).replace(",134,", ",about 134,"))
    assert caught.value.code == "STD-07"


def _people() -> list[glotip.Person]:
    two = frozenset({"sexual", "forced_labour"})
    return [
        *[glotip.Person("female", 15, two, "KZ") for _ in range(6)],
        *[glotip.Person("male", 30, frozenset({"forced_labour"}), "UZ", "UZ") for _ in range(3)],
        glotip.Person("unknown", None, frozenset({"other"}), None),
    ]


def test_each_person_counts_once_in_the_total():
    rows = glotip.victims_table(_people(), country="KZ", year=2025)
    assert glotip.total(rows, glotip.VICTIMS, 2025) == "10"
    assert glotip.total(rows, glotip.VICTIMS, 2025, age=glotip.CHILD) == "6"
    assert glotip.total(rows, glotip.VICTIMS, 2025, age=glotip.ADULT) == "<5"
    assert glotip.total(rows, glotip.VICTIMS, 2025, age=glotip.UNKNOWN) == "<5"
    by_form = {
        r.category: r.value for r in rows if r.dimension == glotip.BY_FORM and r.sex == r.age == glotip.TOTAL
    }
    assert by_form == {"Sexual exploitation": "6", "Forced labour": "9", "Other forms of exploitation": "<5"}
    assert not any(r.value.isdigit() and 0 < int(r.value) < 5 for r in rows)
    assert {r.iso3 for r in rows} == {"KAZ"}
    assert glotip.contradictions(rows) == []


def test_zero_is_zero_and_not_absent():
    rows = glotip.victims_table([], country="KZ", year=2025)
    assert glotip.total(rows, glotip.VICTIMS, 2025) == "0"
    assert glotip.total(rows, glotip.VICTIMS, 2024) is None
    assert glotip.justice_row("Persons convicted", 3, country="KZ", year=2025).value == "<5"
    with pytest.raises(StandardError):
        glotip.justice_row("Persons seen", 3, country="KZ", year=2025)


def test_sdg_rates_leave_hidden_counts_hidden():
    rows = [r for r in glotip.kazakhstan() if r.year == 2017]
    group = sdg.Population(9_000_000, "invented", "2017")
    keys = {
        (2017, sex, age): group
        for sex in ("Total", "Female", "Male")
        for age in ("Total", glotip.CHILD, glotip.ADULT)
    }
    table = sdg.table(rows, keys)
    whole = next(r for r in table if (r.sex, r.age, r.form) == ("Total", "Total", "Total"))
    assert whole.rate == pytest.approx(86 / 90)
    girls = next(r for r in table if (r.sex, r.age) == ("Female", glotip.CHILD))
    assert (girls.detected, girls.rate) == ("<5", None)
    assert {r.form for r in table} == {"Total", *glotip.FORMS.values()}
    with pytest.raises(StandardError) as caught:
        sdg.table(rows, {})
    assert caught.value.code == "STD-21"
    low, high = sdg.EstimatedRange(2017, 180.0, 360.0, "stepwise – dga", group).rates
    assert (low, high) == pytest.approx((2.0, 4.0))


def _record(name: str, **own) -> dict:
    return profile.stamp(
        {"id": name, "other_fields": own, "perpetrators": [{"per_RoleInProcess": ["Exploiter"]}]}
    )


def test_victims_are_counted_from_people_not_from_events():
    records = [
        _record("1", victim_key="A", event_key="X", perpetrator_keys="P", entity_key="E1"),
        _record("2", victim_key="A", event_key="Y", perpetrator_keys="P", entity_key="E2"),
        _record("3", victim_key="B", event_key="X", perpetrator_keys="Q"),
    ]
    records.append(
        {
            **_record("4", victim_key="C", event_key="Z"),
            "victim": {"vic_TraffickingStatus": "NotAVictimOfTrafficking"},
        }
    )
    units = ictip.units(records)
    assert units.count_victims() == 2
    assert units.events_of("A") == ["X", "Y"]
    assert units.victims_of("X") == ["A", "B"]
    assert {p for e, p in units.event_perpetrator if e == "X"} == {"P", "Q"}
    assert set(units.reporting_entities) == {"E1", "E2"}


def test_ic_tip_codes_stay_marked_unverified():
    assert len(ictip.categories()) == 100
    assert all(c.ic_tip_code is None and not c.verified for c in ictip.categories().values())
    assert all(code.startswith("L:") for code in ictip.categories())
    assert [r.code for r in ictip.units([]).remarks()] == ["STD-34"]


def test_a_known_child_needs_no_means_an_unknown_age_stays_unknown():
    child = profile.stamp(
        {"id": "1", "victim": {"vic_AgeWhenTrafficked": 12}, "child": {"acts": ["transfer"]}}
    )
    unknown = profile.stamp({"id": "2", "victim": {"vic_TypeOfExploitation": ["ForcedBegging"]}})
    units = ictip.units([child, unknown])
    assert units.events["e-1"]["means"] == ["L:EVE:MEANS:NOT_NEEDED_CHILD"]
    assert units.events["e-2"]["means"] == ["L:EVE:MEANS:UNKNOWN"]
    assert units.victims["v-2"]["age_group"] == ["L:VIC:AGE_GROUP:UNKNOWN"]
    assert units.events["e-2"]["form_of_exploitation"] == ["L:EVE:FORM_OF_EXPLOITATION:FORCED_BEGGING"]


def test_every_mapped_category_exists():
    for form in {*ictip.FORM_OF.values(), *ictip.PURPOSE_OF.values()}:
        assert ictip.code("event", "form_of_exploitation", form)
    for status in ictip.STATUS_OF.values():
        assert ictip.code("victim", "status", status)
    for body in ictip.DECIDED_BY.values():
        assert ictip.code("victim", "decided_by", body)
    for means in (c for c, (kind, _) in codes.palermo().items() if kind == "means"):
        assert ictip.code("event", "means", means)
    for purpose in (c for c, (kind, _) in codes.palermo().items() if kind.startswith("purpose")):
        assert purpose in ictip.PURPOSE_OF


def test_iccs_codes_say_whether_they_were_seen():
    assert codes.iccs()["02041"].verified
    assert not codes.iccs()["02042"].verified
    assert codes.iccs_of("SexualExploitation") == "02041"
    assert codes.iccs_of("Surrogacy") == "02049"


def test_249_countries_and_both_codes():
    assert len(codes.countries()) == 249
    assert len({c["alpha3"] for c in codes.countries().values()}) == 249
    assert codes.alpha2("KAZ") == "KZ"
    assert codes.alpha3("KZ") == "KAZ"
    assert all(c["kk"] and c["ru"] and c["en"] for c in codes.countries().values())
