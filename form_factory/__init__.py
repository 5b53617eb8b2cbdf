"""Form factory: designed forms, their projection, drafts of answers, the one renderer."""
