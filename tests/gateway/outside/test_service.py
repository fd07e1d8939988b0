"""Calls to a service outside: bounded, repeated where that does no harm, left alone when it fails."""

import asyncio
import logging
import threading
import traceback
from collections.abc import Awaitable, Callable

import pytest

from gateway.metrics import Metrics
from gateway.outside.errors import OutsideError, ServiceAway, ServiceLimited, ServiceRefused
from gateway.outside.service import N_THREADS, OutsideRules, OutsideService
from gateway.outside.status import switched_off
from tests.gateway.house import Clock

KEY = "sk-very-secret"


class LibraryError(Exception):
    """What a client's library raises: with the key in its words."""


def judge(error: Exception) -> OutsideError:
    return ServiceAway(f"{type(error).__name__}")


class Script:
    """Work that ends as scripted, one entry per call; the last one repeats."""

    def __init__(self, *ends: Exception | str) -> None:
        self.ends = list(ends)
        self.n_calls = 0

    async def __call__(self) -> str:
        return self.blocking()

    def blocking(self) -> str:
        end = self.ends[min(self.n_calls, len(self.ends) - 1)]
        self.n_calls += 1
        if isinstance(end, Exception):
            raise end
        return end


def outside(clock: Clock, **rules: object) -> OutsideService:
    quick = {"wait_first_s": 0.0, "wait_max_s": 0.0, "jitter_s": 0.0, **rules}
    return OutsideService("music", OutsideRules("music_key", **quick), Metrics(), clock, judge)  # type: ignore[arg-type]


@pytest.fixture
def clock() -> Clock:
    return Clock()


def ask(service: OutsideService, work: Callable[[], Awaitable[str]], *, repeat: bool = False) -> str:
    return asyncio.run(service.call("search", work, repeat=repeat))


def counted(service: OutsideService, outcome: str) -> float:
    name, labels = "undertone_outside_calls_total", {"service": "music", "what": "search", "outcome": outcome}
    return service._metrics.registry.get_sample_value(name, labels) or 0.0


def test_before_the_first_call_it_is_on_and_nothing_is_known(clock: Clock) -> None:
    status = outside(clock).status
    assert (status.state, status.since, status.setting) == ("ok", None, "music_key")


def test_what_the_work_gives_comes_back_and_is_counted(clock: Clock) -> None:
    service = outside(clock)
    assert ask(service, Script("found")) == "found"
    assert counted(service, "ok") == 1
    assert service.status.state == "ok"
    assert service.status.since == clock.now


def test_a_call_that_does_no_harm_twice_is_repeated_until_it_goes_well(clock: Clock) -> None:
    work = Script(LibraryError(), LibraryError(), "found")
    assert ask(outside(clock), work, repeat=True) == "found"
    assert work.n_calls == 3


def test_repeating_is_bounded(clock: Clock) -> None:
    work = Script(LibraryError())
    with pytest.raises(ServiceAway):
        ask(outside(clock, attempts=3), work, repeat=True)
    assert work.n_calls == 3


def test_a_call_that_may_do_harm_twice_is_made_once(clock: Clock) -> None:
    work = Script(LibraryError(), "found")
    with pytest.raises(ServiceAway):
        ask(outside(clock), work)
    assert work.n_calls == 1


@pytest.mark.parametrize("error", [ServiceRefused("no such chat"), ServiceLimited("too many", 86_400.0)])
def test_a_refusal_and_a_limit_are_never_repeated_nor_slept_on(clock: Clock, error: OutsideError) -> None:
    work = Script(error)
    with pytest.raises(type(error)):
        ask(outside(clock), work, repeat=True)
    assert work.n_calls == 1


def test_work_that_takes_too_long_is_given_up(clock: Clock) -> None:
    async def forever() -> str:
        await asyncio.Event().wait()
        return "never"

    with pytest.raises(ServiceAway, match=r"no answer within 0\.01 s"):
        ask(outside(clock, timeout_s=0.01), forever)


def test_after_failures_in_a_row_nobody_asks_for_a_while(clock: Clock) -> None:
    service, work = outside(clock, fail_max=3, rest_s=30.0), Script(LibraryError())
    for _ in range(5):
        with pytest.raises(ServiceAway):
            ask(service, work)
    assert work.n_calls == 3
    assert counted(service, "left_alone") == 2


def test_after_its_rest_one_trial_is_made_and_a_good_one_opens_the_way(clock: Clock) -> None:
    service, work = outside(clock, fail_max=1, rest_s=30.0), Script(LibraryError(), "found")
    with pytest.raises(ServiceAway):
        ask(service, work)
    clock.now += 31.0
    assert ask(service, work) == "found"
    assert ask(service, work) == "found"


def test_a_failed_trial_means_another_rest(clock: Clock) -> None:
    service, work = outside(clock, fail_max=1, rest_s=30.0), Script(LibraryError())
    for waited_s, n_calls in ((0.0, 1), (31.0, 2), (29.0, 2), (2.0, 3)):
        clock.now += waited_s
        with pytest.raises(ServiceAway):
            ask(service, work)
        assert work.n_calls == n_calls


