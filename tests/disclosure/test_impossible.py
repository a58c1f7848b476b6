"""Structural zeros are shown, chance zeros are not, and whoever stands in an impossible cell stops the release."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from invented import published, write

from qorgan.disclosure.cli import main

HEADER = ["pid", "band", "form", "sex"]


def rows(number: int = 900) -> list[list[str]]:
    """Nobody of 0-8 served; nobody of 9-17 was at sea either, but that is chance."""
    forms = {
        "0-8": ["begging", "labour"],
        "9-17": ["begging", "labour", "war"],
        "18+": ["labour", "war", "sea"],
    }
    bands = list(forms)
    made = []
    for k in range(number):
        band = bands[k % 3]
        made.append([f"P{k}", band, forms[band][k // 3 % len(forms[band])], "FM"[k // 9 % 2]])
    return made


def disclose(folder: Path, key_file: Path, impossible: list[list[str]], *more: str) -> int:
    source = write(folder / "r.csv", rows(), HEADER)
    never = write(folder / "never.csv", impossible, ["band", "form"])
    words = ["disclose", str(source), "--person-id", "pid", "--key-file", str(key_file), "--json"]
    words += [
        "--table",
        "band,form",
        "--table",
        "band,form,sex",
        "--table",
        "form",
        "--impossible",
        str(never),
    ]
    return main([*words, "--out", str(folder / "o"), *more])


@pytest.mark.parametrize("more", [(), ("--exact",)])
def test_only_the_named_zeros_are_shown(tmp_path: Path, key_file: Path, more: tuple[str, ...]) -> None:
    assert disclose(tmp_path, key_file, [["0-8", "war"], ["0-8", "sea"]], *more) == 0
    two = published(tmp_path / "o" / "band-form.csv")
    assert (two[("0-8", "war")], two[("0-8", "sea")]) == (0, 0)
    assert two[("9-17", "sea")] is None
    three = published(tmp_path / "o" / "band-form-sex.csv")
    assert three[("0-8", "war", "F")] == three[("0-8", "sea", "M")] == 0
    assert all(n is None or n == 0 or n >= 11 for n in [*two.values(), *three.values()])


def test_somebody_in_an_impossible_cell_stops_the_release(
    tmp_path: Path, key_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert disclose(tmp_path, key_file, [["9-17", "war"]]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "DIS-22"
    assert not (tmp_path / "o").exists()


def test_a_hidden_cell_never_takes_cover_behind_an_impossible_one(tmp_path: Path, key_file: Path) -> None:
    """Of three cells in a row one is small and one impossible: the third must be hidden as well."""
    people = [[f"A{k}", "x", "begging", "F"] for k in range(200)] + [
        [f"B{k}", "x", "labour", "F"] for k in range(5)
    ]
    people += [[f"C{k}", "y", form, "F"] for k, form in enumerate(["begging", "labour", "war"] * 60)]
    source = write(tmp_path / "r.csv", people, HEADER)
    never = write(tmp_path / "never.csv", [["x", "war"]], ["band", "form"])
    words = ["disclose", str(source), "--person-id", "pid", "--key-file", str(key_file), "--exact"]
    words += [
        "--table",
        "band,form",
        "--table",
        "band",
        "--impossible",
        str(never),
        "--out",
        str(tmp_path / "o"),
    ]
    assert main(words) == 0
    cells = published(tmp_path / "o" / "band-form.csv")
    assert cells[("x", "war")] == 0
    band = published(tmp_path / "o" / "band.csv")
    assert cells[("x", "labour")] is None
    assert cells[("x", "begging")] is None or band[("x",)] is None
