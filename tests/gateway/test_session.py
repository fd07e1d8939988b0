"""Greeting, order, limits, resuming: the session as the visitor meets it."""

import pytest

from gateway.effects import Close, DropTracker, RecordFeedback
from gateway.errors import Refusal
from gateway.notice import AI_NOTICE, AI_REMINDER
from gateway.protocol import (
    Ack,
    AudioStart,
    Behaviour,
    Consent,
    Error,
    Feedback,
    Forgotten,
    Hello,
    HistoryLost,
    Message,
    Ping,
    Pong,
    Resume,
    Text,
    Typing,
    Welcome,
)
from gateway.rules import SessionRules
from gateway.session import SessionState
from tests.gateway.desk import (
    LIMITS,
    NOW,
    PUBLIC,
    RULES,
    Desk,
    errors,
    kinds,
    only,
    replayed,
    sent,
    types,
)

HOUR_S = 3600.0


def test_the_welcome_comes_first_and_the_notice_right_after_it() -> None:
    welcome, notice = sent(Desk().opening)
    assert isinstance(welcome, Welcome)
    assert isinstance(notice, Message)
    assert (welcome.seq, notice.seq) == (1, 2)
    assert not welcome.resumed
    assert notice.text == welcome.ai_notice == AI_NOTICE
    assert notice.turn is None


@pytest.mark.parametrize("promise", ["AI", "emotions", "pause sensing", "forget me"])
def test_the_notice_says_what_it_must(promise: str) -> None:
    assert promise in AI_NOTICE


@pytest.mark.parametrize(
    "message",
    [
        Text(id="1", text="hi"),
        Ping(id="1"),
        Resume(last_seq=0),
        Consent(id="1", sense="text", granted=False),
        Ack(seq=1),
    ],
)
def test_nothing_but_hello_is_taken_before_the_hello(message: Text) -> None:
    desk = Desk(greeted=False)
    assert errors(desk.session.receive(message, NOW)) == ["wrong_order"]
    assert desk.session.state is SessionState.NEW


def test_an_error_names_the_message_that_it_answers() -> None:
    error = sent(Desk(greeted=False).text("mine"))[0]
    assert isinstance(error, Error)
    assert error.id == "mine"


def test_a_second_hello_on_one_connection_is_out_of_order() -> None:
    assert errors(Desk().hello()) == ["wrong_order"]


def test_another_protocol_is_refused_with_the_name_of_ours() -> None:
    desk = Desk(greeted=False)
    error = sent(desk.session.receive(Hello(protocol="undertone.v9"), NOW))[0]
    assert isinstance(error, Error)
    assert "undertone.v1" in error.detail
    assert "undertone.v9" in error.detail


def test_a_new_session_in_the_place_of_a_lost_one_says_that_history_is_lost() -> None:
    desk = Desk(greeted=False)
    assert types(desk.hello(token="old", last_seq=12)) == ["welcome", "message", "history_lost"]


def test_a_ping_gets_a_pong_with_its_id() -> None:
    pong = sent(Desk().session.receive(Ping(id="p7"), NOW))[0]
    assert isinstance(pong, Pong)
    assert pong.id == "p7"


def test_feedback_is_recorded_and_acknowledged() -> None:
    effects = Desk().session.receive(Feedback(id="f", item="song", action="like"), NOW)
    assert only(effects, RecordFeedback) == RecordFeedback("user", "f", "song", "like", NOW)
    assert types(effects) == ["ack"]


@pytest.mark.parametrize(
    "message",
    [
        AudioStart(id="1", stream=1, rate_hz=16000, mode="hands_free", recognition="server"),
        Behaviour(id="1", typing=Typing(duration_ms=1, n_deletions=0)),
    ],
)
def test_what_this_server_cannot_do_is_known_and_refused(message: AudioStart) -> None:
    assert errors(Desk().session.receive(message, NOW)) == ["not_available"]


# --- resuming ---------------------------------------------------------------------------------------------


def resumed(desk: Desk, last_seq: int | None) -> tuple[Welcome, list[int], list[str]]:
    desk.session.detach(NOW)
    effects = desk.hello(token="token", last_seq=last_seq)
    welcome = sent(effects)[0]
    assert isinstance(welcome, Welcome)
    return welcome, [message.seq for message in replayed(effects)], types(effects)[1:]


def test_a_client_that_missed_nothing_gets_nothing_again() -> None:
    welcome, again, more = resumed(Desk(), last_seq=2)
    assert (welcome.resumed, welcome.seq, again, more) == (True, 2, [], [])


