"""Every refusal of documents: kinds we take, files that are not what they say, pictures too large to open."""

from __future__ import annotations

import io

import pytest
from PIL import Image

import cast
from cases.test_actions import Scene, refused
from qorgan.agencies.access import File, Refused
from qorgan.agencies.scope import acting
from qorgan.documents import actions, queries, store

pytestmark = pytest.mark.django_db
NOW = cast.NOW


@pytest.fixture
def scene():
    return Scene()


def add(scene, name, content, may_show_abuse=False):
    case = scene.case()
    given = {"file": File(case_id=case.id), "key": case.key, "by": scene.keeper, "now": NOW}
    return actions.add(name=name, content=content, may_show_abuse=may_show_abuse, **given)


def picture(size=(20, 20), kind="PNG", **more):
    out = io.BytesIO()
    Image.new("L", size).save(out, kind, **more)
    return out.getvalue()


@pytest.mark.parametrize("name", ["a.exe", "a.svg", "a.docm", "a", "photo.jpg.html", "a.zip"])
def test_kinds_we_do_not_take(scene, name):
    assert refused(add, scene, name, picture()) == "DOC-01"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.png", b"not a picture"),
        ("a.png", picture(kind="JPEG")),
        ("a.pdf", picture()),
        ("a.txt", b"\xff\xfe\x00"),
        ("a.txt", b"nul \x00 inside"),
        ("a.png", picture()[:40]),
    ],
)
def test_a_file_that_is_not_what_its_name_says(scene, name, content):
    assert refused(add, scene, name, content) == "DOC-02"


def test_a_picture_too_large_to_open(scene):
    assert refused(add, scene, "a.png", picture((8_000, 6_500))) == "DOC-03"


def test_what_may_show_abuse_is_drawn_anew_by_nobody_and_opened_by_nobody(scene):
    cast.unit()
    document = add(scene, "a.png", picture(), may_show_abuse=True)
    assert not store.place(document.id, "copy").exists()
    with acting(scene.keeper, now=NOW), pytest.raises(Refused):
        queries.opened(scene.keeper, document.id, purpose="protection")


def test_a_clean_copy_holds_nothing_hidden(scene):
    from PIL.PngImagePlugin import PngInfo

    hidden = PngInfo()
    hidden.add_text("Comment", "hidden-place-51.1-71.4")
    document = add(scene, "a.png", picture(pnginfo=hidden))
    with acting(scene.keeper, now=NOW):
        shown = queries.opened(scene.keeper, document.id, purpose="protection")
    assert b"hidden-place" not in shown.content
    assert shown.content.startswith(b"\x89PNG")
