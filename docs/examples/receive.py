"""A program that is told of events: checks the signature, answers at once, keeps each event once.

    PREAU_KEY=… python3 receive.py 9000

The address of this program goes into a connector; its key is shown when it is created.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

#: Seconds between the two clocks; an older message is somebody else's copy.
PATIENCE = 300
_seen: set[str] = set()  # a real program keeps these in its database


def is_genuine(key: str, stamp: str, signatures: str, body: bytes, now: float) -> bool:
    """Whether one of the signatures is ours, on these very bytes, of these very minutes."""
    if not stamp.isdigit() or abs(now - int(stamp)) > PATIENCE:
        return False
    mac = hmac.new(key.encode(), stamp.encode() + b"." + body, hashlib.sha256)
    ours = f"sha256={mac.hexdigest()}"
    return any(hmac.compare_digest(ours, one.strip()) for one in signatures.split(","))


class Door(BaseHTTPRequestHandler):
    """One message at a time."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        stamp = self.headers.get("X-Preau-Timestamp", "")
        signatures = self.headers.get("X-Preau-Signature", "")
        if not is_genuine(os.environ["PREAU_KEY"], stamp, signatures, body, time.time()):
            self.send_response(401)
            self.end_headers()
            return
        name = self.headers["Idempotency-Key"]
        if name not in _seen:  # the same message may come twice
            _seen.add(name)
            print(json.dumps(json.loads(body)), flush=True)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Only events are printed."""


if __name__ == "__main__":
    HTTPServer(("127.0.0.1", int(sys.argv[1])), Door).serve_forever()
