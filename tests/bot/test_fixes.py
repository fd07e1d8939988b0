import asyncio
import itertools
import json
import random
import sys
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import jsonschema
import pytest
from aiohttp import web
from rasa.core.actions.action import RemoteAction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionReverted,
    ActiveLoop,
    BotUttered,
    DefinePrevUserUtteredFeaturization,
    Event,
    FollowupAction,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from bot.fixes import (
    compiled_validator,
    empty_domain,
    lean_calls,
    no_tensorflow,
    plain_graph,
    plain_history,
    replayed_once,
    short_rules,
)
from bot.fixes.bounded_trackers import BoundedTrackerStore, recent_events
from bot.fixes.kept_connection import KeptConnection
from bot.fixes.waiting_locks import WaitingLockStore

DOMAIN = Domain.from_yaml(
    """
version: "3.1"
intents: [greet]
slots:
  care: {type: bool, mappings: [{type: custom}]}
  mood: {type: text, mappings: [{type: custom}]}
"""
)

ANSWERS: list[dict[str, Any]] = [
    {"events": [], "responses": [{"text": "hi"}]},
    {"events": [{"event": "slot", "name": "mood", "value": "joy"}], "responses": []},
    {},
    {"responses": [{"custom": {"card": {"kind": "track"}}, "buttons": []}]},
]
BROKEN: list[dict[str, Any]] = [
    {"events": "none"},
    {"responses": ["text"]},
    {"events": [{"event": "slot"}]},
    {"events": [{"name": "x"}]},
]


@pytest.mark.parametrize("answer", ANSWERS)
def test_compiled_validator_accepts_what_rasa_accepts(answer: dict[str, Any]) -> None:
    jsonschema.validate(answer, RemoteAction.action_response_format_spec())
    assert compiled_validator.validate_action_result(RemoteAction("a", None), answer)


