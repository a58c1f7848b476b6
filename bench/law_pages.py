"""Law pages against a running demonstration: each page some times in turn by one officer, warm; median and p95.

python bench/law_pages.py --scratch DIR [--rounds 60]      starts a demonstration of its own
    python bench/law_pages.py [--login nurlan] [--case ID] [--port 8013]      against a running one
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pages_officers

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
    parser.add_argument("--scratch", type=Path, help="start a demonstration of one's own there")
    parser.add_argument("--login", default="nurlan")
    parser.add_argument("--case", help="default: the case of this officer with the longest Law tab")
    parser.add_argument("--port", type=int, default=8013)
    parser.add_argument("--rounds", type=int, default=60)
    options = parser.parse_args()
    pages_officers.PORT = options.port
    if options.scratch is None:
        return measure(options.login, options.case, options.rounds)
    options.scratch.mkdir(parents=True, exist_ok=True)
    options.scratch.chmod(0o755)
    environment = {**os.environ, "QORGAN_DATA": str(options.scratch / "data")}
    command = [sys.executable, "-m", "qorgan", "demo", "--port", str(options.port)]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet) as site:
        try:
            pages_officers.answers()
            return measure(options.login, options.case, options.rounds)
        finally:
            site.terminate()


def measure(login: str, case: str | None, rounds: int) -> int:
    """Each page in turn, warm, by one officer."""
    browser = pages_officers.Browser(login)
    case = case or longest(browser)
    times: dict[str, list[float]] = {name: [] for name in PATHS}
    for _round in range(rounds + 1):
        for name, path in PATHS.items():
            began = time.perf_counter()
            status, _leads, _text = browser.get(path.format(case=case))
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


def longest(browser: pages_officers.Browser) -> str:
    """The case with most to say on its Law tab."""
    found = dict.fromkeys(re.findall(r"/cases/([0-9a-f-]{36})/", browser.get("/cases/")[2]))
    return max(found, key=lambda case: len(browser.get(f"/law/cases/{case}/")[2]))


if __name__ == "__main__":
    raise SystemExit(main())
