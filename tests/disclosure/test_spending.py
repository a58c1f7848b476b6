"""The lifetime budget: costs add up, too much is refused, the file cannot be bent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from invented import write

from qorgan.disclosure.budget import epsilon_for, rho_for
from qorgan.disclosure.cli import main
from qorgan.disclosure.errors import DisclosureError
from qorgan.disclosure.spending import read_spending, spend

DELTA = 1e-5


def release(epsilon: float) -> dict:
    return {"epsilon": epsilon, "delta": DELTA, "rho": rho_for(epsilon, DELTA)}


@pytest.mark.parametrize("epsilon", [0.1, 1.0, 4.0])
def test_the_two_conversions_agree(epsilon: float) -> None:
    assert epsilon_for(rho_for(epsilon, DELTA), DELTA) == pytest.approx(epsilon, rel=1e-3)


def test_costs_add_up_as_zcdp_and_too_much_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "spent"
    assert spend(path, release(1), 2.0)["epsilon_spent"] == pytest.approx(1, rel=1e-3)
    second = spend(path, release(1), None)
    assert second["epsilon_spent"] == pytest.approx(epsilon_for(2 * rho_for(1, DELTA), DELTA), rel=1e-3)
    assert 1.3 < second["epsilon_spent"] < 2
    before = path.read_bytes()
    with pytest.raises(DisclosureError) as caught:
        spend(path, release(1.9), None)
    assert caught.value.code == "DIS-21"
    assert path.read_bytes() == before
    with pytest.raises(DisclosureError) as caught:
        spend(path, release(0.1), 50.0)
    assert caught.value.code == "DIS-09"


def test_the_first_release_needs_a_lifetime(tmp_path: Path) -> None:
    with pytest.raises(DisclosureError) as caught:
        spend(tmp_path / "spent", release(1), None)
    assert (caught.value.code, caught.value.place) == ("DIS-09", "--lifetime")
    assert not (tmp_path / "spent").exists()


def test_a_bent_line_is_found(tmp_path: Path) -> None:
    path = tmp_path / "spent"
    for _ in range(3):
        spend(path, release(0.5), 3.0)
    lines = path.read_text("utf-8").splitlines(keepends=True)
    bent = [
        (lines[0].replace('"lifetime": 3.0', '"lifetime": 9.0'), 1),
        (lines[0] + lines[2], 2),
        (lines[0] + "garbage\n", 2),
        (lines[0] + json.dumps({**json.loads(lines[1]), "rho": 1e-9}) + "\n", 2),
    ]
    for text, line in bent:
        path.write_text(text, "utf-8")
        with pytest.raises(DisclosureError) as caught:
            read_spending(path)
        assert (caught.value.code, caught.value.facts["line"]) == ("DIS-14", line)


def test_the_command_enters_a_release_before_it_writes_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write(tmp_path / "r.csv", [["F"], ["M"]] * 200, ["sex"])
    codes = write(tmp_path / "c.csv", [["sex", "F"], ["sex", "M"]], ["column", "code"])
    ledger = tmp_path / "spent"
    words = ["synthesize", str(source), "--codelists", str(codes), "--json", "--ledger", str(ledger)]
    words += ["--out", str(tmp_path / "s.csv"), "--tables-out", str(tmp_path / "t.csv")]
    assert main([*words, "--epsilon", "1", "--lifetime", "1.2", "--date", "2026-01-02"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["lifetime"]["epsilon_spent"] == pytest.approx(1, rel=1e-2)
    assert "DIS-39" not in {w["code"] for w in told["warnings"]}
    (tmp_path / "s.csv").unlink()
    assert main([*words, "--epsilon", "1"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "DIS-21"
    assert not (tmp_path / "s.csv").exists()
    assert main([*words, "--epsilon", "0.1", "--seed", "1"]) == 2
    assert len(read_spending(ledger).entries) == 1
