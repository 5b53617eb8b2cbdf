"""The API told to programs: OpenAPI 3.1 from the operations on the views, and its readable page."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, current_app, jsonify, request

from app import openapi
from app.api_reading import reading_of
from core.access import public
from core.api import PREFIX
from core.web import render

pages = Blueprint("api", __name__)
BECAUSE = "the description of the API holds nothing of anybody"


def init_openapi(app: Flask) -> None:
    """Hang the document and its page."""
    app.register_blueprint(pages)


@pages.get(f"{PREFIX}/openapi.json")
@public(because=BECAUSE)
def document() -> Response:
    """The OpenAPI document."""
    return jsonify(openapi.document_of(current_app))


@pages.get("/api/docs")
@public(because=BECAUSE)
def docs() -> str:
    """The same for people, on the address of this house; `q` narrows it to some words."""
    document = openapi.document_of(current_app)
    wanted, base = request.args.get("q", "")[:200], current_app.config["SETTINGS"].base_url
    return render(
        "api/docs.html",
        groups=reading_of(document, base, wanted),
        wanted=wanted,
        base=base,
        schemas=document["components"]["schemas"],
    )
