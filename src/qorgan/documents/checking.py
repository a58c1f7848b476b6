"""What an uploaded file really is, and a clean copy of a picture: no place, no device, no hidden text."""

from __future__ import annotations

import io
from pathlib import PurePosixPath

import puremagic
from django.utils.translation import gettext_lazy as _
from PIL import Image

from qorgan.agencies.refusals import CannotDo

ALLOWED = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".pdf": "application/pdf",
    ".txt": "text/plain",
}
MOST_PIXELS = 50_000_000


def kind_of(name: str, content: bytes) -> str:
    """The media type, when the name's ending and the content agree and we take it. Raises DOC-01, DOC-02."""
    ending = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    expected = ALLOWED.get(ending)
    if expected is None:
        raise CannotDo("DOC-01", _("We take pictures (JPEG, PNG), PDF and plain text."), "file")
    if expected == "text/plain":
        _check_text(content)
        return expected
    try:
        found = {match.mime_type for match in puremagic.magic_string(content)}
    except puremagic.PureError:
        found = set()
    if expected not in found:
        raise CannotDo(
            "DOC-02", _("The file is not what its name says. Save it again and send it once more."), "file"
        )
    return expected


def clean_picture(media_type: str, content: bytes) -> bytes:
    """The picture drawn anew, without anything hidden in it. Raises DOC-02, DOC-03 (too large to open safely)."""
    try:
        with Image.open(io.BytesIO(content)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise CannotDo(
                    "DOC-03", _("This picture is too large to open safely. Make it smaller."), "file"
                )
            plain = Image.new("RGB", picture.size, "white")
            converted = picture.convert("RGBA")
            plain.paste(converted, mask=converted.getchannel("A"))
    except (OSError, ValueError, Image.DecompressionBombError) as problem:
        message = _("The file is not what its name says. Save it again and send it once more.")
        raise CannotDo("DOC-02", message, "file") from problem
    out = io.BytesIO()
    if media_type == "image/png":
        plain.save(out, "PNG")
    else:
        plain.save(out, "JPEG", quality=90)
    return out.getvalue()


def _check_text(content: bytes) -> None:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as problem:
        message = _("The file is not what its name says. Save it again and send it once more.")
        raise CannotDo("DOC-02", message, "file") from problem
    if "\x00" in text:
        raise CannotDo(
            "DOC-02", _("The file is not what its name says. Save it again and send it once more."), "file"
        )
