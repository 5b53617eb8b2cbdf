"""Why an embedded server did not start, in words an operator can act on."""


class ServerError(Exception):
    """A refusal to start: the message says what was found and what to do."""
