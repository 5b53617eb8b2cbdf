"""The editor of forms: every act is a post to the draft, every page is drawn by the server."""

from form_factory.pages.editing import preview, routes

__all__ = ["preview", "routes"]
