"""The blueprint the modules beside it hang their routes on."""

from flask import Blueprint

pages = Blueprint("registry", "registry", template_folder="templates")