@pytest.mark.parametrize("answer", BROKEN)
def test_compiled_validator_refuses_what_rasa_refuses(answer: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(answer, RemoteAction.action_response_format_spec())
    with pytest.raises(jsonschema.ValidationError):
        compiled_validator.validate_action_result(RemoteAction("a", None), answer)


def conversation(n_turns: int, sender: str = "s") -> DialogueStateTracker:
    tracker = DialogueStateTracker(sender, DOMAIN.slots)
    tracker.update(ActionExecuted("action_session_start"))
    tracker.update(SessionStarted())
    for n in range(n_turns):
        tracker.update(ActionExecuted("action_listen"))
        tracker.update(UserUttered(f"turn {n}", {"name": "greet", "confidence": 1.0}))
        if n == 1:
            tracker.update(SlotSet("care", value=True))
        tracker.update(SlotSet("mood", f"mood {n}"))
        tracker.update(ActionExecuted("utter_greet"))
        tracker.update(BotUttered(f"answer {n}"))
    tracker.update(ActionExecuted("action_listen"))
    return tracker


def test_a_short_history_stays_whole() -> None:
    events = list(conversation(3).events)
    assert recent_events(events, 4) == events


def test_a_long_history_keeps_its_last_turns_and_its_slots() -> None:
    tracker = conversation(40)
    kept = recent_events(tracker.events, 4)
    assert [event.text for event in kept if isinstance(event, UserUttered)] == [
        f"turn {n}" for n in range(36, 40)
    ]
    replayed = DialogueStateTracker.from_events("s", kept, DOMAIN.slots)
    assert replayed.current_slot_values() == tracker.current_slot_values()
    assert replayed.latest_action_name == tracker.latest_action_name
    assert replayed.followup_action == tracker.followup_action
    whole, part = tracker.past_states(DOMAIN), replayed.past_states(DOMAIN)
    assert part[-6:] == whole[-6:]


def test_cutting_again_and_again_ends_in_the_same_events() -> None:
    tracker = conversation(1)
    sizes = []
    for n in range(60):
        tracker.update(UserUttered(f"more {n}", {"name": "greet", "confidence": 1.0}))
        tracker.update(ActionExecuted("utter_greet"))
        tracker.update(ActionExecuted("action_listen"))
        tracker.events = deque(recent_events(tracker.events, 4))
        sizes.append(len(tracker.events))
    assert len(set(sizes[10:])) == 1


def test_the_store_holds_a_bounded_number_of_conversations() -> None:
    async def script() -> None:
        store = BoundedTrackerStore(DOMAIN, n_trackers=2)
        for sender in ("a", "b"):
            await store.save(conversation(1, sender))
        assert await store.retrieve("a") is not None  # now b has rested longest
        await store.save(conversation(1, "c"))
        assert list(await store.keys()) == ["a", "c"]
        assert store.forget("a")
        assert not store.forget("a")
        assert await store.retrieve("a") is None

    asyncio.run(script())


def test_whoever_waits_for_a_conversation_is_woken_at_once_and_in_order() -> None:
    async def script() -> list[int]:
        locks, order = WaitingLockStore(), []

        async def turn(n: int) -> None:
            async with locks.lock("s"):
                await asyncio.sleep(0)
                order.append(n)

        await asyncio.wait_for(asyncio.gather(*(turn(n) for n in range(20))), 1)
        assert locks._held == {}
        return order

    assert asyncio.run(script()) == list(range(20))


def test_a_turn_that_breaks_gives_its_lock_back() -> None:
    async def script() -> None:
        locks = WaitingLockStore()
        with pytest.raises(RuntimeError):
            async with locks.lock("s"):
                raise RuntimeError
        async with locks.lock("s"):
            assert locks._held
        assert locks._held == {}

    asyncio.run(script())


@asynccontextmanager
async def action_server(seen: list[Any], port: int = 0) -> AsyncIterator[str]:
    async def answer(request: web.Request) -> web.Response:
        seen.append((request.transport, await request.json()))
        status = 400 if seen[-1][1] == {"bad": 1} else 200
        return web.json_response({"n": len(seen)}, status=status)

    app = web.Application()
    app.router.add_post("/webhook", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    try:
        yield f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}/webhook"
    finally:
        await runner.cleanup()


def test_the_connection_to_the_action_server_is_used_again() -> None:
    async def script() -> None:
        seen: list[Any] = []
        async with action_server(seen) as url:
            endpoint = KeptConnection.like(EndpointConfig(url, enable_selective_domain=True))
            assert endpoint.kwargs == {"enable_selective_domain": True}
            assert await endpoint.request(json={"x": 1}, method="post") == {"n": 1}
            assert await endpoint.request(json={"x": 2}, method="post", compress=False) == {"n": 2}
            with pytest.raises(ClientResponseError) as error:
                await endpoint.request(json={"bad": 1}, method="post")
            assert error.value.status == 400
            assert len({id(transport) for transport, _ in seen}) == 1
            await endpoint.close()

    asyncio.run(script())


def test_a_call_waits_for_an_action_server_that_is_being_started_again() -> None:
    async def script() -> None:
        seen: list[Any] = []
        async with AsyncExitStack() as first_life, AsyncExitStack() as second_life:
            url = await first_life.enter_async_context(action_server(seen))
            endpoint = KeptConnection.like(EndpointConfig(url))
            await endpoint.request(json={"x": 1}, method="post")
            await first_life.aclose()
            pauses: list[float] = []

            async def pause(pause_s: float) -> None:
                pauses.append(pause_s)
                if len(pauses) == 3:
                    await second_life.enter_async_context(
                        action_server(seen, port=int(url.split(":")[2].split("/")[0]))
                    )

            endpoint._pause = pause
            assert await endpoint.request(json={"x": 2}, method="post") == {"n": 2}
            assert len(pauses) == 3
            await endpoint.close()

    asyncio.run(script())


class Runner:
    """Three nodes in a row and one aside, as dask's runner holds them."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self._instantiated_nodes = {name: self._node(name) for name in ("a", "b", "c", "aside")}
        self._graph_schema = self
        self.target_names = ["c"]
        needs = {"a": ["__in__"], "b": ["a"], "c": ["a", "b"], "aside": []}
        self._nodes = {name: type("N", (), {"needs": dict(enumerate(need))}) for name, need in needs.items()}

    def _node(self, name: str) -> Any:
        def call(*inputs: tuple[str, Any]) -> tuple[str, Any]:
            self.calls.append(name)
            if ("__in__", "break") in inputs:
                raise RuntimeError
            return name, [name, *(value for _, value in inputs)]

        return call

    def minimal_graph_schema(self, targets: list[str]) -> Any:
        wanted = {"c": ("a", "b", "c"), "a": ("a",)}[targets[0]]
        return type("S", (), {"nodes": {name: self._nodes[name] for name in wanted}})


def test_plain_graph_runs_each_needed_node_once_and_in_order() -> None:
    runner = Runner()
    result = plain_graph.run(runner, {"__in__": 1})  # type: ignore[arg-type]
    assert runner.calls == ["a", "b", "c"]
    assert result == {"c": ["c", ["a", 1], ["b", ["a", 1]]]}
    assert plain_graph.run(runner, {"__in__": 2}, ["a"]) == {"a": ["a", 2]}  # type: ignore[arg-type]


def test_plain_graph_reports_a_node_that_breaks_as_rasa_does() -> None:
    from rasa.engine.exceptions import GraphRunError

    with pytest.raises(GraphRunError):
        plain_graph.run(Runner(), {"__in__": "break"})  # type: ignore[arg-type]


def test_short_rules_find_what_rasa_finds() -> None:
    listen, greet = {"prev_action": {"action_name": "action_listen"}}, {"intent": "greet"}
    one = json.dumps([{**listen, "user": greet}])
    two = json.dumps(
        [{"prev_action": {"action_name": "utter_greet"}, "user": greet}, {**listen, "user": greet}]
    )
    other = json.dumps([{**listen, "user": {"intent": "bye"}}])
    lookup = {one: "utter_greet", two: "utter_again", other: "utter_bye"}
    policy = RulePolicy.__new__(RulePolicy)
    states = [
        {"prev_action": {"action_name": "utter_x"}, "user": greet},
        {**listen, "user": greet},
    ]
    for history in (states, [*states] * 20, states[1:], []):
        stock = set(lookup)
        for age, state in enumerate(reversed(history)):
            stock = {key for key in stock if policy._is_rule_applicable(key, age, state)}
        assert short_rules.possible_keys(policy, lookup, history) == stock


def test_short_rules_find_what_rasa_finds_whatever_a_rule_leaves_open() -> None:
    actions = (None, {"action_name": "action_listen"}, {"action_name": "utter_greet"}, {"action_text": "Hi"})
    users = (None, {"intent": "greet"}, {"intent": "bye"}, {"intent": "should_not_be_set"}, {"text": "hello"})
    slots = (None, {"care": [1.0]}, {"care": "should_not_be_set"})

    def states_of(slot_values: Sequence[Any]) -> list[dict[str, Any]]:
        parts = itertools.product(actions, users, slot_values)
        return [
            {name: part for name, part in zip(("prev_action", "user", "slots"), row, strict=True) if part}
            for row in parts
        ]

    rules = {json.dumps(rule): "utter_x" for state in states_of(slots) for rule in ([state], [{}, state])}
    policy = RulePolicy.__new__(RulePolicy)
    for state in states_of((None, {"care": (1.0,)})):
        for history in ([state], [{}, state], [state, state]):
            stock = set(rules)
            for age, past in enumerate(reversed(history)):
                stock = {key for key in stock if policy._is_rule_applicable(key, age, past)}
            assert short_rules.possible_keys(policy, rules, history) == stock


def some_event(choose: random.Random, n: int) -> Event:
    """Anything that may happen in a conversation, turned back and forgotten turns included."""
    return choose.choice(
        [
            UserUttered(f"turn {n}", {"name": "greet", "confidence": 1.0}),
            UserUttered(f"words {n}", {"name": None, "confidence": 0.0}),
            SlotSet("care", value=choose.random() < 0.5),
            SlotSet("mood", f"mood {n}"),
            ActionExecuted("action_listen"),
            ActionExecuted("utter_greet", hide_rule_turn=choose.random() < 0.5),
            ActionExecuted(action_text="Hi"),
            BotUttered(f"answer {n}"),
            DefinePrevUserUtteredFeaturization(choose.random() < 0.5),
            FollowupAction("utter_greet"),
            ActiveLoop(choose.choice(["some_form", None])),
            UserUtteranceReverted(),
            ActionReverted(),
            Restarted(),
        ]
    )


@pytest.fixture
def replaying(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Domain, "get_active_state", replayed_once.state)


@pytest.mark.usefixtures("replaying")
@pytest.mark.parametrize("seed", range(60))
def test_a_replay_that_goes_on_has_the_states_of_one_from_the_beginning(seed: int) -> None:
    choose, tracker = random.Random(seed), conversation(2)  # noqa: S311
    only_in_rules = {"rule_only_slots": ["mood"], "rule_only_loops": ["some_form"]}
    for n in range(60):
        tracker.update(some_event(choose, n))
        if n == 40:
            tracker.events = deque(recent_events(tracker.events, 4))
        for choice in (
            {},
            {"ignore_rule_only_turns": True, "rule_only_data": only_in_rules},
            {"omit_unset_slots": True},
        ):
            wanted = replayed_once._rasas_states(DOMAIN, tracker, **choice)
            assert replayed_once.states(DOMAIN, tracker, **choice) == wanted


@pytest.mark.parametrize("seed", range(40))
def test_the_history_counts_as_rasa_counts_it(seed: int) -> None:
    choose, tracker = random.Random(seed), conversation(3)  # noqa: S311
    assert plain_history.applied_events(tracker) == plain_history._rasas(tracker)
    for n in range(60):
        tracker.update(some_event(choose, n))
        if seed % 2:  # else hardly any history stays plain
            tracker.events = deque(
                e for e in tracker.events if not isinstance(e, ActiveLoop | ActionReverted)
            )
        assert plain_history.applied_events(tracker) == plain_history._rasas(tracker)


def test_an_action_call_holds_this_turns_events_and_all_else_as_before() -> None:
    tracker, action = (
        conversation(3),
        RemoteAction("action_x", EndpointConfig("x", enable_selective_domain=True)),
    )
    tracker.update(UserUttered("now", {"name": "greet", "confidence": 1.0}))
    tracker.update(SlotSet("mood", "new"))
    whole, lean = lean_calls._rasas(action, tracker, DOMAIN), lean_calls.action_call(action, tracker, DOMAIN)
    events = lean["tracker"].pop("events")
    assert events == whole["tracker"].pop("events")[-2:]
    assert [event["event"] for event in events] == ["user", "slot"]
    assert lean == whole
    assert len(lean_calls.latest_turn([SlotSet("mood", "new")])) == 1


@pytest.mark.usefixtures("replaying")
def test_policies_may_take_parts_out_of_the_states_that_they_are_given() -> None:
    tracker = conversation(2)
    wanted = replayed_once.states(DOMAIN, tracker)
    for state in replayed_once.states(DOMAIN, tracker):
        state.setdefault("user", {}).clear()
        del state["user"]
    assert replayed_once.states(DOMAIN, tracker) == wanted


@pytest.mark.usefixtures("replaying")
def test_a_conversation_that_rests_keeps_no_replay() -> None:
    tracker = conversation(2)
    size = len(tracker.__dict__)
    replayed_once.states(DOMAIN, tracker)
    assert len(tracker.__dict__) == size + 1
    asyncio.run(BoundedTrackerStore(DOMAIN).save(tracker))
    assert len(tracker.__dict__) == size


def test_an_empty_domain_is_told_from_one_that_is_not() -> None:
    assert empty_domain.is_empty(Domain.empty())
    assert not empty_domain.is_empty(DOMAIN)


def test_tensorflow_is_absent_but_can_be_named_and_derived_from() -> None:
    import tensorflow as tf
    from tensorflow.keras.layers import Layer

    class Mine(Layer):
        """Derives from nothing that works."""

    assert "tensorflow.python" not in sys.modules
    assert isinstance(tf.float32, no_tensorflow.AbsentType)
    assert issubclass(Mine, Layer)
    with pytest.raises(AttributeError):
        _ = tf.__version__


def test_a_model_that_needs_tensorflow_is_recognised() -> None:
    assert no_tensorflow.needed_by('{"uses": "rasa.core.policies.ted_policy.TEDPolicy"}')
    assert not no_tensorflow.needed_by('{"uses": "RulePolicy", "tensorflow": "2.12"}')
