"""Builds the Word models of the shipped packs, the same bytes each time.

    .venv/bin/python -m tools.letter_models

Written here rather than drawn by hand, so that a change of a model can be read in a review.
"""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

ROOT = Path(__file__).resolve().parents[1]
RECEIPT = ROOT / "schemas" / "packs" / "base" / "files" / "recepisse.docx"
_LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)


def receipt() -> bytes:
    """The receipt of a request: number, service, establishment, day, what follows."""
    paper = Document()
    style = paper.styles["Normal"]
    style.font.name, style.font.size = "Arial", Pt(11)
    section = paper.sections[0]
    section.left_margin = section.right_margin = Cm(2.5)
    head = paper.add_paragraph()
    head.add_run("{{ organisation }}").bold = True
    day = paper.add_paragraph("Le {{ date }}")
    day.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    paper.add_heading("Récépissé de votre demande", level=1)
    paper.add_paragraph("Bonjour {{ destinataire }},")
    paper.add_paragraph(
        "Votre demande est enregistrée. Conservez son numéro, il vous sera demandé."
    )
    table = paper.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    for label, name in (
        ("Numéro", "numero"),
        ("Service", "service"),
        ("Établissement", "etablissement"),
        ("Déposée le", "depose_le"),
        ("Déposée par", "depose_par"),
    ):
        cells = table.add_row().cells
        cells[0].paragraphs[0].add_run(label).bold = True
        cells[1].text = "{{ " + name + " }}"
    paper.add_paragraph()
    paper.add_paragraph("{%p if lien %}")
    paper.add_paragraph("Vous suivez son avancement à l’adresse suivante : {{ lien }}")
    paper.add_paragraph("{%p endif %}")
    paper.add_paragraph("Ce récépissé ne préjuge pas de la réponse qui sera donnée.")
    return _bytes(paper)


def _bytes(paper: Paper) -> bytes:
    properties = paper.core_properties
    properties.author, properties.comments, properties.title = "Préau", "", "Récépissé"
    properties.language = "fr-FR"
    properties.created = properties.modified = _LONG_AGO
    first = io.BytesIO()
    paper.save(first)
    return _steady(first)


def _steady(archive: io.BytesIO) -> bytes:
    """The same archive with one date for all its parts."""
    second = io.BytesIO()
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(second, "w") as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, old.read(name))
    return second.getvalue()


def main() -> None:
    """Write every model where its pack wants it."""
    RECEIPT.parent.mkdir(parents=True, exist_ok=True)
    RECEIPT.write_bytes(receipt())


if __name__ == "__main__":
    main()
