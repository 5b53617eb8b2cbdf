"""What a definition may say: conditions, the gate for schemas, validation, versions."""
