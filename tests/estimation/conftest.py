"""The classic British table (2,744 people, six lists) as published by Silverman (JRSS A 183:691-736, 2020)."""

from __future__ import annotations

import pytest

from qorgan.estimation import CaptureTable, merge, parse_csv

UK = """LA,NG,PF,GO,GP,NCA,count
1,0,0,0,0,0,54
0,1,0,0,0,0,463
0,0,1,0,0,0,907
0,0,0,1,0,0,695
0,0,0,0,1,0,316
0,0,0,0,0,1,57
1,1,0,0,0,0,15
1,0,1,0,0,0,19
1,0,0,1,0,0,3
0,1,1,0,0,0,56
0,1,0,1,0,0,19
0,1,0,0,1,0,1
0,1,0,0,0,1,3
0,0,1,1,0,0,69
0,0,1,0,1,0,10
0,0,1,0,0,1,31
0,0,0,1,1,0,8
0,0,0,1,0,1,6
0,0,0,0,1,1,1
1,1,1,0,0,0,1
1,1,0,1,0,0,1
0,1,1,1,0,0,4
0,1,1,0,0,1,3
0,0,1,1,0,1,1
1,1,1,1,0,0,1
"""


@pytest.fixture
def uk_csv() -> str:
    return UK


@pytest.fixture
def uk() -> CaptureTable:
    return parse_csv(UK)[""]


@pytest.fixture
def uk5(uk: CaptureTable) -> CaptureTable:
    """Police and National Crime Agency joined to one list, as in Silverman (2014)."""
    return merge(uk, ["PF", "NCA"], "PFNCA")
