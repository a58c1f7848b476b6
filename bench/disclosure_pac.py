"""pac-synth 0.0.8 on a list of records, in an environment of its own.

    python bench/disclosure_pac.py RECORDS.csv EPSILON ORDER AGGREGATES.csv ROWS.csv

Its own defaults (delta 1/(n ln n), percentile 99). Seconds of loading, fitting and sampling go to standard output
as JSON. AGGREGATES.csv: `columns,codes,count` of its noisy table; ROWS.csv: as many rows as were given.
"""

from __future__ import annotations

import csv
import json
import sys
import time

import pacsynth
import pandas


def main(source: str, epsilon: float, order: int, aggregates: str, rows: str) -> None:
    """Fit, write the aggregates, sample."""
    start = time.perf_counter()
    frame = pandas.read_csv(source, dtype=str, keep_default_na=False)
    data = pacsynth.Dataset.from_data_frame(frame)
    loaded = time.perf_counter()
    settings = pacsynth.DpAggregateSeededParametersBuilder().reporting_length(order).epsilon(epsilon).build()
    maker = pacsynth.DpAggregateSeededSynthesizer(settings)
    maker.fit(data)
    counts = maker.get_dp_aggregates(";")
    fitted = time.perf_counter()
    made = maker.sample(len(frame))
    sampled = time.perf_counter()
    with open(aggregates, "w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(["columns", "codes", "count"])
        for text, count in counts.items():
            pairs = [part.split(":", 1) for part in text.split(";")]
            writer.writerow([";".join(p[0] for p in pairs), ";".join(p[1] for p in pairs), count])
    with open(rows, "w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows(made)
    times = {"load": loaded - start, "fit": fitted - loaded, "sample": sampled - fitted}
    print(json.dumps({name: round(value, 2) for name, value in times.items()}))


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), sys.argv[4], sys.argv[5])
