"""Acts of the service editor, as functions from document to document: nothing here knows a page."""
