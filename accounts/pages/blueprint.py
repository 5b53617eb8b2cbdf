"""The blueprint the modules beside it hang their routes on."""

from flask import Blueprint

pages = Blueprint("accounts", "accounts", template_folder="templates")
