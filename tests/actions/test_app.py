"""The server over real HTTP, in a process of its own; what cannot be provoked so is called directly."""

import asyncio
import http.client
import json
import socket
import subprocess
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from actions.app import answer_call
from actions.bootstrap import ACTIONS
from actions.executor import DomainlessExecutor
from actions.words import PHRASES, Words
from tests.actions.conftest import action_call, visitor

ROOT = Path(__file__).resolve().parents[2]
SERVE = (
    "import sys; from actions.config import ActionsConfig; from actions.server import serve; "
    "serve(ActionsConfig(int(sys.argv[1]), sys.argv[2], seed=1))"
)


@dataclass(frozen=True)
class Server:
    """A running action server and what it has written so far."""

    port: int
    log: Path

    def request(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            return response.status, json.loads(response.read())
        finally:
            connection.close()

    def call(self, action: str, **given: Any) -> tuple[int, Any]:
        body = json.dumps(action_call(action, metadata=visitor(), **given)).encode()
        return self.request("POST", "/webhook", body)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_healthy(server: Server, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        try:
            if server.request("GET", "/health") == (200, {"status": "ok"}):
                return
        except OSError:
            try:
                process.wait(timeout=0.1)
            except subprocess.TimeoutExpired:
                continue
            break
    pytest.fail(f"the action server did not start: {server.log.read_text()}")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("actions")
    running = Server(free_port(), folder / "log")
    command = [sys.executable, "-c", SERVE, str(running.port), f"sqlite:///{folder / 'people.db'}"]
    with (
        running.log.open("wb") as log,
        subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT) as process,  # noqa: S603
    ):
        try:
            wait_until_healthy(running, process)
            yield running
        finally:
            process.terminate()
            assert process.wait(timeout=20) == 0


def test_it_is_healthy_and_lists_its_actions(server: Server) -> None:
    status, actions = server.request("GET", "/actions")
    assert status == 200
    assert actions == [{"name": name} for name in sorted(kind.action_name for kind in ACTIONS)]


def test_a_call_is_answered_as_rasa_expects(server: Server) -> None:
    status, answer = server.call("action_offer_music")
    assert status == 200
    assert answer["events"] == []
    (response,) = answer["responses"]
    assert response["custom"]["card"]["kind"] == "track"


def test_a_compressed_call_is_understood(server: Server) -> None:
    body = zlib.compress(json.dumps(action_call("action_offer_read", metadata=visitor())).encode())
    status, answer = server.request("POST", "/webhook", body, {"Content-Encoding": "deflate"})
    assert status == 200
    assert answer["responses"][0]["custom"]["card"]["kind"] == "read"


def test_an_unknown_action_is_named(server: Server) -> None:
    status, answer = server.call("action_fly")
    assert (status, answer["action_name"]) == (404, "action_fly")


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff\xfe", b"[]", b"{}", b'{"next_action": 3}', b'{"next_action": "a", "tracker": "no"}'],
)
def test_what_is_no_call_is_refused_with_what_is_needed(server: Server, body: bytes) -> None:
    status, answer = server.request("POST", "/webhook", body)
    assert status == 400
    assert "send the call that Rasa sends" in answer["error"]


def test_a_broken_compressed_body_is_refused(server: Server) -> None:
    status, _ = server.request("POST", "/webhook", b"not deflate", {"Content-Encoding": "deflate"})
    assert status == 400


def test_a_call_with_an_empty_tracker_is_answered(server: Server) -> None:
    body = b'{"next_action": "action_offer_music", "tracker": {}}'
    status, answer = server.request("POST", "/webhook", body)
    assert status == 200
    assert answer["responses"][0]["custom"]["card"]


def test_nothing_that_a_visitor_wrote_reaches_the_servers_output(server: Server) -> None:
    server.call("action_offer_music")
    server.request("POST", "/webhook", b'{"text": "what the visitor wrote"')
    assert "visitor wrote" not in server.log.read_text()


def test_a_crash_inside_an_action_is_an_apology_to_the_visitor_and_a_place_in_the_log(words: Words) -> None:
    async def broken(_dispatcher: object, _tracker: object, _domain: object) -> None:
        raise RuntimeError("what the visitor wrote")

    executor = DomainlessExecutor()
    executor.register_function("action_broken", broken)
    with capture_logs() as logs:
        response = asyncio.run(answer_call(executor, action_call("action_broken"), words))

    assert response.status == 200
    assert json.loads(response.body)["responses"][0]["text"] in PHRASES["memory_fails"]
    (line,) = logs
    assert line["error"] == "RuntimeError"
    assert "test_app.py" in line["where"]
    assert "visitor wrote" not in str(logs)
