"""Spotify on loopback: the same HTTP, limits and errors, as documented in 2026. Threads, no sleeping.

`trouble` says what goes wrong until it is set back: see `Trouble`.
"""

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal
from urllib.parse import parse_qs, urlencode, urlsplit

CLIENT_ID = "app"
CLIENT_SECRET = "app-secret-that-nobody-may-see"
MAX_RESULTS = 10
MAX_ITEMS = 100
SCOPE = "playlist-modify-private"

Trouble = Literal["", "hang", "slow", "quota", "limited", "down", "premium", "gone", "not_json", "odd_error"]


def track(
    track_id: str,
    title: str,
    *artists: str,
    album: str = "",
    released: str = "2000-01-01",
    album_type: str = "album",
) -> dict[str, Any]:
    """A track as the API gives it; `track_id` is filled up to 22 characters."""
    full = track_id.ljust(22, "0")
    return {
        "id": full,
        "uri": f"spotify:track:{full}",
        "name": title,
        "type": "track",
        "artists": [{"name": name, "type": "artist"} for name in artists],
        "album": {"name": album, "album_type": album_type, "release_date": released},
    }


@dataclass
class SpotifyService:
    """What is there, what was asked, and what goes wrong."""

    url: str = ""
    tracks: list[dict[str, Any]] = field(default_factory=list)
    trouble: Trouble = ""
    retry_after: str | None = "86400"
    slow_s: float = 3.0
    go_on: threading.Event = field(default_factory=threading.Event)
    asked: list[str] = field(default_factory=list)
    limits: list[int] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    n_tokens: int = 0
    app_tokens: set[str] = field(default_factory=set)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    refresh_tokens: set[str] = field(default_factory=set)
    visitor_tokens: dict[str, str] = field(default_factory=dict)
    expires_in: int = 3600
    leaves_out: str = ""
    troubles_of: dict[str, Trouble] = field(default_factory=dict)
    """What goes wrong once, at the next call whose path ends so."""
    tokens_end_before: str = ""
    """Every access token ends once, just before a call whose path ends so."""
    playlists: dict[str, dict[str, Any]] = field(default_factory=dict)
    wakened: threading.Event = field(default_factory=threading.Event)

    def n_asked(self, path: str) -> int:
        """How often something was asked for."""
        return sum(asked.endswith(path) for asked in self.asked)

    def end_all_tokens(self) -> None:
        """Every access token ends now."""
        self.app_tokens.clear()
        self.visitor_tokens.clear()

    def withdraw(self) -> None:
        """The visitor takes the app's access away, at Spotify."""
        self.refresh_tokens.clear()
        self.visitor_tokens.clear()


