"""Messaging: threads beside a request or a record, mails sent once per event."""
