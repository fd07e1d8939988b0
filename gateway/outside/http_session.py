"""HTTP in a thread, its answers bounded in time and size: `requests` knows a time-out for each byte, none for
all."""

from collections.abc import Callable
from http.client import HTTPResponse
from io import BufferedReader, BytesIO, RawIOBase
from socket import SocketIO, socket
from time import monotonic
from typing import Any, Final

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from gateway.outside.deadline import left_s

MAX_ANSWER_BYTES: Final = 1_000_000
CHUNK_BYTES: Final = 65_536


class BoundedSession(requests.Session):
    """Reads an answer itself and gives it back whole.

    All of it, head and body, must be there `timeout` seconds after the request was sent, and before the
    call that it belongs to has to be over (`gateway.outside.deadline`); it must be no longer than
    MAX_ANSWER_BYTES. It raises requests.Timeout and requests.RequestException otherwise. What comes before
    the answer is bounded less well: finding a host's addresses not at all, connecting by `timeout` for each
    of them, sending by `timeout` for each step. An answer that leads elsewhere is not followed: it would
    take the keys along.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        super().__init__()
        self._clock = clock
        for scheme in ("http://", "https://"):
            self.mount(scheme, _TimedAdapter(clock))

    def send(self, request: requests.PreparedRequest, **how: Any) -> requests.Response:
        """As in `requests`; the answer is read when it is given back."""
        timeout_s = left_s(float(how["timeout"]), self._clock)
        if timeout_s <= 0:
            raise requests.Timeout("no time is left for this request")
        response = super().send(
            request, **{**how, "timeout": timeout_s, "stream": True, "allow_redirects": False}
        )
        packed = response.raw
        try:
            response.raw = BytesIO(_read(packed))
        except BaseException:
            packed.close()  # it is not read to its end, so that nobody else can use the connection
            raise
        packed.release_conn()
        return response


def _read(packed: Any) -> bytes:
    content = bytearray()
    try:
        while piece := packed.read1(CHUNK_BYTES, decode_content=True):
            content += piece
            if len(content) > MAX_ANSWER_BYTES:
                raise requests.RequestException(f"an answer longer than {MAX_ANSWER_BYTES} bytes")
    except (TimeoutError, urllib3.exceptions.ReadTimeoutError):
        raise requests.ReadTimeout("an answer that does not come to its end in time") from None
    except urllib3.exceptions.HTTPError:
        raise requests.ConnectionError("the answer broke off") from None
    return bytes(content)


# --- down to the socket -----------------------------------------------------------------------------------


class _TimedReader(RawIOBase):
    """What comes over a socket until a time; TimeoutError after it, however it drips."""

    def __init__(self, connected: socket, raw: SocketIO, clock: Callable[[], float]) -> None:
        self._socket = connected
        self._raw = raw
        self._clock = clock
        timeout_s = connected.gettimeout()
        self._ends = clock() + (float("inf") if timeout_s is None else left_s(timeout_s, clock))

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        remaining_s = self._ends - self._clock()
        if remaining_s <= 0:
            raise TimeoutError("the answer is not there in time")
        if remaining_s != float("inf"):
            self._socket.settimeout(remaining_s)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


def _timed(clock: Callable[[], float]) -> type[HTTPResponse]:
    class TimedResponse(HTTPResponse):
        def __init__(self, sock: socket, *args: Any, **named: Any) -> None:
            super().__init__(sock, *args, **named)
            self.fp.close()
            raw = sock.makefile("rb", buffering=0)
            self.fp = BufferedReader(_TimedReader(sock, raw, clock))

    return TimedResponse


class _TimedAdapter(HTTPAdapter):
    """Connections whose answers are read so. Its pools take the place of urllib3's own, proxies included."""

    def __init__(self, clock: Callable[[], float]) -> None:
        answer = _timed(clock)

        class Plain(HTTPConnection):
            response_class = answer

        class Secure(HTTPSConnection):
            response_class = answer

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(HTTPSConnectionPool):
            ConnectionCls = Secure

        self._pools = {"http": PlainPool, "https": SecurePool}
        super().__init__()

    def init_poolmanager(self, *args: Any, **named: Any) -> None:
        super().init_poolmanager(*args, **named)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, proxy: str, **named: Any) -> urllib3.ProxyManager:
        manager: urllib3.ProxyManager = super().proxy_manager_for(proxy, **named)
        manager.pool_classes_by_scheme = self._pools
        return manager
