"""FAULTS I-17: a picture is kept without what its device wrote beside it; which way up it is shown
is said again."""

from __future__ import annotations

import contextlib
import hashlib
import io
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.actor import HOUSE
from core.database import session
from core.errors import Invalid
from core.files import FileRule, store
from documents.domain import sniffing
from documents.domain.contents import FAMILIES
from documents.domain.metadata import KINDS, exif, without_metadata
from documents.models import StoredFile
from documents.storage import storage
from tests.documents import photos
from tests.documents.samples import HEIC, JPEG, WEBP, png
from tests.kit.thorough import some

PHOTOS = {
    "jpeg": photos.jpeg(),
    "png": photos.photo_png(),
    "webp": photos.photo_webp(),
    "heic": photos.photo_heic(),
}


def kept(kind: str, data: bytes) -> bytes:
    return b"".join(without_metadata(kind, data).bytes_of(data))


@pytest.mark.parametrize("kind", sorted(PHOTOS))
def test_i17_the_stored_photo_tells_neither_place_nor_owner(app, kind):
    photo = PHOTOS[kind]
    assert photos.PLACE in photo
    assert photos.OWNER in photo
    ref = store().keep(
        HOUSE, ("draft", uuid4()), io.BytesIO(photo), f"photo.{kind}", FileRule(families=FAMILIES)
    )
    row = session.get(StoredFile, ref.id)
    content = storage().path(row.storage_name).read_bytes()
    assert photos.PLACE not in content
    assert photos.OWNER not in content
    assert (row.size, row.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert list(storage().aside.glob("*")) == []
    stream = io.BytesIO(content)
    assert sniffing.recognise(stream, len(content), f"a.{kind}", FAMILIES).name == kind


def test_i17_the_points_of_a_picture_are_not_touched_and_it_is_shown_the_same_way_up():
    turned = exif.turned_only(photos.block(6))
    assert turned is not None
    assert exif.orientation_of(turned) == 6
    told = photos.segment(0xE1, b"Exif\0\0" + turned)
    plain = photos.plain_jpeg()
    assert kept("jpeg", photos.jpeg(6)) == plain[:2] + told + plain[2:]
    assert kept("jpeg", photos.jpeg(1)) == kept("jpeg", photos.jpeg(None)) == plain
    head = 8 + 25
    beside = photos.chunk(b"eXIf", turned) + photos.chunk(b"gAMA", b"\0\0\xb1\x8f")
    assert kept("png", PHOTOS["png"]) == png()[:head] + beside + png()[head:]
    webp = kept("webp", PHOTOS["webp"])
    assert int.from_bytes(webp[4:8], "little") == len(webp) - 8
    assert webp[20] == 0x08
    assert webp.endswith(photos.riff(b"VP8 ", b"points") + photos.riff(b"EXIF", turned))
    heic = kept("heic", PHOTOS["heic"])
    assert len(heic) == len(PHOTOS["heic"])
    assert heic[: heic.index(b"points") + 6] == PHOTOS["heic"][: heic.index(b"points") + 6]


def test_what_holds_nothing_beside_its_points_is_kept_byte_for_byte():
    for kind, data in (("jpeg", photos.plain_jpeg()), ("png", png()), ("heic", HEIC)):
        assert without_metadata(kind, data).is_whole(len(data))
        assert kept(kind, kept(kind, PHOTOS[kind])) == kept(kind, PHOTOS[kind])
    assert kept("webp", WEBP)[8:] == WEBP[8:]
    assert kept("jpeg", JPEG) == JPEG


@settings(max_examples=some(20))
@given(kind=st.sampled_from(sorted(KINDS)), data=st.data())
def test_a_photo_cut_or_changed_anywhere_is_kept_or_refused_and_never_an_accident(kind, data):
    photo = bytearray(PHOTOS[kind])
    at = data.draw(st.integers(12, len(photo) - 1))
    photo[at] = data.draw(st.integers(0, 255))
    stop = data.draw(st.integers(12, len(photo)))
    for body in (bytes(photo), bytes(photo[:stop])):
        with contextlib.suppress(Invalid):
            assert len(kept(kind, body)) <= len(body) + 100


def test_parts_without_end_are_refused_before_they_are_counted():
    head = png()[: 8 + 25]
    with pytest.raises(Invalid):
        kept("png", head + photos.chunk(b"tEXt", b"") * 100_001 + png()[8 + 25 :])
    with pytest.raises(Invalid):
        kept("jpeg", b"\xff\xd8" + b"\xff" * 200_000 + JPEG[2:])
