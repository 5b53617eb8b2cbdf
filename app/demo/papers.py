"""Small papers for the demonstration: real PDF files of one page, made of nothing."""

from __future__ import annotations

from dataclasses import dataclass

_ESCAPED = str.maketrans({"\\": r"\\", "(": r"\(", ")": r"\)", "’": "'", "–": "-", "€": "EUR"})


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that an answer or a message brings."""

    title: str
    lines: tuple[str, ...] = ()

    @property
    def filename(self) -> str:
        """As somebody would have named it."""
        return f"{self.title}.pdf"

    def content(self) -> bytes:
        """The same bytes each time."""
        return pdf(self.title, *self.lines)


def pdf(title: str, *lines: str) -> bytes:
    """One page of Helvetica."""
    text = ["BT /F1 18 Tf 60 770 Td 26 TL", f"({_plain(title)}) Tj T*", "/F1 11 Tf 18 TL"]
    text += [f"({_plain(line)}) Tj T*" for line in lines] + ["ET"]
    page = "\n".join(text).encode("cp1252", "replace")
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(page), page),
        font,
    )
    return _assembled(objects)


def _assembled(objects: tuple[bytes, ...]) -> bytes:
    made, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return made + table + end % (len(objects) + 1, len(made))


def _plain(text: str) -> str:
    return text.translate(_ESCAPED)