def test_what_was_missed_is_replayed_in_order_after_the_welcome() -> None:
    desk = Desk()
    desk.answer(desk.asked("1"))
    welcome, again, more = resumed(desk, last_seq=4)
    assert welcome.seq == 4
    assert again == list(range(5, 9))
    assert more == []


def test_a_client_without_memory_gets_all_that_is_kept() -> None:
    desk = Desk()
    desk.answer(desk.asked("1"))
    welcome, again, more = resumed(desk, last_seq=None)
    assert (welcome.seq, again[0], more) == (1, 2, [])


def test_what_no_longer_is_kept_is_admitted_after_the_rest() -> None:
    desk = Desk(SessionRules(limits=LIMITS, senses=PUBLIC, max_kept=3))
    desk.answer(desk.asked("1"))
    welcome, again, more = resumed(desk, last_seq=2)
    assert welcome.seq == again[0] - 1 > 2
    assert len(again) == 3
    assert more == ["history_lost"]


def test_numbers_that_were_never_sent_are_history_lost() -> None:
    _, again, more = resumed(Desk(), last_seq=99)
    assert (again, more) == ([], ["history_lost"])


def test_acknowledged_messages_are_kept_for_a_while_and_then_dropped() -> None:
    desk = Desk()
    desk.session.receive(Ack(seq=2), NOW)
    desk.session.tick(NOW + RULES.acked_window_s - 1)
    assert resumed(desk, last_seq=1)[1] == [2]
    desk.session.tick(NOW + RULES.acked_window_s)
    assert resumed(desk, last_seq=1)[1:] == ([], ["history_lost"])


def test_unacknowledged_messages_stay_however_old() -> None:
    desk = Desk()
    desk.session.tick(NOW + HOUR_S)
    assert resumed(desk, last_seq=1)[1] == [2]


def test_resume_on_an_open_connection_replays_too() -> None:
    effects = Desk().session.receive(Resume(last_seq=1), NOW)
    assert [message.seq for message in replayed(effects)] == [2]
    assert sent(effects) == []


def test_resume_from_what_is_lost_says_so() -> None:
    effects = Desk().session.receive(Resume(last_seq=50), NOW)
    assert isinstance(sent(effects)[0], HistoryLost)


# --- limits -----------------------------------------------------------------------------------------------


def test_more_messages_than_the_burst_are_refused_with_the_time_to_wait() -> None:
    desk = Desk()
    outcomes = [errors(desk.session.receive(Ping(id=str(n)), NOW)) for n in range(LIMITS.burst + 1)]
    assert outcomes[:-1] == [[]] * LIMITS.burst
    assert outcomes[-1] == ["rate_limited"]
    error = sent(desk.session.receive(Ping(id="x"), NOW))[0]
    assert isinstance(error, Error)
    assert error.retry_after_ms is not None
    assert errors(desk.session.receive(Ping(id="x"), NOW + error.retry_after_ms / 1000)) == []


def test_withdrawing_consent_is_never_rate_limited() -> None:
    desk = Desk()
    for n in range(LIMITS.burst):
        desk.session.receive(Ping(id=str(n)), NOW)
    assert errors(desk.withdraw()) == []
    assert desk.session.state is SessionState.PAUSED


def test_a_refused_text_can_be_sent_again_and_becomes_one_turn() -> None:
    desk = Desk()
    for n in range(LIMITS.burst):
        desk.session.receive(Ping(id=str(n)), NOW)
    assert errors(desk.text("t")) == ["rate_limited"]
    assert "SenseTurn" in kinds(desk.text("t", now=NOW + 1))


def test_a_text_that_is_too_long_is_refused_with_both_lengths() -> None:
    error = sent(Desk().text("1", "x" * 4001))[0]
    assert isinstance(error, Error)
    assert error.code == "text_too_long"
    assert "4001" in error.detail
    assert "4000" in error.detail


def test_the_longest_allowed_text_is_taken() -> None:
    assert types(Desk().text("1", "x" * 4000)) == ["ack", "typing"]


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_an_empty_text_is_refused(text: str) -> None:
    assert errors(Desk().text("1", text)) == ["text_empty"]