def test_only_one_trial_at_a_time_is_made(clock: Clock) -> None:
    service = outside(clock, fail_max=1, rest_s=30.0)
    with pytest.raises(ServiceAway):
        ask(service, Script(LibraryError()))
    clock.now += 31.0

    async def two_at_once() -> int:
        gate, n_calls = asyncio.Event(), 0

        async def slow() -> str:
            nonlocal n_calls
            n_calls += 1
            await gate.wait()
            return "found"

        first = asyncio.create_task(service.call("search", slow, repeat=False))
        await asyncio.sleep(0)
        with pytest.raises(ServiceAway) as second:
            await service.call("search", slow, repeat=False)
        assert second.value.left_alone
        gate.set()
        assert await first == "found"
        return n_calls

    assert asyncio.run(two_at_once()) == 1


def test_a_cancelled_trial_leaves_the_way_free_for_the_next(clock: Clock) -> None:
    service = outside(clock, fail_max=1, rest_s=30.0)
    with pytest.raises(ServiceAway):
        ask(service, Script(LibraryError()))
    clock.now += 31.0

    async def cancelled_then_asked() -> str:
        trial = asyncio.create_task(service.call("search", asyncio.Event().wait, repeat=False))
        await asyncio.sleep(0)
        trial.cancel()
        await asyncio.gather(trial, return_exceptions=True)
        return await service.call("search", Script("found"), repeat=False)

    assert asyncio.run(cancelled_then_asked()) == "found"


def test_repeats_stop_when_the_service_is_to_be_left_alone(clock: Clock) -> None:
    work = Script(LibraryError())
    with pytest.raises(ServiceAway):
        ask(outside(clock, attempts=10, fail_max=2), work, repeat=True)
    assert work.n_calls == 2


def test_refusals_do_not_make_a_service_one_that_fails(clock: Clock) -> None:
    service, work = outside(clock, fail_max=1), Script(ServiceRefused("no such chat"))
    for _ in range(3):
        with pytest.raises(ServiceRefused):
            ask(service, work)
    assert work.n_calls == 3
    assert service.status.state == "ok"


def test_a_limit_of_the_whole_account_holds_all_calls_until_its_time_is_over(clock: Clock) -> None:
    service, work = (
        outside(clock, one_quota=True),
        Script(ServiceLimited("QUOTA_EXCEEDED", 86_400.0), "found"),
    )
    with pytest.raises(ServiceLimited):
        ask(service, work)
    assert (service.status.state, service.status.why) == ("limited", "QUOTA_EXCEEDED")
    clock.now += 3_600.0
    with pytest.raises(ServiceLimited) as held:
        ask(service, work)
    assert held.value.retry_after_s == pytest.approx(82_800.0)
    assert work.n_calls == 1
    clock.now += 82_801.0
    assert ask(service, work) == "found"
    assert service.status.state == "ok"


def test_a_limit_of_one_place_holds_nobody_else(clock: Clock) -> None:
    service, work = outside(clock), Script(ServiceLimited("one chat", 5.0), "sent")
    with pytest.raises(ServiceLimited):
        ask(service, work)
    assert ask(service, work) == "sent"


def test_wrong_keys_are_believed_for_a_while_and_shown(clock: Clock) -> None:
    service = outside(clock, refused_s=300.0)
    work = Script(ServiceRefused("invalid_client", everything=True), "found")
    for _ in range(2):
        with pytest.raises(ServiceRefused, match="invalid_client"):
            ask(service, work)
    assert work.n_calls == 1
    assert (service.status.state, service.status.why) == ("failing", "invalid_client")
    clock.now += 301.0
    assert ask(service, work) == "found"


def test_failing_is_dated_from_the_first_failure_in_a_row(clock: Clock) -> None:
    service, began = outside(clock), clock.now
    for _ in range(3):
        with pytest.raises(ServiceAway):
            ask(service, Script(LibraryError()))
        clock.now += 10.0
    assert (service.status.state, service.status.since) == ("failing", began)


def test_a_blocking_client_works_in_a_thread_and_is_judged_the_same(clock: Clock) -> None:
    service, names = outside(clock), []

    def work() -> str:
        names.append(threading.current_thread().name)
        return "found"

    assert asyncio.run(service.call_blocking("search", work, repeat=False)) == "found"
    assert names[0].startswith("music")
    with pytest.raises(ServiceAway):
        asyncio.run(service.call_blocking("search", Script(LibraryError()).blocking, repeat=False))
    service.close()


