"""Catalogue: teleservices, their sheets, requests and the desk that processes them."""
