"""From a row to somebody's mailbox: by SMTP, or as a file of `var/outbox` when there is none."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.headerregistry import Address, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime, parseaddr
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit
from uuid import UUID

from messaging.models import Mail

#: For each word of the conversation; a slow server puts the mail off, it holds nobody up.
SECONDS = 10.0
_PERMANENT = 500


class _Whole(UnstructuredHeader):
    """An address stays in one piece: folded, it would be encoded, and no programme reads that."""

    def fold(self, *, policy: Policy) -> str:
        name: str = self.name  # type: ignore[attr-defined]  # BaseHeader is joined by the registry
        return f"{name}: {self}{policy.linesep}"


_headers = HeaderRegistry()
_headers.map_to_type("list-unsubscribe", _Whole)  # type: ignore[arg-type]
POLICY = SMTP.clone(header_factory=_headers)


class Bounced(Exception):
    """Refused for good (5xx): trying again would change nothing."""


class Later(Exception):
    """Not now (4xx, no answer): try again."""


@dataclass(frozen=True, slots=True)
class Post:
    """How this house sends: to a server, or into a folder."""

    sender: str
    smtp_url: str | None
    outbox: Path
    #: Where a person gives up mails like this one.
    way_out: Callable[[UUID], str] | None = None

    def send(self, mail: Mail) -> None:
        """Deliver once; raises `Bounced` or `Later`."""
        letter = letter_of(mail, self.sender)
        if self.way_out is not None and mail.account_id is not None:
            # RFC 8058: mail programmes offer a button that posts there
            letter["List-Unsubscribe"] = f"<{self.way_out(mail.account_id)}>"
            letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        if self.smtp_url is None:
            _drop(self.outbox, mail, letter)
        else:
            _hand_over(urlsplit(self.smtp_url), letter)


def letter_of(mail: Mail, sender: str) -> EmailMessage:
    """The message; the same at each try, its Message-ID included (FAULTS R-19)."""
    letter = EmailMessage(policy=POLICY)
    letter["Subject"] = mail.subject
    name, address = parseaddr(sender)
    letter["From"] = _address(name, address)
    letter["To"] = _address(mail.to_name, mail.to_address)
    letter["Message-ID"] = mail.message_id
    letter["Date"] = format_datetime(mail.created_at)
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(mail.text)
    letter.add_alternative(mail.html, subtype="html")
    return letter


def _address(name: str, address: str) -> Address:
    try:
        return Address(display_name=name, addr_spec=address)
    except (HeaderParseError, ValueError, IndexError) as fault:
        raise Bounced("address") from fault


def _drop(outbox: Path, mail: Mail, letter: EmailMessage) -> None:
    """One file per mail, whole or absent; a second try writes the same one again."""
    outbox.mkdir(parents=True, exist_ok=True, mode=0o700)
    target = outbox / f"{mail.created_at:%Y%m%dT%H%M%S}-{mail.id}.eml"
    aside = target.with_suffix(".part")
    try:
        with aside.open("wb") as file:
            file.write(letter.as_bytes())
            file.flush()
            os.fsync(file.fileno())
        aside.rename(target)
    except OSError as fault:
        raise Later("outbox") from fault


def _hand_over(server: SplitResult, letter: EmailMessage) -> None:
    try:
        with _open(server) as line:
            if server.username:
                line.login(unquote(server.username), unquote(server.password or ""))
            line.send_message(letter)
    except smtplib.SMTPRecipientsRefused as refusal:
        codes = [code for code, _ in refusal.recipients.values()]
        raise _told(min(codes, default=0)) from refusal
    except smtplib.SMTPAuthenticationError as refusal:
        raise Later("credentials") from refusal  # ours to mend: no mail is lost meanwhile
    except smtplib.SMTPResponseException as refusal:
        raise _told(refusal.smtp_code) from refusal
    except (smtplib.SMTPException, OSError) as fault:
        raise Later(type(fault).__name__) from fault


def _open(server: SplitResult) -> smtplib.SMTP:
    host = server.hostname or "localhost"
    secure = ssl.create_default_context()
    if server.scheme == "smtps":
        return smtplib.SMTP_SSL(host, server.port or 465, timeout=SECONDS, context=secure)
    line = smtplib.SMTP(host, server.port or 25, timeout=SECONDS)
    if server.scheme == "smtp+starttls":
        try:
            line.starttls(context=secure)
        except BaseException:
            line.close()
            raise
    return line


def _told(code: int) -> Exception:
    return Bounced(str(code)) if code >= _PERMANENT else Later(str(code))
