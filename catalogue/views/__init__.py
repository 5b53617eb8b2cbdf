"""Values the templates of the catalogue draw."""
