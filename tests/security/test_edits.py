"""Several officers change one case at the same moment: nothing saved is lost, nobody's words are lost."""

from __future__ import annotations

import threading
from uuid import uuid4

import pytest
from django.db import connection

from security import editing

pytestmark = pytest.mark.django_db(transaction=True)


def test_no_update_is_lost_and_every_loser_is_told():
    scene = editing.Scene(6)
    found = editing.edit_at_once(scene, 60)
    assert found["saved"] + found["conflicts"] == 60
    assert found["conflicts"] > 0
    assert found["losers_without_conflict"] == found["lost_updates"] == found["marks_nobody_saved"] == 0
    assert found["versions_counted"] == found["saved"]


def test_the_page_gives_the_loser_their_words_back():
    found = editing.edit_by_page(editing.Scene(6), 40)
    assert found["saved"] + found["conflicts_409"] == 40
    assert found["conflicts_409"] > 0
    assert found["losers_without_their_words"] == 0


@pytest.mark.parametrize("what", ["report", "case", "referral"])
def test_the_same_thing_sent_ten_times_at_once_is_one_record(what):
    scene = editing.Scene(1)
    make, token, gate = editing.doubles(scene)[what], uuid4(), threading.Barrier(10)
    made, problems = [], []

    def send():
        gate.wait()
        try:
            made.append(make(token).id)
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert len(made) == 10
    assert len(set(made)) == 1
