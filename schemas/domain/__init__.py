"""Pure heart of the room: conditions and the gate. No framework in here."""
