"""A music service for the benchmark, on loopback: fast, slow or failing. It has every song there is."""

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

ASKED: Final = re.compile(r"track:(.*) artist:(.*)")


@contextmanager
def music_service(*, answers_after_s: float = 0.0, fails: bool = False) -> Iterator[str]:
    """The address of a running one; searches are answered after `answers_after_s`, or with 503."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self._answer(200, {"access_token": "token", "token_type": "Bearer", "expires_in": 3600})

        def do_GET(self) -> None:
            time.sleep(answers_after_s)
            if fails:
                self._answer(503, {"error": {"status": 503, "message": "down"}})
            else:
                self._answer(200, found(self.path))

        def _answer(self, status: int, body: dict[str, Any]) -> None:
            raw = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_args: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def found(path: str) -> dict[str, Any]:
    """A search's answer: the song that was asked for, among others that it is not."""
    words = parse_qs(urlsplit(path).query).get("q", [""])[0]
    asked = ASKED.fullmatch(words)
    title, artist = (asked[1], asked[2]) if asked else (words, "")
    others = [_track(f"{title} - Live", artist), _track(title, "Somebody Else")]
    return {"tracks": {"items": [*others, _track(title, artist)]}}


def _track(title: str, artist: str) -> dict[str, Any]:
    return {
        "id": sha256(f"{title}{artist}".encode()).hexdigest()[:22],
        "name": title,
        "artists": [{"name": artist}],
        "album": {"name": title, "album_type": "album"},
    }
