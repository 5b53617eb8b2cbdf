"""What the editors of rooms share: reading what a page posted, rows added and moved by buttons."""
