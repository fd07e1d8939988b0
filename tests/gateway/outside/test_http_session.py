"""HTTP in a thread: whatever answers, it is bounded in time and size."""

import asyncio
import gzip
import itertools
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import requests

from gateway.metrics import Metrics
from gateway.outside.deadline import within
from gateway.outside.errors import ServiceAway
from gateway.outside.http_session import MAX_ANSWER_BYTES, BoundedSession
from gateway.outside.service import N_THREADS, OutsideRules, OutsideService
from tests.gateway.house import Clock

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@contextmanager
def raw_service(*pieces: bytes, drips: bytes = b"", again: bool = False) -> Iterator[str]:
    """Answers each connection with these bytes, then with `drips` again and again until it is hung up, or
    `again` where more is asked."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            try:
                while True:
                    connection, _ = server.accept()
                    threading.Thread(target=answer, args=(connection,), daemon=True).start()
            except OSError:
                pass  # it is over

        def answer(connection: socket.socket) -> None:
            with connection:
                try:
                    connection.recv(65_536)
                    for piece in pieces:
                        connection.sendall(piece)
                    while again and connection.recv(65_536):
                        connection.sendall(b"".join(pieces))
                    while drips and not over.wait(0.02):
                        connection.sendall(drips)
                except OSError:
                    pass  # hung up, which is what it is tested for

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        over.set()
        server.shutdown(socket.SHUT_RDWR)


def test_an_answer_that_comes_in_drops_is_given_up_though_each_drop_comes_in_time() -> None:
    with raw_service(HEAD + b"Content-Length: 1000000\r\n\r\n", drips=b" ") as url:
        began = time.monotonic()
        with pytest.raises(requests.Timeout):
            BoundedSession().get(url, timeout=0.3)
        assert time.monotonic() - began < 5.0


DRIPPING_HEADS = {
    "the first line": b"HTTP",
    "a header": HEAD + b"X-Words: ",
    "one header after the other": HEAD,
    "chunks": HEAD + b"Transfer-Encoding: chunked\r\n\r\n",
}


@pytest.mark.parametrize("begun", DRIPPING_HEADS.values(), ids=DRIPPING_HEADS)
def test_a_head_that_comes_in_drops_is_given_up_as_well(begun: bytes) -> None:
    drips = b"X-A: b\r\n" if begun == HEAD else b"1\r\nx\r\n" if b"chunked" in begun else b"x"
    with raw_service(begun, drips=drips) as url:
        began = time.monotonic()
        with pytest.raises(requests.Timeout):
            BoundedSession().get(url, timeout=0.3)
        assert time.monotonic() - began < 5.0


def test_an_answer_is_given_up_by_the_clock_that_it_is_told() -> None:
    times = itertools.chain([0.0, 0.1, 0.2], itertools.repeat(9.0))
    with raw_service(HEAD, drips=b"x") as url, pytest.raises(requests.Timeout):
        BoundedSession(lambda: next(times)).get(url, timeout=5.0)


def test_all_requests_of_one_call_have_one_end() -> None:
    ends = [0.5]

    def one_after_the_other() -> None:
        with raw_service(HEAD + b"Content-Length: 2\r\n\r\n{}") as url:
            for _ in range(3):
                BoundedSession(lambda: ends[0]).get(url, timeout=5.0)
                ends[0] += 0.5

    with pytest.raises(requests.Timeout, match="no time is left"):
        within(1.0, one_after_the_other, lambda: ends[0])
    assert ends == [1.5]


def test_a_connection_is_used_again_after_an_answer() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"
    with raw_service(head + b"{}", again=True) as url:
        session = BoundedSession()
        assert [session.get(url, timeout=5.0).content for _ in range(3)] == [b"{}"] * 3
        (pool,) = session.adapters["http://"].poolmanager.pools._container.values()
        assert pool.num_connections == 1


def test_a_thread_is_free_again_after_a_head_that_comes_in_drops() -> None:
    async def ask() -> None:
        rules = OutsideRules(setting="keys", timeout_s=0.3, attempts=1, patience_s=10.0)
        service = OutsideService("spotify", rules, Metrics(), Clock(), lambda error: ServiceAway(str(error)))
        with raw_service(HEAD + b"X-Words: ", drips=b"x") as url:
            asked = (
                service.call_blocking("search", lambda: BoundedSession().get(url, timeout=60.0), repeat=False)
                for _ in range(N_THREADS)
            )
            answers = await asyncio.gather(*asked, return_exceptions=True)
            assert [type(answer) for answer in answers] == [ServiceAway] * N_THREADS
            async with asyncio.timeout(5.0):
                assert await service.call_blocking("search", lambda: "found", repeat=False) == "found"
        service.close()

    asyncio.run(ask())


@pytest.mark.parametrize("packed", [False, True])
def test_an_answer_that_is_too_long_is_not_read_to_its_end(packed: bool) -> None:
    body = b"[" + b" " * MAX_ANSWER_BYTES + b"]"
    encoding, body = (b"Content-Encoding: gzip\r\n", gzip.compress(body)) if packed else (b"", body)
    head = HEAD + encoding + f"Content-Length: {len(body)}\r\n\r\n".encode()
    with raw_service(head, body) as url, pytest.raises(requests.RequestException, match="longer than"):
        BoundedSession().get(url, timeout=5.0)


@pytest.mark.parametrize("packed", [False, True])
def test_an_answer_of_usual_length_is_read_whole_packed_or_not(packed: bool) -> None:
    body = json.dumps({"words": "x" * 200_000}).encode()
    encoding, sent = (b"Content-Encoding: gzip\r\n", gzip.compress(body)) if packed else (b"", body)
    head = HEAD + encoding + f"Content-Length: {len(sent)}\r\n\r\n".encode()
    with raw_service(head, sent[:12], sent[12:]) as url:
        answer = BoundedSession().get(url, timeout=5.0)
    assert answer.json() == {"words": "x" * 200_000}
    assert answer.content == body


def test_an_answer_in_chunks_and_one_without_a_length_are_read_whole() -> None:
    with raw_service(
        HEAD + b'Transfer-Encoding: chunked\r\n\r\n5\r\n{"a":\r\n', b"3\r\n 1}\r\n0\r\n\r\n"
    ) as url:
        assert BoundedSession().get(url, timeout=5.0).json() == {"a": 1}
    with raw_service(HEAD + b"Connection: close\r\n\r\n", b'{"a": 1}') as url:
        assert BoundedSession().get(url, timeout=5.0).json() == {"a": 1}


def test_an_answer_that_breaks_off_is_a_service_that_cannot_be_reached() -> None:
    with (
        raw_service(HEAD + b"Content-Length: 1000\r\n\r\n", b"{") as url,
        pytest.raises(requests.ConnectionError),
    ):
        BoundedSession().get(url, timeout=5.0)


def test_no_key_follows_an_answer_that_leads_elsewhere() -> None:
    head = b"HTTP/1.1 307 Over there\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n"
    with raw_service(head) as url:
        assert BoundedSession().post(url, data={"key": "x"}, timeout=5.0).status_code == 307
