"""Every policy replays the conversation from its first event in every prediction (RasaHQ/rasa #8235).

Five replays a turn, a quarter of Rasa's time. Here a conversation keeps its replay while a turn is handled,
and only events that came since are added. What Rasa makes of the replay stays its own.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import is_
from typing import Any

from rasa.shared.core.domain import Domain, State
from rasa.shared.core.events import ActionExecuted, DefinePrevUserUtteredFeaturization, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

_rasas_states = Domain.states_for_tracker_history
_rasas_state = Domain.get_active_state
_KEPT = "_undertone_replay"


@dataclass(frozen=True)
class Moment:
    """A tracker as it was before an action, as far as Rasa asks."""

    state: State
    latest_action: dict[str, str] | None
    latest_action_name: str | None
    active_loop_name: str | None
    followup_action: str | None

    @classmethod
    def of(cls, tracker: DialogueStateTracker, domain: Domain) -> "Moment":
        return cls(
            _rasas_state(domain, tracker),
            tracker.latest_action,
            tracker.latest_action_name,
            tracker.active_loop_name,
            tracker.followup_action,
        )


class Replay:
    """The moments of a conversation so far; stands in for its tracker where Rasa asks for them."""

    def __init__(self, tracker: DialogueStateTracker, domain: Domain) -> None:
        self._tracker = tracker.init_copy()
        self._domain = domain
        self._events: list[Event] = []
        self._moments: list[tuple[Moment, bool]] = []
        self._now: Moment | None = None
        self._answered = False

    def leads_to(self, events: list[Event], domain: Domain) -> bool:
        """Whether it is the replay of the beginning of these very events, and none since changes what was."""
        if len(self._events) > len(events) or self._domain is not domain:
            return False
        return all(map(is_, self._events, events)) and not (
            self._answered and _redefines(events[len(self) :])
        )

    def go_on(self, events: Iterable[Event]) -> None:
        """Add what came since."""
        for event in events:
            if isinstance(event, UserUttered):
                self._answered = False
            elif isinstance(event, ActionExecuted):
                self._answered = True
                self._moments.append((self._at_present(), event.hide_rule_turn))
            self._tracker.update(event)
            self._events.append(event)
            self._now = None

    def __len__(self) -> int:
        return len(self._events)

    def generate_all_prior_trackers(self) -> Iterator[tuple[Moment, bool]]:
        """As `DialogueStateTracker.generate_all_prior_trackers`."""
        yield from self._moments
        yield self._at_present(), False

    def _at_present(self) -> Moment:
        if self._now is None:
            self._now = Moment.of(self._tracker, self._domain)
        return self._now


def _redefines(events: list[Event]) -> bool:
    """Whether one of them changes the message before it, and so the moments after that."""
    return any(isinstance(event, DefinePrevUserUtteredFeaturization) for event in events)


def replay_of(tracker: DialogueStateTracker, domain: Domain) -> Replay:
    """The replay of the whole conversation, kept on the tracker."""
    events = tracker.applied_events()
    replay: Replay | None = tracker.__dict__.get(_KEPT)
    if replay is None or not replay.leads_to(events, domain):
        replay = tracker.__dict__[_KEPT] = Replay(tracker, domain)
    replay.go_on(events[len(replay) :])
    return replay


def forget(tracker: DialogueStateTracker) -> None:
    """The turn is over: a conversation that rests keeps its events only."""
    tracker.__dict__.pop(_KEPT, None)


def states(
    self: Domain, tracker: DialogueStateTracker, omit_unset_slots: bool = False, **choice: Any
) -> list[State]:
    """Rasa's states of a conversation; `omit_unset_slots` is for training, where nothing is asked twice."""
    if omit_unset_slots:
        return list(_rasas_states(self, tracker, omit_unset_slots=True, **choice))
    return list(_rasas_states(self, replay_of(tracker, self), **choice))


def state(self: Domain, tracker: DialogueStateTracker | Moment, omit_unset_slots: bool = False) -> State:
    """A state of the caller's own, since policies take parts out of it."""
    if isinstance(tracker, Moment):
        return {kind: dict(part) for kind, part in tracker.state.items()}
    return _rasas_state(self, tracker, omit_unset_slots)


def apply() -> None:
    """After Rasa is imported."""
    Domain.states_for_tracker_history = states
    Domain.get_active_state = state