def test_a_call_that_waits_for_a_thread_is_not_one_that_the_service_did_not_answer(clock: Clock) -> None:
    service, gate, started = outside(clock, timeout_s=1.0), threading.Event(), []

    def slow() -> str:
        started.append(1)
        gate.wait(30)
        return "found"

    async def twice_as_many_as_threads() -> None:
        calls = [
            asyncio.create_task(service.call_blocking("search", slow, repeat=False))
            for _ in range(2 * N_THREADS)
        ]
        for hanging in calls[:N_THREADS]:
            with pytest.raises(ServiceAway, match="no answer within 1 s"):
                await hanging
        too_early, _ = await asyncio.wait(calls[N_THREADS:], timeout=0.1)
        assert not too_early
        assert len(started) == N_THREADS
        gate.set()
        assert await asyncio.gather(*calls[N_THREADS:]) == ["found"] * N_THREADS

    asyncio.run(twice_as_many_as_threads())
    service.close()
    assert counted(service, "away") == N_THREADS


def test_whoever_waits_too_long_for_a_thread_is_told_so_and_the_service_is_not_blamed(clock: Clock) -> None:
    service, gate = outside(clock, timeout_s=5.0, patience_s=0.05, fail_max=1), threading.Event()

    def slow() -> str:
        gate.wait(30)
        return "found"

    async def one_too_many() -> None:
        calls = [
            asyncio.create_task(service.call_blocking("search", slow, repeat=False)) for _ in range(N_THREADS)
        ]
        await asyncio.sleep(0)
        with pytest.raises(ServiceAway, match="busy") as raised:
            await service.call_blocking("search", slow, repeat=True)
        assert raised.value.left_alone
        gate.set()
        assert await asyncio.gather(*calls) == ["found"] * N_THREADS

    asyncio.run(one_too_many())
    service.close()
    assert service.status.state == "ok"
    assert counted(service, "away") == 0


def test_a_call_that_is_not_admitted_or_cancelled_while_it_waits_takes_no_thread(clock: Clock) -> None:
    service, gate = outside(clock, timeout_s=5.0, fail_max=1), threading.Event()

    async def run() -> None:
        calls = [
            asyncio.create_task(service.call_blocking("search", lambda: gate.wait(30), repeat=False))
            for _ in range(2 * N_THREADS)
        ]
        await asyncio.sleep(0)
        for waiting in calls[N_THREADS:]:
            waiting.cancel()
        gate.set()
        await asyncio.gather(*calls, return_exceptions=True)
        with pytest.raises(ServiceAway):
            await service.call_blocking("search", Script(LibraryError()).blocking, repeat=False)
        for _ in range(2 * N_THREADS):
            with pytest.raises(ServiceAway, match="left alone"):
                await service.call_blocking("search", Script("found").blocking, repeat=False)
        clock.now += 31.0
        assert await service.call_blocking("search", Script("found").blocking, repeat=False) == "found"

    asyncio.run(run())
    service.close()


def test_a_hold_is_not_lifted_by_a_call_that_began_before_it(clock: Clock) -> None:
    service = outside(clock, one_quota=True)

    async def run() -> None:
        gate = asyncio.Event()
        before = asyncio.create_task(service.call("search", gate.wait, repeat=False))
        await asyncio.sleep(0)
        with pytest.raises(ServiceLimited):
            await service.call("search", Script(ServiceLimited("quota", 86_400.0)), repeat=False)
        gate.set()
        await before
        with pytest.raises(ServiceLimited):
            await service.call("search", Script("found"), repeat=False)

    asyncio.run(run())
    assert service.status.state == "limited"


def test_a_trial_stays_the_only_one_whatever_a_call_of_before_comes_to(clock: Clock) -> None:
    service = outside(clock, fail_max=1, rest_s=30.0)

    async def run() -> None:
        old, trial = asyncio.Event(), asyncio.Event()
        before = asyncio.create_task(service.call("search", old.wait, repeat=False))
        await asyncio.sleep(0)
        with pytest.raises(ServiceAway):
            await service.call("search", Script(LibraryError()), repeat=False)
        clock.now += 31.0
        trying = asyncio.create_task(service.call("search", trial.wait, repeat=False))
        await asyncio.sleep(0)
        old.set()
        await before
        with pytest.raises(ServiceAway, match="left alone"):
            await service.call("search", Script("found"), repeat=False)
        trial.set()
        await trying
        assert await service.call("search", Script("found"), repeat=False) == "found"

    asyncio.run(run())


def test_what_a_library_said_with_the_key_in_it_is_in_no_error_log_or_status(
    clock: Clock, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    service = outside(clock)
    with caplog.at_level(logging.DEBUG), pytest.raises(ServiceAway) as raised:
        ask(service, Script(LibraryError(f"https://api/{KEY}/send")), repeat=True)
    seen = "".join(traceback.format_exception(raised.value))
    assert raised.value.__context__ is None
    assert KEY not in seen + repr(service.status) + caplog.text + "".join(capsys.readouterr())


def test_a_service_nobody_asked_for_says_which_setting_would_switch_it_on() -> None:
    status = switched_off("music", "music_key")
    assert (status.state, status.setting) == ("off", "music_key")
