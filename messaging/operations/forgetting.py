"""What was mailed or told of a thing that is erased goes with it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import Text, cast, delete, or_

from core.database import session
from messaging.models import Mail, Notice


def forget_about(numbers: Sequence[str]) -> None:
    """Mails and notices that name one of these, several in one included."""
    for number in numbers:
        named = rf"\m{re.escape(number)}\M"
        session.execute(
            delete(Mail).where(or_(Mail.subject.op("~")(named), Mail.text.op("~")(named)))
        )
        session.execute(
            delete(Notice).where(
                or_(cast(Notice.facts, Text).op("~")(named), Notice.url.op("~")(named))
            )
        )
