"""A small provider of OpenID Connect on this machine, that can lie in every way (FAULTS S-11)."""

from __future__ import annotations

import json
import secrets
import threading
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwk, jwt

CLIENT, SECRET = "preau", "un secret de client"


def b64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


class Provider:
    """What it says can be bent: `bend` takes the claims, `told` the discovery, `make` the token."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.issuer = f"http://{place}"
        self.key = jwk.ECKey.generate_key("P-256", {"kid": "one", "use": "sig"})
        self.straight()

    def straight(self) -> None:
        """Nothing is bent any more; all is forgotten."""
        self.codes: dict[str, dict[str, str]] = {}
        self.heard: list[str] = []
        self.gone: list[str] = []
        self.told: dict[str, Any] = {}
        self.bend: Callable[[dict[str, Any]], Any] = lambda claims: None
        self.make: Callable[[dict[str, Any]], str] = self.signed
        self.answer: Any = None
        self.keys: list[Any] = [self.key.as_dict(private=False)]

    def signed(self, claims: dict[str, Any]) -> str:
        return jwt.encode({"alg": "ES256", "kid": "one"}, claims, self.key)

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/autoriser",
            "token_endpoint": f"{self.issuer}/jeton",
            "jwks_uri": f"{self.issuer}/cles",
            "end_session_endpoint": f"{self.issuer}/quitter",
            **self.told,
        }

    def asks(self, path: str) -> str:
        """Its page, as a browser sees it: who are you?"""
        kept = "".join(
            f'<input type="hidden" name="{escape(name)}" value="{escape(values[0])}">'
            for name, values in parse_qs(urlsplit(path).query).items()
        )
        return (
            '<!doctype html><html lang="fr"><title>Annuaire</title><link rel="icon" href="data:,">'
            f'<form action="/entrer">{kept}<label>Qui êtes-vous ? <input name="sujet"></label>'
            "<button>Entrer</button></form></html>"
        )

    def enters(self, path: str) -> str:
        """Its page, sent: back to who asked, with a code."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        return f"{asked['redirect_uri']}?{urlencode(self.authorize(path, asked['sujet']))}"

    def leave(self, address: str) -> str:
        """The person leaves it by an address of ours; where their browser is sent back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["client_id"] == CLIENT
        claims = jwt.decode(asked["id_token_hint"], self.key, algorithms=["ES256"]).claims
        self.gone.append(str(claims["sub"]))
        return f"{asked['post_logout_redirect_uri']}?state={asked['state']}"

    def authorize(self, address: str, subject: str) -> dict[str, str]:
        """The person says who they are there; what their browser brings back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert (asked["client_id"], asked["response_type"]) == (CLIENT, "code")
        assert asked["code_challenge_method"] == "S256"
        assert min(len(asked["state"]), len(asked["nonce"])) >= 32
        code = secrets.token_urlsafe(16)
        self.codes[code] = {**asked, "subject": subject}
        return {"code": code, "state": asked["state"]}

    def token(self, form: dict[str, str], header: str) -> tuple[int, Any]:
        """What a code is worth: once, for who asked for it."""
        known = self.codes.pop(form.get("code", ""), None)
        expected = f"{CLIENT}:{SECRET}".replace(" ", "%20")
        shown = b64decode(header.removeprefix("Basic ")).decode() if header else ""
        if known is None or shown != expected or form["redirect_uri"] != known["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        if b64(sha256(form["code_verifier"].encode()).digest()) != known["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "sub": known["subject"],
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": known["nonce"],
            "email": "cheffe@example.test",
            "roles": ["administrateur"],
        }
        self.bend(claims)
        if self.answer is not None:
            return 200, self.answer
        return 200, {"token_type": "Bearer", "access_token": "x", "id_token": self.make(claims)}


@contextmanager
def provider() -> Iterator[Provider]:
    """It listens for the time of the block."""
    box: list[Provider] = []

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            box[0].heard.append(self.path)
            door = self.path.partition("?")[0]
            if door == "/autoriser":
                self._page(box[0].asks(self.path))
            elif door in {"/entrer", "/quitter"}:
                self._away((box[0].enters if door == "/entrer" else box[0].leave)(self.path))
            else:
                self._known()

        def _known(self) -> None:
            known = {
                "/.well-known/openid-configuration": box[0].discovery(),
                "/cles": {"keys": box[0].keys},
            }
            self._say(200 if self.path in known else 404, known.get(self.path, {}))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            box[0].heard.append(self.path)
            self._say(*box[0].token(form, self.headers.get("Authorization", "")))

        def _page(self, html: str) -> None:
            body = html.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _away(self, address: str) -> None:
            self.send_response(303)
            self.send_header("Location", address)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def _say(self, status: int, said: Any) -> None:
            body = said if isinstance(said, bytes) else json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_said: Any) -> None:
            """Silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        box.append(Provider(f"127.0.0.1:{server.server_address[1]}"))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield box[0]
        server.shutdown()
