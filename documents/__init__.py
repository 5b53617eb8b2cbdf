"""Documents: files by content, letters made from templates."""