class _Answer(Exception):  # noqa: N818 - no fault, but how a handler ends early
    def __init__(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        super().__init__(status)
        self.status, self.body, self.headers = status, body, headers or {}


def _error(status: int, message: str, reason: str | None = None, **headers: str) -> _Answer:
    error: dict[str, Any] = {"status": status, "message": message}
    if reason:
        error["reason"] = reason
    return _Answer(
        status, {"error": error}, {name.replace("_", "-"): value for name, value in headers.items()}
    )


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    service: SpotifyService

    def log_message(self, *_args: Any) -> None: ...

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_PUT(self) -> None:
        self._serve()

    def _serve(self) -> None:
        service, address = self.service, urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        service.asked.append(f"{self.command} {address.path}")
        query = {name: values[0] for name, values in parse_qs(address.query).items()}
        try:
            self._trouble(service.trouble)
            if service.tokens_end_before and address.path.endswith(service.tokens_end_before):
                service.tokens_end_before = ""
                service.end_all_tokens()
            for ending in [ending for ending in service.troubles_of if address.path.endswith(ending)]:
                self._trouble(service.troubles_of.pop(ending))
            if address.path == "/api/token":
                answer = _token(service, self.headers, body)
            elif address.path == "/authorize":
                answer = _authorize(service, query)
            else:
                answer = self._api(address.path, query, body)
        except _Answer as early:
            answer = early
        self._send(answer)

    def _send(self, answer: _Answer) -> None:
        raw = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
        try:
            self.send_response(answer.status)
            for name, value in {"Content-Type": "application/json", **answer.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the client had no patience, which is what it is tested for

    def _trouble(self, trouble: Trouble) -> None:
        service = self.service
        after = {"Retry_After": service.retry_after} if service.retry_after else {}
        match trouble:
            case "hang":
                service.go_on.wait(30)
            case "slow":
                service.wakened.wait(service.slow_s)
            case "quota":
                raise _error(429, "Quota exceeded", "QUOTA_EXCEEDED", **after)
            case "limited":
                raise _error(429, "API rate limit exceeded", **after)
            case "down":
                raise _Answer(503, b"<html>Service Unavailable</html>", {"Content-Type": "text/html"})
            case "premium":
                raise _error(403, "Active premium subscription required for the owner of the app.")
            case "gone":
                raise _error(410, "This endpoint was removed")
            case "not_json":
                raise _Answer(200, b"<html>hello</html>", {"Content-Type": "text/html"})
            case "odd_error":
                raise _Answer(400, {"error": "a_word"})

    def _api(self, path: str, query: dict[str, str], body: bytes) -> _Answer:
        service = self.service
        token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        scope = service.visitor_tokens.get(token)
        if token not in service.app_tokens and scope is None:
            raise _error(401, "The access token expired")
        if path == "/v1/search":
            return _search(service, query)
        if path == "/v1/me/playlists" and self.command == "POST":
            return _new_playlist(service, scope, json.loads(body))
        parts = path.split("/")
        if path.startswith("/v1/playlists/") and path.endswith("/items") and parts[3] in service.playlists:
            if self.command == "PUT":
                service.playlists[parts[3]]["uris"] = []
            return _add_items(service.playlists[parts[3]], scope, json.loads(body))
        raise _error(404, "Not found.")


def _token(service: SpotifyService, headers: Any, body: bytes) -> _Answer:
    form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
    match form.get("grant_type"):
        case "client_credentials":
            wanted = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
            if headers.get("Authorization") != f"Basic {wanted}":
                raise _Answer(400, {"error": "invalid_client", "error_description": "Invalid client secret"})
            service.n_tokens += 1
            token = f"app-token-{service.n_tokens}"
            service.app_tokens.add(token)
            return _Answer(200, {"access_token": token, "token_type": "Bearer", "expires_in": 3600})
        case "authorization_code":
            return _Answer(200, _exchanged(service, form))
        case "refresh_token":
            if form.get("refresh_token") not in service.refresh_tokens:
                raise _Answer(400, {"error": "invalid_grant", "error_description": "Refresh token revoked"})
            service.refresh_tokens.discard(form["refresh_token"])  # PKCE: a new one each time
            return _Answer(200, _granted(service, SCOPE))
    raise _Answer(400, {"error": "unsupported_grant_type"})


def _exchanged(service: SpotifyService, form: dict[str, str]) -> dict[str, Any]:
    given = service.codes.pop(form.get("code", ""), None)
    proof = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
    challenge = base64.urlsafe_b64encode(proof).decode().rstrip("=")
    if (
        given is None
        or given["code_challenge"] != challenge
        or given["redirect_uri"] != form.get("redirect_uri")
    ):
        raise _Answer(400, {"error": "invalid_grant", "error_description": "Invalid authorization code"})
    return _granted(service, given["scope"])


def _granted(service: SpotifyService, scope: str) -> dict[str, Any]:
    access, refresh = f"visitor-{secrets.token_hex(8)}", f"refresh-{secrets.token_hex(8)}"
    service.visitor_tokens[access] = scope
    service.refresh_tokens.add(refresh)
    granted = {
        "access_token": access,
        "token_type": "Bearer",
        "scope": scope,
        "expires_in": service.expires_in,
        "refresh_token": refresh,
    }
    return {name: value for name, value in granted.items() if name != service.leaves_out}


def _authorize(service: SpotifyService, query: dict[str, str]) -> _Answer:
    """The visitor says yes at once."""
    if query.get("client_id") != CLIENT_ID or query.get("code_challenge_method") != "S256":
        raise _Answer(400, {"error": "invalid_client"})
    code = secrets.token_hex(8)
    service.codes[code] = query
    back = f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"
    return _Answer(302, b"", {"Location": back})


def _search(service: SpotifyService, query: dict[str, str]) -> _Answer:
    limit = int(query.get("limit", "5"))
    service.limits.append(limit)
    service.words.append(query.get("q", ""))
    if not 1 <= limit <= MAX_RESULTS:
        raise _error(400, "Invalid limit")
    words = set(query.get("q", "").casefold().replace("track:", " ").replace("artist:", " ").split())
    fitting = [one for one in service.tracks if words & set(one["name"].casefold().split())]
    return _Answer(200, {"tracks": {"items": fitting[:limit], "limit": limit, "total": len(fitting)}})


def _new_playlist(service: SpotifyService, scope: str | None, wanted: dict[str, Any]) -> _Answer:
    if scope is None or SCOPE not in scope.split() or wanted.get("public") is not False:
        raise _error(403, "Insufficient client scope")
    playlist_id = secrets.token_hex(11)
    service.playlists[playlist_id] = {**wanted, "uris": []}
    address = f"https://open.spotify.com/playlist/{playlist_id}"
    return _Answer(201, {"id": playlist_id, "external_urls": {"spotify": address}})


def _add_items(playlist: dict[str, Any], scope: str | None, wanted: Any) -> _Answer:
    uris = wanted["uris"] if isinstance(wanted, dict) else wanted
    if scope is None or SCOPE not in scope.split():
        raise _error(403, "Insufficient client scope")
    if len(uris) > MAX_ITEMS:
        raise _error(400, "Too many ids requested")
    playlist["uris"] += uris
    return _Answer(201, {"snapshot_id": "1"})


@contextmanager
def spotify_service(*tracks: dict[str, Any]) -> Iterator[SpotifyService]:
    """A running service with these tracks, on a port of its own."""
    service = SpotifyService(tracks=list(tracks))
    handler = type("Handler", (_Handler,), {"service": service})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    service.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        service.go_on.set()
        service.wakened.set()
        server.shutdown()
        server.server_close()
        thread.join()
