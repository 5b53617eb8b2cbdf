"""A file is what its bytes say, and its name must agree (FAULTS I-14, I-15, I-17, H11)."""

from __future__ import annotations

import io
import time

import pytest

from core.errors import Invalid
from documents.domain.contents import FAMILIES
from documents.domain.sniffing import recognise
from tests.documents.samples import (
    GIF,
    HEIC,
    JPEG,
    MP4,
    PDF,
    PPTX,
    TYPES,
    VTT,
    WEBM,
    WEBP,
    XLSX,
    archive,
    docx,
    odf,
    png,
)

HONEST = [
    ("a.pdf", PDF, "application/pdf"),
    ("a.PNG", png(), "image/png"),
    ("a.jpeg", JPEG, "image/jpeg"),
    ("a.gif", GIF, "image/gif"),
    ("a.webp", WEBP, "image/webp"),
    ("a.heic", HEIC, "image/heic"),
    (
        "a.docx",
        docx("Bonjour"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    ("a.xlsx", XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("a.pptx", PPTX, "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("a.odt", odf("text"), "application/vnd.oasis.opendocument.text"),
    ("a.ods", odf("spreadsheet"), "application/vnd.oasis.opendocument.spreadsheet"),
    ("a.txt", "Élève n° 12 : œuvre\n".encode(), "text/plain; charset=utf-8"),
    ("a.csv", "nom;prénom\nLe Gall;Zoé\n".encode("cp1252"), "text/csv; charset=utf-8"),
]
MACRO = archive(
    {"[Content_Types].xml": TYPES, "word/document.xml": "<w/>", "word/vbaProject.bin": "x"}
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512
HOSTILE = [
    ("a.pdf", b"", "file-empty"),
    (
        "a.svg",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        "file-page",
    ),
    ("a.png", b"<?xml version='1.0'?><svg onload='alert(1)'/>", "file-page"),
    ("a.txt", b"\xef\xbb\xbf  <HTML><body onload=alert(1)>", "file-page"),
    ("a.html", b"<!DOCTYPE html><p>", "file-page"),
    ("a.exe", b"MZ\x90\x00", "file-program"),
    ("a.pdf", b"\x7fELF\x02", "file-program"),
    ("a.txt", b"#!/bin/sh\nid\n", "file-program"),
    ("a.png", png() + b"<script>alert(1)</script>", "file-polyglot"),
    ("a.gif", GIF[:13] + b"<HTML>" + GIF[13:], "file-polyglot"),
    ("a.png", png() + b"\0" * 9000 + b"<ScRipt>" + b"\0" * 9000, "file-polyglot"),
    ("a.pdf", b"%PDF-1.4\n<html><script>alert(1)</script>" + PDF, "file-polyglot"),
    ("a.pdf", b"GIF89a<html>" + PDF, "file-extension"),
    ("a.png", JPEG, "file-extension"),
    ("facture.pdf.exe", PDF, "file-extension"),
    ("sans-extension", PDF, "file-extension"),
    ("a.docx", archive({"a.txt": "x"}), "file-kind"),
    ("a.zip", archive({"a.txt": "x"}), "file-kind"),
    ("a.docm", MACRO, "file-macros"),
    ("a.docx", MACRO, "file-macros"),
    (
        "a.docx",
        archive(
            {"[Content_Types].xml": "<Types>macroEnabled</Types>", "word/document.xml": "<w/>"}
        ),
        "file-macros",
    ),
    (
        "a.docx",
        archive(
            {
                "[Content_Types].xml": TYPES,
                "word/document.xml": "<w/>",
                "word/_rels/settings.xml.rels": (
                    '<R Type="attachedTemplate" TargetMode="External"/>'
                ),
            }
        ),
        "file-outside-template",
    ),
    (
        "a.docx",
        archive({"[Content_Types].xml": TYPES, "word/document.xml": "<w/>", "../../etc/x": "x"}),
        "file-damaged",
    ),
    (
        "a.odt",
        archive(
            {
                "mimetype": "application/vnd.oasis.opendocument.text",
                "content.xml": "x",
                "META-INF/manifest.xml": "<m:encryption-data/>",
            }
        ),
        "file-encrypted",
    ),
    ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "file-encrypted"),
    ("a.doc", OLE, "file-old-office"),
    ("a.docx", docx("x")[:300], "file-damaged"),
    ("a.png", png(50_000, 50_000), "file-pixels"),
    ("a.png", png(31_000, 1), "file-pixels"),
    ("a.jpg", JPEG[:20] + b"\xff\xd9", "file-damaged"),
    ("a.txt", b"abc\x00def", "file-unknown"),
    ("a.txt", b"\x81\x8d\xff", "file-unknown"),
    ("a.pdf", b"n'importe quoi", "file-unknown"),
    ("a.json", b"{}", "file-unknown"),
]


def look(name: str, body: bytes, families: tuple[str, ...] = FAMILIES) -> str:
    return recognise(io.BytesIO(body), len(body), name, families).media_type


@pytest.mark.parametrize(("name", "body", "media_type"), HONEST)
def test_honest_files_are_recognised_by_their_bytes(name, body, media_type):
    assert look(name, body) == media_type


@pytest.mark.parametrize(("name", "body", "code"), HOSTILE)
def test_i14_i15_i17_files_that_lie_or_hide_something_are_refused(name, body, code):
    with pytest.raises(Invalid) as refusal:
        look(name, body)
    assert refusal.value.problems[0].code == code


def test_a_family_that_was_not_asked_for_is_refused_with_what_is_accepted():
    with pytest.raises(Invalid) as refusal:
        look("a.xlsx", XLSX, ("pdf", "image"))
    problem = refusal.value.problems[0]
    assert problem.code == "file-kind"
    assert problem.params["accepted"].startswith("pdf, png, jpg")


def test_h11_a_small_archive_that_holds_forty_million_bytes_is_refused_quickly():
    body = archive(
        {
            "[Content_Types].xml": TYPES,
            "xl/workbook.xml": "<w/>",
            "xl/worksheets/sheet1.xml": b"<c/>" * 10_000_000,
        }
    )
    assert len(body) < 200_000
    started = time.monotonic()
    with pytest.raises(Invalid) as refusal:
        look("a.xlsx", body)
    assert refusal.value.problems[0].code == "file-bomb"
    assert time.monotonic() - started < 2


def test_h11_a_size_declared_small_is_not_believed():
    body = bytearray(
        archive({"[Content_Types].xml": TYPES, "xl/workbook.xml": b"<c/>" * 3_000_000})
    )
    for mark, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        place = body.rfind(mark) + at
        body[place : place + 4] = (10).to_bytes(4, "little")
    with pytest.raises(Invalid):
        look("a.xlsx", bytes(body))


FILM = ("video", "captions")
CUE = b"00:01.000 --> 00:02.000\nx\n"


@pytest.mark.parametrize(
    ("name", "body", "media_type"),
    [
        ("film.mp4", MP4, "video/mp4"),
        ("film.m4v", MP4.replace(b"isom", b"M4V ", 1), "video/mp4"),
        ("film.webm", WEBM, "video/webm"),
        ("film.vtt", VTT, "text/vtt; charset=utf-8"),
        ("film.VTT", b"\xef\xbb\xbfWEBVTT - Film\r\n\r\n" + CUE, "text/vtt; charset=utf-8"),
    ],
)
def test_films_and_their_captions_are_recognised(name, body, media_type):
    assert look(name, body, FILM) == media_type


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("a.webm", MP4, "file-extension"),
        ("a.mp4", WEBM, "file-extension"),
        ("a.mp4", b"<html><script>x</script>", "file-page"),
        ("a.mp4", PDF, "file-kind"),
        ("a.mp4", b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "file-unknown"),
        ("a.webm", WEBM.replace(b"webm", b"matr"), "file-unknown"),
        ("a.srt", b"1\n00:00:01,000 --> 00:00:02,000\nx\n", "file-unknown"),
        ("a.vtt", b"WEBVTT\n", "file-captions"),
        ("a.vtt", b"WEBVTTX\n\n" + CUE, "file-captions"),
        ("a.vtt", CUE, "file-captions"),
        ("a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nété".encode("cp1252"), "file-captions"),
    ],
)
def test_what_no_browser_would_play_or_read_aloud_is_refused(name, body, code):
    with pytest.raises(Invalid) as refusal:
        look(name, body, FILM)
    assert refusal.value.problems[0].code == code
