"""A form in another language."""

from __future__ import annotations

from typing import Any

from form_factory.compiled import compiled
from form_factory.domain.translated import translated


def test_texts_are_replaced_where_a_translation_stands(works: dict[str, Any]) -> None:
    works["translations"] = {"en": {
        "01J0000000000000000000F002.title": "Kind", "page.p2.title": "Your request",
        "01J0000000000000000000F002.choice.urgence": "Emergency",
        "01J0000000000000000000F006.title": "Item", "notice.danger.text": "Call first.",
    }}  # fmt: skip
    form = compiled(works, language="en").form
    fields = {field.key: field for field in form.fields()}
    assert fields["nature"].label == "Kind"
    assert [one.label for one in fields["nature"].choices][:2] == ["Emergency", "Entretien courant"]
    assert fields["lots"].items[0].label == "Item"
    assert fields["devis"].label == "Devis"
    assert [page.title for page in form.pages] == [
        "Votre établissement", "Your request", "Lots et pièces",
    ]  # fmt: skip
    assert "Call first." in str(form.pages[1].items)
    assert compiled(works).form.pages[1].title == "Votre demande"


def test_a_form_without_translations_is_itself(works: dict[str, Any]) -> None:
    assert translated(works, "en") is works
    assert translated(works, "fr") is works
