"""Knowledge base: entries somebody wrote and reviewed, shown where they help."""
