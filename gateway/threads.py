"""Blocking work off the event loop: each sense, speaking and the database on threads of their own."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from gateway.ports import Sensed, Senses

P = ParamSpec("P")
R = TypeVar("R")

N_DATABASE_THREADS = 4
N_LISTEN_THREADS = 1
"""Voice activity holds Python's lock: a second thread would only be in its way."""
N_SPEAK_THREADS = 2


class Threads:
    """Small pools, so that none of these keeps another waiting."""

    def __init__(self, n_sense_threads: int, n_look_threads: int = 1) -> None:
        self.sense = ThreadPoolExecutor(n_sense_threads, thread_name_prefix="sense")
        self.look = ThreadPoolExecutor(n_look_threads, thread_name_prefix="look")
        self.listen = ThreadPoolExecutor(N_LISTEN_THREADS, thread_name_prefix="listen")
        self.speak = ThreadPoolExecutor(N_SPEAK_THREADS, thread_name_prefix="speak")
        self._database = ThreadPoolExecutor(N_DATABASE_THREADS, thread_name_prefix="database")

    async def database(self, call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """The result of a call that talks to the database."""
        return await asyncio.get_running_loop().run_in_executor(self._database, lambda: call(*args, **kwargs))

    async def perceive(self, senses: Senses, text: str) -> Sensed:
        """The reading of one text that belongs to no conversation."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.sense, senses.sense, text, senses.new_trajectory())

    def stop(self) -> None:
        """Let running calls finish, start no more."""
        for pool in (self.sense, self.look, self.listen, self.speak):
            pool.shutdown(wait=False, cancel_futures=True)
        self._database.shutdown(wait=False, cancel_futures=True)
