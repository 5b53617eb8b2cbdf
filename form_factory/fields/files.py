"""Files: the answer holds their ids; uploads and removals are acts of their own."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from core.i18n import _l, ngettext
from form_factory.domain.form import Field
from form_factory.fields.base import SET, Example, FieldType
from form_factory.fields.posted import Posted, clean
from form_factory.fields.settings import Part, Setting

_START: Final = {
    "type": "array",
    "maxItems": 5,
    "items": {"type": "string", "format": "preau-file"},
}
MOST: Final = Setting("most", _l("Nombre de fichiers au plus"), "number", "schema:/maxItems")


@dataclass(frozen=True, slots=True)
class Families(Setting):
    """Which families of files are taken: `pdf,image`."""

    def get(self, schema: Mapping[str, Any], item: Mapping[str, Any]) -> Any:
        return ",".join(item.get("accept", ()))

    def put(
        self, schema: Mapping[str, Any], item: Mapping[str, Any], posted: Posted
    ) -> tuple[Part, Part]:
        made = deepcopy(dict(item))
        wanted = clean(posted.get(self.name) or "")
        made.pop("accept", None)
        if wanted in {value for value, _words in self.options if value}:
            made["accept"] = wanted.split(",")
        return deepcopy(dict(schema)), made


class File(FieldType):
    """One file or several."""

    name = "file"
    macro = "file"
    takes_files = True
    holds = frozenset({"array", "string"})
    reads = False
    grouped = True
    codes = {"minItems": "file-missing", "maxItems": "files-too-many"}
    missing = "file-missing"
    group = "pieces"
    label = _l("Pièce à joindre")
    icon = "paperclip"
    words = _l("fichier document pdf joindre déposer")
    seconds = 60
    operators = SET
    settings: ClassVar[tuple[Setting, ...]] = (
        MOST,
        Families(
            "accept", _l("Fichiers acceptés"), "select", "item:/accept",
            options=(
                ("", _l("PDF, images, documents de bureautique")), ("pdf", _l("PDF")),
                ("pdf,image", _l("PDF et images")), ("image", _l("Images")),
                ("office", _l("Documents de bureautique")),
            ),
        ),
    )  # fmt: skip
    start = (_START, {})
    example = Example(
        _START, {"widget": "file", "accept": ["pdf"]}, {},
        ["01890a5d-ac96-774b-bcce-b302099a8057"], "1 fichier",
    )  # fmt: skip

    def typed(self, value: Any, field: Field) -> str:
        return ""

    def display(self, value: Any, field: Field, locale: str = "fr") -> str:
        count = len(value) if isinstance(value, list) else 1
        return str(ngettext("%(num)s fichier", "%(num)s fichiers", count))


class Photo(File):
    """Pictures alone, taken there and then on a phone."""

    name = "photo"
    label = _l("Photo")
    icon = "camera"
    words = _l("image prendre appareil dégât")
    seconds = 30
    families = ("image",)
    capture = "environment"
    settings = (MOST,)
    example = Example(
        _START, {"widget": "photo"}, {}, ["01890a5d-ac96-774b-bcce-b302099a8057"], "1 fichier"
    )
