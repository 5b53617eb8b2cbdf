"""What clients were told, to be held against what the database says."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from core.ids import ulid
from tests.kit.works import ANSWERS, UAI

#: How long a client goes on trying before it gives up.
PATIENCE = 90.0


@dataclass
class Ledger:
    """One line per submission acknowledged; how often each status came; the longest wait."""

    port: int
    token: str
    told: dict[int, str] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    slowest: float = 0.0
    stop: threading.Event = field(default_factory=threading.Event)
    #: Whether every refusal for a moment said when to come back.
    retry_after: bool = True

    def submit_all(self, numbers: Iterable[int], clients: int = 6) -> None:
        """Submit these, several at a time, until each is acknowledged."""
        with ThreadPoolExecutor(clients) as pool:
            list(pool.map(self.submit, numbers))

    def submit(self, number: int) -> float:
        """Hand in request `number`, again and again under the same key until it is acknowledged."""
        key, begun = ulid(), time.monotonic()
        while not self.stop.is_set():
            status, answer = self.post(key, number)
            self.statuses[status] += 1
            if status == 201:
                self.told[number] = answer["ref"]
                break
            if 400 <= status < 500 or time.monotonic() - begun > PATIENCE:
                message = f"submission {number} refused: {status} {answer}"
                raise AssertionError(message)
            time.sleep(0.2)
        took = time.monotonic() - begun
        self.slowest = max(self.slowest, took)
        return took

    def post(self, key: str, number: int) -> tuple[int, Any]:
        """One try; status 0 when the line was cut."""
        body = json.dumps(
            {
                "service": "travaux",
                "button": "demander",
                "on_behalf_of": UAI,
                "submit": True,
                "answers": {**ANSWERS, "description": title(number)},
            }
        )
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            line.request(
                "POST",
                "/api/v1/requests",
                body,
                {
                    "Content-Type": "application/json",
                    "Authorization": f"Bearer {self.token}",
                    "Idempotency-Key": key,
                },
            )
            answer = line.getresponse()
            if answer.status == 503 and not answer.headers.get("Retry-After"):
                self.retry_after = False
            return answer.status, json.loads(answer.read() or b"null")
        except (OSError, http.client.HTTPException, ValueError):
            return 0, None
        finally:
            line.close()


def title(number: int) -> str:
    """What tells submission `number` from all others."""
    return f"Essai de chaos {number:05}"
