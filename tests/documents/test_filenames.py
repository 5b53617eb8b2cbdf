"""Names are for display only, and bear any hostility (FAULTS I-12)."""

from __future__ import annotations

import unicodedata

import pytest
from werkzeug.http import parse_options_header

from documents.domain.filenames import LONGEST, clean, disposition

NAMES = [
    "../../etc/passwd",
    "..\\..\\windows\\system32\\cmd.exe",
    "/etc/shadow",
    "C:\\secret.pdf",
    "\\\\serveur\\partage\\a.pdf",
    "a\x00.pdf",
    "a.pdf\x00.exe",
    "\u202efdp.exe",
    "a\u202e\u2066b.pdf",
    "a\u200bb\u200f.pdf",
    "\ufeffa.pdf",
    "x" * 300 + ".pdf",
    "é" * 400,
    "a." + "b" * 300,
    "CON",
    "con.pdf",
    "NUL.txt",
    "aux",
    "COM1.docx",
    "lpt9.pdf",
    "prn.tar.gz",
    ".",
    "..",
    "...",
    "",
    " ",
    "\t\r\n",
    "a\r\nContent-Type: text/html\r\n\r\n<script>.pdf",
    'a"; filename="b.exe',
    "a';--.pdf",
    "<img src=x onerror=alert(1)>.png",
    "a|b?c*d:e.pdf",
    "$(id).pdf",
    "`id`.pdf",
    "; rm -rf .pdf",
    "%2e%2e%2fetc",
    "%00.pdf",
    "a%0d%0ab.pdf",
    "~/.ssh/id_rsa",
    "-rf",
    "--help.pdf",
    ".htaccess",
    ".env",
    "a.pdf.",
    "a.pdf ",
    " a.pdf",
    "a .pdf",
    "a..pdf",
    "a\u0301.pdf",
    "Œuvre de l’élève.pdf",
    "文書.pdf",
    "مستند.pdf",
    "🎒.png",
    "\ud7ff.pdf",
    "a\x1b[31m.pdf",
    "a\x7f.pdf",
    "a\u2028b.pdf",
    "{{7*7}}.docx",
    "{% raw %}.docx",
    "=1+1.csv",
    "@SUM(A1).csv",
    "désaccord – 1/2.pdf",
]


def test_there_are_sixty_hostile_names():
    assert len(set(NAMES)) >= 60


@pytest.mark.parametrize("name", NAMES)
def test_i12_a_cleaned_name_holds_no_path_no_control_no_hidden_direction(name):
    shown = clean(name)
    assert shown
    assert len(shown) <= LONGEST
    assert not set(shown) & set('/\\<>:"|?*')
    assert all(unicodedata.category(c)[0] != "C" for c in shown)
    assert shown.split(".")[0].lower() not in {"con", "nul", "aux", "com1", "lpt9", "prn", ""}
    assert shown == clean(shown)


@pytest.mark.parametrize("name", NAMES)
def test_i12_the_header_is_one_line_of_ascii_that_says_the_name_twice(name):
    header = disposition(name)
    assert header.isascii()
    assert header.isprintable()
    kind, options = parse_options_header(header)
    assert kind == "attachment"
    assert options["filename"] == clean(name)


def test_the_extension_of_a_long_name_is_kept():
    assert clean("x" * 300 + ".pdf").endswith("x.pdf")
