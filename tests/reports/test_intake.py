"""Intake from a file: five published cases come in, a hundred malformed records each get a coded error."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db import connection
from django.utils import timezone

import cast
from qorgan.agencies.models import Agency, Officer
from qorgan.agencies.scope import acting
from qorgan.commands import intake as command
from qorgan.reports import intake, taking
from qorgan.reports.facts import problems
from qorgan.reports.models import Report

PUBLISHED = Path(__file__).parent.parent / "data" / "published.yaml"
GOOD: dict[str, Any] = {
    "id": "x-1",
    "country": "KZ",
    "facts": {
        "summary": "Invented.",
        "victims": {"number": 2, "ages": ["newborn", 4], "minor": True, "citizenship": "KZ"},
        "acts": ["sale"],
        "means": {"force": False, "threat": "contested"},
        "purpose": ["begging"],
        "cross_border": False,
        "organised_group": "prior_conspiracy",
        "official_position": "unknown",
    },
}


def records() -> list[Any]:
    return intake.load(PUBLISHED.read_text(encoding="utf-8"))


def test_the_five_published_cases_are_read_and_nothing_unknown_becomes_no():
    found = {record.source_id: record for record in map(intake.read, records())}
    assert set(found) == {"pub-kz-05", "pub-kz-06", "pub-kz-08", "pub-uz-02", "pub-gb-04"}
    assert all(not problems(record.facts) for record in found.values())
    assert found["pub-kz-06"].children_count is None
    newborns = found["pub-kz-05"]
    assert newborns.facts["circumstances"] == {
        "cross_border": "false",
        "group": "true",
        "official_position": "true",
        "two_or_more_victims": "true",
    }
    assert "force" not in newborns.facts["means"]
    assert newborns.children_count == 2


def test_states_are_kept_as_given():
    record = intake.read(GOOD)
    assert record.facts["means"] == {"force": "false", "threat": "contested"}
    assert "official_position" not in record.facts["circumstances"]


def _broken() -> list[tuple[str, Any]]:
    """(expected code, record): one mistake each."""
    cases: list[tuple[str, Any]] = [("INT-03", bad) for bad in (None, 3, "text", [], True, 1.5)]
    for key in ("ID", "fact", "vicitms", "name", "acts", "child", 7):
        cases.append(("INT-03", {**copy.deepcopy(GOOD), key: "x"}))
    for value in (None, "", "   ", 5, [], {}, "x" * 81, True):
        cases.append(("INT-04", {**copy.deepcopy(GOOD), "id": value}))
    for value in ("Kazakhstan", "K", "K1", 5, [], {}, "", "KZ "):
        cases.append(("INT-08", {**copy.deepcopy(GOOD), "country": value}))
    for value in (0, -1, 501, 1.5, "two", True, [], {}, "2"):
        cases.append(("INT-07", _with("victims", {"number": value})))
    for kind in ("acts", "means", "purpose", "circumstances"):
        for value in ("sale", 5, 1.5, True):
            cases.append(("INT-05", _with(kind, value)))
        for value in (["sael"], [5], [None], [["sale"]], ["sale", "nonsense"], {"nonsense": True}, {5: True}):
            cases.append(("INT-06", _with(kind, value)))
    for key in ("cross_border", "organised_group", "official_position"):
        for value in ("yes", 1, [], {}, "maybe"):
            cases.append(("INT-05", _with(key, value)))
    for value in (5, [], {}, True, "x" * 4001, "a\x00b"):
        cases.append(("INT-05", _with("summary", value)))
    cases += [("INT-03", _with("victims", value)) for value in ([], "two", 2, None)]
    cases += [("INT-05", _with("victims", {"ages": value})) for value in (1.5, {"a": 1}, ["x" * 41])]
    cases += [("INT-05", _with("victims", {"citizenship": value})) for value in (5, ["KZ"], "x" * 41)]
    cases += [("INT-05", {**copy.deepcopy(GOOD), "source_url": value}) for value in (5, ["x"], "x" * 501)]
    cases += [("INT-05", _with("acts", {"sale": value})) for value in ("perhaps", 1, None, [])]
    return cases


def _with(key: str, value: Any) -> dict[str, Any]:
    record = copy.deepcopy(GOOD)
    record["facts"][key] = value
    return record


BROKEN = _broken()


def test_there_are_a_hundred_malformed_records():
    assert len(BROKEN) >= 100


@pytest.mark.parametrize(("code", "record"), BROKEN)
def test_a_malformed_record_gets_its_code(code, record):
    with pytest.raises(intake.BadRecord) as refused:
        intake.read(record)
    assert refused.value.code == code
    assert refused.value.place
    assert refused.value.message


def test_a_mistyped_code_is_guessed():
    with pytest.raises(intake.BadRecord) as refused:
        intake.read(_with("acts", ["transprotation"]))
    assert refused.value.did_you_mean == "transportation"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("INT-01", "{"),
        ("INT-01", "- a: ["),
        ("INT-01", "just text"),
        ("INT-01", "cases: 5"),
        ("INT-01", ""),
        ("INT-01", "a: &a [x]\nb: *a"),
        ("INT-02", "[" + "1," * 5001 + "]"),
        ("INT-02", "#" * 5_000_001),
        ("INT-01", "!!python/object/apply:os.system [true]"),
    ],
)
def test_a_file_that_cannot_be_read_says_so(code, text):
    with pytest.raises(intake.BadRecord) as refused:
        intake.load(text)
    assert refused.value.code == code


@pytest.mark.django_db
def test_good_records_are_kept_beside_bad_ones_and_a_second_intake_adds_nothing(tmp_path):
    rights = cast.body("Rights", Agency.Kind.GUARDIANSHIP, takes_reports=True)
    sender = cast.officer(cast.body("Fund", Agency.Kind.NGO), "ngo_worker", name="sender")
    file = tmp_path / "records.yaml"
    file.write_text(
        yaml.safe_dump([GOOD, *(record for _code, record in BROKEN)], allow_unicode=True), encoding="utf-8"
    )
    results = list(command.run(file, by=sender.login, to=str(rights.id)))
    assert [("number" in result) for result in results] == [True] + [False] * len(BROKEN)
    assert [result["error"]["code"] for result in results[1:]] == [code for code, _record in BROKEN]
    again = list(command.run(file, by=sender.login, to=str(rights.id)))
    assert again[0] == results[0]
    now = timezone.now()
    with acting(cast.seen(sender, now), now=now):
        assert Report.objects.count() == 1


HOSTILE: dict[
    str, tuple[str, str]
] = {  # text after a good record -> expected code, of the record or of the file
    "one alias in another": ("&a {id: x}\n- [*a, *a]", "file"),
    "a merged key": ("&a {id: x}\n- {<<: *a}", "file"),
    "deep lists": ("{id: " + "[" * 150 + "]" * 150 + "}", "INT-04"),
    "deep ages": ("{id: d, facts: {victims: {ages: " + "[" * 150 + "]" * 150 + "}}}", "INT-05"),
    "too deep": ("[" * 3000, "file"),
    "a sign that cannot be stored": ('{id: "a\\0b"}', "INT-04"),
    "half a sign as id": ('{id: "\\uD800"}', "INT-04"),
    "half a sign in the words": ('{id: s, facts: {summary: "\\uD800"}}', "INT-05"),
    "signs that clear the screen": ('{id: "\\e[2J"}', "INT-04"),
    "writing turned round": ('{id: "\\u202Eabc"}', "INT-04"),
    "a bell in the words": ('{id: s, facts: {summary: "\\a"}}', "INT-05"),
    "a number as long as a page": ("{id: n, facts: {victims: {number: " + "9" * 5000 + "}}}", "INT-07"),
    "an age out of the world": ("{id: n, facts: {victims: {ages: 0x" + "F" * 5000 + "}}}", "INT-05"),
    "a code that is a number": ("{id: n, facts: {acts: [0x" + "F" * 5000 + "]}}", "INT-06"),
    "a key that is a number": ("{0x" + "F" * 5000 + ": 1}", "file"),
    "a day not in the calendar": ("{id: d, country: 2020-02-30}", "INT-08"),
    "a month of no year": ("{id: 2020-13-45, acts: x}", "INT-03"),
    "a key twice": ("{id: a, id: b}", "INT-03"),
    "a key twice inside": ("{id: a, facts: {acts: [sale], acts: []}}", "INT-03"),
    "a command": ("!!python/object/apply:os.system [id]", "file"),
    "an unknown tag": ("!thing {id: a}", "file"),
    "bytes": ("{id: !!binary aGVsbG8=}", "INT-04"),
    "a set": ("!!set {id}", "INT-03"),
    "a list as key": ("{[a, b]: 1}", "file"),
    "nothing": ("~", "INT-03"),
    "no number": ("{id: n, facts: {victims: {number: .nan}}}", "INT-07"),
    "letters that only look like a country": ("{id: c, country: КZ}", "INT-08"),
    "too many ages": ("{id: w, facts: {victims: {ages: [" + "1," * 600 + "]}}}", "INT-05"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_text_is_a_coded_error_and_the_good_record_is_kept(
    what: str, tmp_path: Path, capsys: Any
) -> None:
    text, expected = HOSTILE[what]
    nurse = cast.officer(cast.body("Clinic", Agency.Kind.HEALTH), "health_worker", name="nurse")
    cast.body("Rights", Agency.Kind.GUARDIANSHIP, takes_reports=True)
    path = tmp_path / "a.yaml"
    path.write_text("- {id: good, country: KZ}\n- " + text + "\n", encoding="utf-8", errors="surrogatepass")
    results = list(command.run(path, by="nurse", to="Rights"))
    if expected == "file":
        assert [result["error"]["code"] for result in results] == ["INT-01"]
        assert sent_by(nurse) == 0
        return
    assert results[0]["id"] == "good"
    assert "number" in results[0]
    assert results[1]["error"]["code"] == expected
    assert all(sign.isprintable() for result in results for sign in command._line(result, as_json=False))
    assert sent_by(nurse) == 1
    again = list(command.run(path, by="nurse", to="Rights"))
    assert again[0]["number"] == results[0]["number"]
    assert sent_by(nurse) == 1


def sent_by(officer: Any) -> int:
    """How many reports this officer sees now: a report is there from the moment it is sent, not before."""
    with acting(cast.seen(officer), now=timezone.now()):
        return Report.objects.count()


CHILD: dict[str, Any] = {"id": "1", "facts": {"summary": "Invented: Aliya.", "victims": {"number": 1}}}
OTHER: dict[str, Any] = {"id": "1", "facts": {"summary": "Invented: Timur.", "victims": {"number": 1}}}


@pytest.fixture
def house(tmp_path: Path) -> Any:
    """Two bodies that send and two that receive; `take(records, by, to)` writes a file and takes it in."""
    cast.officer(cast.body("Clinic", Agency.Kind.HEALTH), "health_worker", name="nurse")
    cast.officer(cast.body("Fund", Agency.Kind.NGO), "ngo_worker", name="kamila")
    cast.body("Rights", Agency.Kind.GUARDIANSHIP, takes_reports=True)
    cast.body("Elsewhere", Agency.Kind.GUARDIANSHIP, takes_reports=True)

    def take(*records: Any, by: str = "nurse", to: str = "Rights") -> list[Any]:
        path = tmp_path / "a.yaml"
        text = "".join(yaml.safe_dump([each], allow_unicode=True) for each in records)  # no aliases
        path.write_text(text, encoding="utf-8")
        results = list(command.run(path, by=by, to=to))
        return [result.get("number") or result["error"]["code"] for result in results]

    return take


def reports_of(login: str) -> int:
    return sent_by(Officer.objects.select_related("agency").get(login=login))


@pytest.mark.django_db
def test_each_body_counts_its_own_ids_and_none_stops_the_file_of_another(house: Any) -> None:
    first = house(CHILD, GOOD, by="kamila")
    theirs = house(OTHER, CHILD | {"id": "0"}, GOOD, CHILD | {"id": "3"}, by="nurse")
    assert all(each.startswith("R-") for each in (*first, *theirs))
    assert len({*first, *theirs}) == 6
    assert (reports_of("kamila"), reports_of("nurse")) == (2, 4)


@pytest.mark.django_db
def test_two_children_under_one_id_are_never_one_report(house: Any) -> None:
    taken, second, same, last = house(CHILD, OTHER, CHILD, CHILD | {"id": "2"})
    assert (second, same) == ("INT-10", taken)
    assert last.startswith("R-")
    assert reports_of("nurse") == 2


@pytest.mark.django_db
def test_an_id_whose_first_record_was_bad_is_still_free(house: Any) -> None:
    bad, good = house({"id": "1", "country": "Kazakhstan"}, CHILD)
    assert bad == "INT-08"
    assert good.startswith("R-")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changed",
    [
        {"summary": "Invented: Timur."},
        {"victims": {"number": 2}},
        {"victims": {"number": 1, "ages": [7]}},
        {"acts": ["sale"]},
    ],
)
def test_a_record_with_other_content_under_an_id_that_was_taken_is_told_so(
    house: Any, changed: Any, tmp_path: Path
) -> None:
    (number,) = house(CHILD)
    other = CHILD | {"facts": CHILD["facts"] | changed}
    assert house(other) == ["INT-11"]
    (result,) = command.run(tmp_path / "a.yaml", by="nurse", to="Rights")
    assert number in result["error"]["message"]
    assert house(CHILD) == [number]
    assert reports_of("nurse") == 1


@pytest.mark.django_db
def test_a_record_for_another_body_than_before_is_told_so(house: Any, tmp_path: Path) -> None:
    (number,) = house(CHILD)
    assert house(CHILD, to="Elsewhere") == ["INT-12"]
    (result,) = command.run(tmp_path / "a.yaml", by="nurse", to="Elsewhere")
    assert number in result["error"]["message"]


@pytest.mark.django_db
def test_what_a_body_took_before_ids_were_counted_for_each_is_known_again(
    house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.setattr(taking, "token", lambda source_id, _agency: intake.token_of_before(source_id))
        (number,) = house(CHILD)
    assert house(CHILD) == [number]
    assert house(OTHER) == ["INT-11"]
    (theirs,) = house(CHILD, by="kamila")
    assert theirs not in (number, "INT-11")


@pytest.mark.django_db
def test_what_cannot_be_written_is_named_and_the_rest_goes_on(
    house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = taking.actions.send

    def fails_once(**given: Any) -> Any:
        if given["source_id"] == "1":
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 / 0")
        return send(**given)

    monkeypatch.setattr(taking.actions, "send", fails_once)
    bad, good = house(CHILD, CHILD | {"id": "2"})
    assert bad == "INT-13"
    assert good.startswith("R-")


@pytest.mark.django_db
def test_each_result_is_said_before_the_next_record_is_tried(house: Any, tmp_path: Path) -> None:
    house(CHILD | {"id": "x"})
    path = tmp_path / "b.yaml"
    path.write_text(yaml.safe_dump([CHILD]) + yaml.safe_dump([GOOD]), encoding="utf-8")
    results = command.run(path, by="nurse", to="Rights")
    next(results)
    assert reports_of("nurse") == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "key", "code", "meant"),
    [
        ("kk", "Бұл кілт белгісіз.", "Бұл код тізімде жоқ.", "sale деп жазғыңыз келді ме?"),
        ("ru", "Этот ключ неизвестен.", "Этого кода нет в списке.", "Вы имели в виду sale?"),
        ("en", "This key is not known.", "This code is not on the list.", "Did you mean sale?"),
    ],
)
def test_a_bad_record_is_named_in_the_language_of_the_terminal(
    house: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    key: str,
    code: str,
    meant: str,
) -> None:
    monkeypatch.setenv("QORGAN_LANG", language)
    house({"id": "a", "vicitms": 1}, {"id": "b", "facts": {"acts": ["sael"]}})
    lines = [
        command._line(each, as_json=False)
        for each in command.run(tmp_path / "a.yaml", by="nurse", to="Rights")
    ]
    assert lines == [f"a: INT-03 (record.vicitms): {key}", f"b: INT-06 (facts.acts[0]): {code} {meant}"]


def test_a_file_of_ten_megabytes_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with pytest.raises(intake.BadRecord) as refused:
        intake.load("- {id: a, facts: {summary: " + "x" * 10_000_000 + "}}\n")
    assert refused.value.code == "INT-02"


def test_the_country_is_not_lost_and_what_is_unknown_is_left_out():
    """It goes to the sealed description, beside the sheet of the case: `docs/intake.md` says so."""
    assert intake.read(GOOD | {"country": "kz"}).child["country"] == "KZ"
    assert "country" not in intake.read(GOOD | {"country": "unknown"}).child