def test_a_full_queue_refuses_clearly_and_loses_nothing() -> None:
    desk = Desk()
    for n in range(1 + LIMITS.max_queued):
        assert errors(desk.text(f"t{n}")) == []
    assert errors(desk.text("late")) == ["queue_full"]
    turn = f"session.{int(NOW * 1000):x}.1"
    desk.session.sensed(turn, None, NOW)
    desk.answer(turn)
    assert errors(desk.text("late")) == []


def test_an_unreadable_frame_is_answered_and_counts_towards_the_limit() -> None:
    desk = Desk()
    broken = Refusal("malformed", "not JSON")
    outcomes = [errors(desk.session.refuse(broken, NOW)) for _ in range(LIMITS.burst + 1)]
    assert outcomes == [["malformed"]] * LIMITS.burst + [["rate_limited"]]


# --- time and the end -------------------------------------------------------------------------------------


def test_a_session_without_a_connection_expires_after_its_window() -> None:
    desk = Desk()
    desk.session.detach(NOW)
    assert desk.session.tick(NOW + LIMITS.session_window_s - 1) == []
    effects = desk.session.tick(NOW + LIMITS.session_window_s)
    assert only(effects, Close).reason == "expired"
    assert only(effects, DropTracker).sender == "session"
    assert desk.session.state is SessionState.CLOSED


def test_a_session_with_a_connection_never_expires() -> None:
    desk = Desk()
    desk.session.tick(NOW + 10 * HOUR_S)
    assert desk.session.state is SessionState.OPEN


def test_a_session_that_was_never_greeted_expires_too() -> None:
    desk = Desk(greeted=False)
    assert "Close" in kinds(desk.session.tick(NOW + LIMITS.session_window_s))


def test_a_closed_session_answers_nothing() -> None:
    desk = Desk()
    desk.session.close("over")
    assert desk.text("1") == []
    assert desk.session.refuse(Refusal("malformed", ""), NOW) == []
    assert desk.session.tick(NOW + HOUR_S) == []


def test_closing_tells_whoever_waits_for_a_turn() -> None:
    desk = Desk()
    desk.text("1")
    desk.text("2")
    ends = [effect for effect in desk.session.close("over") if type(effect).__name__ == "TurnEnded"]
    assert [end.client_id for end in ends] == ["1", "2"]  # type: ignore[union-attr]


def test_after_three_hours_it_says_again_that_it_is_an_ai() -> None:
    desk = Desk()
    assert desk.session.tick(NOW + 3 * HOUR_S - 1) == []
    reminder = sent(desk.session.tick(NOW + 3 * HOUR_S))[0]
    assert isinstance(reminder, Message)
    assert reminder.text == AI_REMINDER
    assert desk.session.tick(NOW + 4 * HOUR_S) == []
    assert types(desk.session.tick(NOW + 6 * HOUR_S)) == ["message"]


def test_a_visitor_who_comes_back_after_three_hours_is_reminded_with_the_next_text() -> None:
    desk = Desk()
    desk.session.detach(NOW)
    assert desk.session.tick(NOW + 0.4 * HOUR_S) == []
    assert types(desk.text("1", now=NOW + 3 * HOUR_S)) == ["ack", "typing", "message"]


def test_a_refused_text_after_three_hours_leaves_no_gap_in_the_numbers() -> None:
    desk = Desk()
    refused = sent(desk.text("1", "", now=NOW + 3 * HOUR_S))
    assert [message.seq for message in refused] == [3]
    assert desk.session.tick(NOW + 3 * HOUR_S)


def test_resuming_does_not_repeat_the_notice() -> None:
    desk = Desk()
    desk.session.detach(NOW)
    assert types(desk.hello(last_seq=2)) == ["welcome"]


# --- forgetting -------------------------------------------------------------------------------------------


def test_forgetting_empties_the_buffer_and_goes_on_as_somebody_new() -> None:
    desk = Desk()
    desk.answer(desk.asked("1"))
    effects = desk.session.forget(NOW)
    assert kinds(effects) == ["EraseUser", "ResetTrajectory", "DropTracker", "Send"]
    forgotten = sent(effects)[0]
    assert isinstance(forgotten, Forgotten)
    assert forgotten.token == "token-1"
    assert desk.session.identity.user == "user-1"
    _, again, _ = resumed(desk, last_seq=None)
    assert again == [forgotten.seq]


def test_a_paused_visitor_stays_paused_after_being_forgotten() -> None:
    desk = Desk()
    desk.withdraw()
    assert "RecordConsent" in kinds(desk.session.forget(NOW))
    assert desk.session.state is SessionState.PAUSED
