"""Splink 5 (DuckDB) on a list of records, names romanised with anyascii; runs in an environment of its own.

    python bench/linkage_splink.py RECORDS.csv OUT.csv [--lean GIGABYTES]

Settings are the library's own comparisons for names and birth dates, term frequencies on the names, six
blocking rules (pairs wide: names, dates, years), u by random sampling, m by expectation-maximisation in three
sessions. OUT.csv: rec_a,rec_b,score. Seconds go to standard error.

`--lean` is for lists of a million: every blocking rule joins two or three fields, so that no block is wide;
training takes a fifth of the records; DuckDB keeps to the memory given and spills the rest to disk.
"""

from __future__ import annotations

import csv
import sys
import time
from datetime import datetime

import splink.comparison_library as cl
from anyascii import anyascii
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

NAMES = ("surname", "given", "patronymic", "mother")


def roman(text: str) -> str | None:
    """A name in lower-case ASCII, or None."""
    return anyascii(text).lower().replace("'", "").strip() or None


def day(text: str) -> tuple[str | None, str | None]:
    """(full date as ISO or None, year or None)."""
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            found = datetime.strptime(text, form)  # noqa: DTZ007
        except ValueError:
            continue
        return f"{found:%Y-%m-%d}", f"{found:%Y}"
    return None, text[:4] or None


WIDE = (
    ("dob",),
    ("surname", "given"),
    ("given", "year"),
    ("surname", "year"),
    ("mother", "given"),
    ("substr(surname, 1, 3)", "substr(given, 1, 3)"),
    ("substr(surname, 1, 2)", "substr(given, 1, 2)", "year"),
)
LEAN = (
    ("dob", "substr(given, 1, 1)"),
    ("dob", "substr(surname, 1, 1)"),
    ("dob", "region", "sex"),
    ("surname", "given", "region"),
    ("surname", "given", "year"),
    ("given", "mother", "year"),
    ("substr(surname, 1, 3)", "substr(given, 1, 3)", "year"),
)


def main(source: str, target: str, lean: str = "") -> None:
    """Link one list; `lean` is the memory DuckDB may use, in gigabytes, for a long one."""
    import pandas as pd

    rows = []
    with open(source, encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            full, year = day(row["dob"])
            names = {name: roman(row[name]) for name in NAMES}
            rows.append(
                {"unique_id": row["rec_id"], **names, "dob": full, "year": year,
                 "sex": row["sex"] or None, "region": row["region"] or None}
            )  # fmt: skip
    start = time.perf_counter()
    api = DuckDBAPI()
    if lean:
        api.duckdb_con.execute(f"SET memory_limit = '{lean}GB'; SET temp_directory = '{target}.spill'")
    table = api.register(pd.DataFrame(rows))
    names = [
        cl.NameComparison(name).configure(term_frequency_adjustments=True) for name in ("surname", "given")
    ] + [cl.NameComparison(name) for name in ("patronymic", "mother")]
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            *names,
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.ExactMatch("year"),
            cl.ExactMatch("sex"),
            cl.ExactMatch("region"),
        ],
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in (LEAN if lean else WIDE)],
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )
    linker = Linker(table, settings, log_level=40)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("dob", "given"), block_on("surname", "given", "year")], recall=0.5
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for rule in (block_on("dob"), block_on("surname", "given"), block_on("given", "year")):
        linker.training.estimate_parameters_using_expectation_maximisation(
            rule, record_sample_proportion=0.2 if lean else 1.0
        )
    found = linker.inference.predict(threshold_match_probability=0.5 if lean else 0.001)
    name = found.physical_name
    api.duckdb_con.execute(
        f"COPY (SELECT unique_id_l AS rec_a, unique_id_r AS rec_b, "
        f"1 / (1 + pow(2, -match_weight)) AS score FROM {name}) TO '{target}' (HEADER)"
    )
    sys.stderr.write(f"splink seconds {time.perf_counter() - start:.1f}\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[4] if "--lean" in sys.argv else "")
