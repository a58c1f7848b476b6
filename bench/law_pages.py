"""Law pages against a running demonstration: each page some times in turn by one officer, warm; median and p95.

python bench/law_pages.py LOGIN CASE_ID [--port 8013] [--rounds 60]
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time

import pages

PATHS = {
    "law": "/law/",
    "articles of Kazakhstan": "/law/in/KZ/",
    "one rule through time": "/law/provisions/kz.cc2014.135.1/",
    "matrix, 4 countries": "/law/compare/",
    "matrix, 8 countries": "/law/compare/?yardstick=palermo" + "".join(
        f"&country={code}" for code in ("KZ", "RU", "UZ", "KG", "TJ", "TR", "DE", "UA")
    ),
    "both texts of a cell": "/law/compare/passages/?yardstick=palermo&row=child.no_means&country=KZ",
    "gaps of Kazakhstan": "/law/gaps/KZ/",
    "recommendations": "/law/recommendations/",
    "reform tried on five cases": "/law/reforms/try/?reform=reform.3b.means_in_135_literal",
    "law tab of a case": "/law/cases/{case}/",
    "sheet of a decision": "/law/cases/{case}/decide/kz.cc2014.135.1/",
}  # fmt: skip


def main() -> int:
    """Print one line a page: first, median, p95 and worst in milliseconds."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("login")
    parser.add_argument("case")
    parser.add_argument("--port", type=int, default=8013)
    parser.add_argument("--rounds", type=int, default=60)
    options = parser.parse_args()
    pages.PORT = options.port
    browser = pages.Browser(options.login)
    times: dict[str, list[float]] = {name: [] for name in PATHS}
    for _round in range(options.rounds + 1):
        for name, path in PATHS.items():
            began = time.perf_counter()
            status, _text = browser.get(path.format(case=options.case))
            times[name].append((time.perf_counter() - began) * 1000)
            if status != 200:
                sys.stderr.write(f"{name}: {status}\n")
                return 1
    for name, (first, *warm) in times.items():
        p95 = statistics.quantiles(warm, n=20)[18]
        sys.stdout.write(
            f"| {name} | {first:.0f} | {statistics.median(warm):.0f} | {p95:.0f} | {max(warm):.0f} |\n"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
