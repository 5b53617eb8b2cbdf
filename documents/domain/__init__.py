"""What a file is, by its bytes; what it may be called. Pure."""
