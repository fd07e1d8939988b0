"""The turns of a session: sensed, asked, answered, one at a time, whatever happens to the bot."""

from dataclasses import replace

import pytest

from gateway.bot_wire import BotReply
from gateway.effects import (
    AskBot,
    CorrectTrajectory,
    DropTracker,
    EraseUser,
    RecordConsent,
    RecordCorrection,
    RecordTurn,
    TurnEnded,
)
from gateway.meaning import Meaning
from gateway.protocol import Consent, Emotion, Error, Interrupt, Message, Sensing
from gateway.rules import SessionRules
from gateway.session import SessionState
from tests.gateway.desk import (
    LIMITS,
    NOW,
    RULES,
    SAD,
    Desk,
    ended,
    errors,
    kinds,
    only,
    replayed,
    sent,
    turn_of,
    types,
)
from tests.gateway.scripted.senses import ScriptedPoint, ScriptedSensed


def test_a_turn_goes_from_text_to_reading_to_bot_to_done() -> None:
    desk = Desk()
    first = desk.text("1", "I am sad")
    assert (kinds(first), types(first)) == (["Send", "Send", "SenseTurn"], ["ack", "typing"])
    turn = turn_of(first)
    second = desk.session.sensed(turn, SAD, NOW)
    assert kinds(second) == ["Send", "RecordTurn", "AskBot"]
    assert types(second) == ["emotion"]
    third = desk.answer(turn, "I hear you.")
    assert types(third) == ["message", "typing", "done"]
    assert ended(third).failure is None


def test_the_emotion_goes_out_before_the_bot_is_asked() -> None:
    desk = Desk()
    effects = desk.session.sensed(turn_of(desk.text("1")), SAD, NOW)
    assert kinds(effects).index("Send") < kinds(effects).index("AskBot")
    emotion = sent(effects)[0]
    assert isinstance(emotion, Emotion)
    assert (emotion.label, emotion.valence, emotion.trend, emotion.shift) == (
        "sadness",
        -0.7,
        "falling",
        False,
    )
    assert emotion.weights == {"text": 1.0}


def test_the_bot_gets_words_user_locale_channel_hour_and_emotion() -> None:
    desk = Desk(greeted=False)
    desk.hello(locale="en-GB", timezone="UTC")
    effects = desk.session.sensed(turn_of(desk.text("1", "I am sad")), SAD, NOW)
    ask = only(effects, AskBot)
    assert (ask.sender, ask.text) == ("session", "I am sad")
    assert ask.metadata == {
        "user": "user", "locale": "en-GB", "channel": "web", "local_hour": 13, "emotion": SAD.as_metadata(),
    }  # fmt: skip


def test_the_bot_gets_the_meaning_beside_the_metadata_also_when_it_is_asked_again() -> None:
    desk, meaning = Desk(), Meaning("I am sad", "AAAA")
    sensed = replace(SAD, meaning=meaning)
    turn = turn_of(desk.text("1"))
    ask = only(desk.session.sensed(turn, sensed, NOW), AskBot)
    assert ask.meaning == meaning
    assert "AAAA" not in str(ask.metadata)
    desk.session.bot_lost(turn, NOW, delivered=False)
    assert only(desk.session.bot_back(NOW), AskBot).meaning == meaning


def test_without_consent_the_bot_gets_no_meaning() -> None:
    desk = Desk()
    turn = turn_of(desk.text("1"))
    desk.session.sensed(turn, replace(SAD, meaning=Meaning("I am sad", "AAAA")), NOW)
    desk.session.bot_lost(turn, NOW, delivered=False)
    desk.withdraw()
    assert only(desk.session.bot_back(NOW), AskBot).meaning is None
    desk.answer(turn)
    assert only(desk.text("2"), AskBot).meaning is None


@pytest.mark.parametrize("nothing", [None, ScriptedSensed(None)])
def test_a_turn_without_a_reading_is_answered_all_the_same(nothing: ScriptedSensed | None) -> None:
    desk = Desk()
    effects = desk.session.sensed(turn_of(desk.text("1")), nothing, NOW)
    assert kinds(effects) == ["AskBot"]
    assert only(effects, AskBot).metadata["emotion"] is None


def test_the_record_holds_the_reading_of_the_turn() -> None:
    desk = Desk()
    record = only(desk.session.sensed(turn_of(desk.text("1")), SAD, NOW), RecordTurn)
    assert (record.user, record.sensed, record.at) == ("user", SAD, NOW)


def test_several_messages_of_the_bot_come_in_order() -> None:
    desk = Desk()
    turn = desk.asked("1")
    first, second = desk.say(turn, "One."), desk.say(turn, "Two.")
    texts = [message.text for message in sent(first + second) if isinstance(message, Message)]
    assert texts == ["One.", "Two."]


def test_an_empty_message_of_the_bot_is_not_shown() -> None:
    desk = Desk()
    assert desk.session.bot_message(desk.asked("1"), BotReply(), NOW) == []


def test_an_answer_to_no_turn_of_this_session_is_ignored() -> None:
    desk = Desk()
    desk.asked("1")
    assert desk.say("session.x.99", "Boo") == []
    assert desk.session.bot_done("session.x.99", NOW) == []
    assert desk.session.bot_failed("session.x.99", NOW) == []


# --- one at a time ----------------------------------------------------------------------------------------


def test_a_burst_waits_and_is_answered_one_by_one_in_order() -> None:
    desk = Desk()
    turn = desk.asked("1")
    assert kinds(desk.text("2")) == ["Send"]
    assert kinds(desk.text("3")) == ["Send"]
    for client_id in ("2", "3"):
        effects = desk.answer(turn)
        turn = turn_of(effects)
        ask = only(desk.session.sensed(turn, SAD, NOW), AskBot)
        assert ask.turn == turn
        assert ended(effects).client_id != client_id
    assert turn_of(desk.text("4") + desk.answer(turn)) != turn


def test_the_same_id_while_under_way_is_one_turn() -> None:
    desk = Desk()
    desk.text("1")
    assert (kinds(desk.text("1")), types(desk.text("1"))) == (["Send"], ["ack"])


def test_the_same_id_while_queued_is_one_turn() -> None:
    desk = Desk()
    turn = desk.asked("1")
    desk.text("2")
    desk.text("2")
    second = turn_of(desk.answer(turn))
    desk.session.sensed(second, None, NOW)
    assert "SenseTurn" not in kinds(desk.answer(second))


def test_the_same_id_after_the_answer_gives_the_same_messages_again() -> None:
    desk = Desk()
    turn = desk.asked("1")
    answer = desk.answer(turn, "I hear you.")
    again = desk.text("1", "other words, same id")
    assert kinds(again) == ["Send", "Replay", "TurnEnded"]
    assert sent(answer)[0] in replayed(again)
    assert ended(again).messages == ended(answer).messages


def test_ids_are_remembered_for_a_bounded_number_of_turns() -> None:
    desk = Desk(SessionRules(limits=LIMITS, senses=RULES.senses, max_remembered_turns=2))
    for number in range(4):
        now = NOW + number
        desk.answer(desk.asked(str(number), now=now), now=now)
    assert "Replay" in kinds(desk.text("3", now=NOW + 9))
    assert "SenseTurn" in kinds(desk.text("0", now=NOW + 9))


# --- consent ----------------------------------------------------------------------------------------------


def test_a_paused_visitor_is_answered_but_not_sensed() -> None:
    desk = Desk()
    desk.withdraw()
    effects = desk.text("1")
    assert kinds(effects) == ["Send", "Send", "AskBot"]
    assert only(effects, AskBot).metadata["emotion"] is None


def test_a_visitor_who_paused_last_time_is_still_paused() -> None:
    desk = Desk(consents={"text": False})
    assert desk.session.state is SessionState.PAUSED
    assert "SenseTurn" not in kinds(desk.text("1"))


def test_a_withdrawal_overtakes_the_reading_that_is_under_way() -> None:
    desk = Desk()
    turn = turn_of(desk.text("1"))
    effects = desk.withdraw()
    assert kinds(effects) == ["RecordConsent", "ForgetSense", "Send", "ResetTrajectory", "AskBot", "Send"]
    assert only(effects, AskBot).metadata["emotion"] is None
    assert desk.session.sensed(turn, SAD, NOW) == []


def test_a_withdrawal_overtakes_what_is_queued() -> None:
    desk = Desk()
    turn = desk.asked("1")
    desk.text("2")
    desk.withdraw()
    effects = desk.answer(turn)
    assert "SenseTurn" not in kinds(effects)
    assert only(effects, AskBot).metadata["emotion"] is None


def test_a_withdrawn_reading_is_not_given_to_the_bot_when_it_is_asked_again() -> None:
    desk = Desk()
    turn = desk.asked("1")
    desk.session.bot_lost(turn, NOW, delivered=True)
    desk.withdraw()
    assert only(desk.session.bot_back(NOW), AskBot).metadata["emotion"] is None


def test_granting_again_takes_sensing_up_with_the_next_text() -> None:
    desk = Desk()
    desk.withdraw()
    effects = desk.grant()
    assert only(effects, RecordConsent).granted
    assert [m.paused for m in sent(effects) if isinstance(m, Sensing)] == [False]
    assert "SenseTurn" in kinds(desk.text("1"))


@pytest.mark.parametrize(
    ("state", "code"), [("not_allowed", "not_allowed"), ("not_available", "not_available")]
)
def test_no_client_can_switch_on_what_the_owner_or_the_version_does_not_offer(state: str, code: str) -> None:
    senses = {**RULES.senses, "voice": state}
    desk = Desk(SessionRules(limits=LIMITS, senses=senses))  # type: ignore[arg-type]
    assert errors(desk.session.receive(Consent(id="c", sense="voice", granted=True), NOW)) == [code]
    assert errors(desk.session.receive(Consent(id="c", sense="voice", granted=False), NOW)) == []


def test_a_stored_grant_does_not_switch_on_what_is_not_allowed_here() -> None:
    senses = {**RULES.senses, "voice": "not_allowed"}
    desk = Desk(SessionRules(limits=LIMITS, senses=senses), consents={"voice": True})  # type: ignore[arg-type]
    assert sent(desk.opening)[0].model_dump()["senses"]["voice"] == "not_allowed"


# --- controls of the bot ----------------------------------------------------------------------------------


def test_the_bot_can_pause_and_take_up_sensing() -> None:
    desk = Desk()
    turn = desk.asked("1")
    assert types(desk.say(turn, "Paused.", pause_sensing=True)) == ["sensing", "message"]
    assert desk.session.state is SessionState.PAUSED
    assert types(desk.say(turn, "On.", pause_sensing=False)) == ["sensing", "message"]
    assert desk.session.state is SessionState.OPEN


def test_pausing_twice_changes_nothing_more() -> None:
    desk = Desk()
    turn = desk.asked("1")
    desk.say(turn, None, pause_sensing=True)
    assert desk.say(turn, None, pause_sensing=True) == []


def test_a_correction_replaces_the_last_reading() -> None:
    desk = Desk()
    turn = desk.asked("1")
    effects = desk.say(turn, "Thank you.", correction={"label": "neutral"})
    assert only(effects, CorrectTrajectory) == CorrectTrajectory(turn, "neutral")
    assert only(effects, RecordCorrection).noted  # by the action server, which understood it
    emotion = sent(desk.session.corrected(turn, "neutral", ScriptedPoint(0.2, "rising"), NOW))[0]
    assert isinstance(emotion, Emotion)
    assert (emotion.corrected, emotion.label) == (True, "neutral")
    assert abs(emotion.valence) < abs(0.7) / 2
    assert (emotion.turn, emotion.change, emotion.trend) == (turn, 0.2, "rising")
    assert sum(emotion.probabilities.values()) == pytest.approx(1.0, abs=1e-3)


def test_a_correction_to_an_unknown_label_or_of_nothing_is_ignored() -> None:
    desk = Desk()
    turn = desk.asked("1")
    assert desk.say(turn, None, correction={"label": "peckish"}) == []
    desk.withdraw()
    assert desk.say(turn, None, correction={"label": "joy"}) == []
    assert desk.session.corrected(turn, "joy", ScriptedPoint(), NOW) == []


def test_forgotten_empties_the_queue_and_drops_the_tracker_between_two_turns() -> None:
    desk = Desk()
    turn = desk.asked("1")
    desk.text("2")
    effects = desk.say(turn, "All gone.", forgotten=True)
    assert only(effects, EraseUser).user == "user"
    dropped = only(effects, TurnEnded)
    assert (dropped.client_id, dropped.failure) == ("2", "forgotten")
    assert types(effects) == ["forgotten", "message"]
    assert "DropTracker" not in kinds(effects)
    desk.text("3")
    done = desk.session.bot_done(turn, NOW)
    assert kinds(done).index("DropTracker") < kinds(done).index("SenseTurn")
    assert only(done, DropTracker).sender == "session"


def test_after_forgetting_the_next_turn_belongs_to_somebody_new() -> None:
    desk = Desk()
    turn = desk.asked("1")
    desk.say(turn, "All gone.", forgotten=True)
    desk.session.bot_done(turn, NOW)
    effects = desk.session.sensed(turn_of(desk.text("2")), SAD, NOW)
    assert only(effects, AskBot).metadata["user"] == "user-1"
    assert only(effects, RecordTurn).user == "user-1"


def test_a_text_that_is_being_read_while_all_is_forgotten_is_asked_without_its_reading() -> None:
    desk = Desk()
    turn = turn_of(desk.text("1"))
    asked = only(desk.session.forget(NOW), AskBot)
    assert (asked.turn, asked.metadata["user"], asked.metadata["emotion"]) == (turn, "user-1", None)
    assert desk.session.sensed(turn, SAD, NOW) == []


def test_what_a_turn_under_way_still_writes_is_erased_when_it_ends() -> None:
    desk = Desk()
    turn = desk.asked("1")
    desk.session.forget(NOW)
    done = desk.session.bot_done(turn, NOW)
    assert only(done, EraseUser).user == "user"
    assert kinds(done).index("EraseUser") < kinds(done).index("DropTracker")
    assert "EraseUser" not in kinds(desk.session.bot_done(desk.asked("2"), NOW))


def test_an_id_used_before_forgetting_is_a_new_turn_afterwards() -> None:
    desk = Desk()
    desk.answer(desk.asked("1"))
    desk.session.forget(NOW)
    assert "SenseTurn" in kinds(desk.text("1"))


# --- the bot goes away ------------------------------------------------------------------------------------


def test_a_bot_that_is_away_is_asked_when_it_is_back() -> None:
    desk = Desk()
    turn = desk.asked("1")
    assert desk.session.bot_lost(turn, NOW, delivered=False) == []
    assert only(desk.session.bot_back(NOW + 5), AskBot).turn == turn
    assert types(desk.answer(turn, now=NOW + 5))[-1] == "done"


def test_a_turn_lost_with_the_bot_is_asked_once_more() -> None:
    desk = Desk()
    turn = desk.asked("1")
    desk.session.bot_lost(turn, NOW, delivered=True)
    assert only(desk.session.bot_back(NOW), AskBot).text == "I am sad"
    effects = desk.session.bot_lost(turn, NOW, delivered=True)
    assert errors(effects) == ["bot_failed"]


def test_a_turn_that_never_reached_the_bot_still_has_its_second_chance() -> None:
    desk = Desk()
    turn = desk.asked("1")
    desk.session.bot_lost(turn, NOW, delivered=False)
    desk.session.bot_back(NOW)
    assert desk.session.bot_lost(turn, NOW, delivered=True) == []
    assert only(desk.session.bot_back(NOW), AskBot).turn == turn


def test_a_bot_lost_in_the_middle_of_its_answer_is_not_asked_again() -> None:
    desk = Desk()
    turn = desk.asked("1")
    desk.say(turn, "Half of")
    effects = desk.session.bot_lost(turn, NOW, delivered=True)
    assert types(effects) == ["typing", "done"]
    assert desk.session.bot_back(NOW) == []


def test_a_bot_that_stays_away_costs_the_turn_a_kind_error_after_the_limit() -> None:
    desk = Desk()
    turn = desk.asked("1")
    desk.session.bot_lost(turn, NOW, delivered=False)
    assert desk.session.tick(NOW + RULES.turn_limit_s - 0.1) == []
    effects = desk.session.tick(NOW + RULES.turn_limit_s)
    assert types(effects) == ["error", "typing", "done"]
    assert errors(effects) == ["bot_unavailable"]
    error = sent(effects)[0]
    assert isinstance(error, Error)
    assert error.id == "1"
    assert "sorry" in error.detail


def test_during_an_outage_a_queued_text_does_not_wait_its_limit_all_over() -> None:
    desk = Desk()
    turn = desk.asked("1")
    desk.text("2", now=NOW + 1)
    desk.session.bot_lost(turn, NOW, delivered=False)
    later = NOW + RULES.turn_limit_s + 1
    second = turn_of(desk.session.tick(later))
    desk.session.sensed(second, None, later)
    desk.session.bot_lost(second, later, delivered=False)
    assert errors(desk.session.tick(later)) == ["bot_unavailable"]


def test_a_bot_that_never_answers_costs_one_turn_and_the_next_goes_on() -> None:
    desk = Desk()
    turn = desk.asked("1")
    desk.text("2")
    effects = desk.session.tick(NOW + RULES.turn_limit_s)
    assert errors(effects) == ["bot_timeout"]
    second = turn_of(effects)
    assert desk.say(turn, "Too late") == []
    desk.session.sensed(second, None, NOW + 31)
    assert types(desk.answer(second, now=NOW + 31)) == ["message", "typing", "done"]


def test_a_failed_turn_can_be_sent_again_under_its_id() -> None:
    desk = Desk()
    turn = desk.asked("1")
    assert errors(desk.session.bot_failed(turn, NOW)) == ["bot_failed"]
    assert turn_of(desk.text("1")) != turn


def test_perception_that_hangs_does_not_hold_the_answer_up() -> None:
    desk = Desk()
    turn = turn_of(desk.text("1"))
    assert desk.session.tick(NOW + RULES.sense_limit_s - 0.1) == []
    assert only(desk.session.tick(NOW + RULES.sense_limit_s), AskBot).metadata["emotion"] is None
    assert desk.session.sensed(turn, SAD, NOW + 6) == []


def test_a_turn_under_way_outlives_its_connection() -> None:
    desk = Desk()
    turn = desk.asked("1")
    seen = desk.text("2")
    desk.session.detach(NOW)
    answer = desk.answer(turn)
    effects = desk.hello(last_seq=sent(seen)[-1].seq)
    again = replayed(effects)
    assert again[: len(sent(answer))] == sent(answer)


def unsaid(desk: Desk, message_id: str = "next") -> str | None:
    """What the bot is told of its last reply with the next turn."""
    turn = turn_of(desk.text(message_id))
    said: str | None = only(desk.session.sensed(turn, SAD, NOW), AskBot).metadata.get("unsaid")
    return said


def interrupt(desk: Desk, turn: str, spoken_chars: int) -> list[str]:
    return types(desk.session.receive(Interrupt(id="i", turn=turn, spoken_chars=spoken_chars), NOW))


@pytest.mark.parametrize(
    ("spoken_chars", "left"),
    [
        (0, "I hear you. Shall we breathe? Only if you like."),
        (12, "Shall we breathe? Only if you like."),
        (15, "Shall we breathe? Only if you like."),
        (29, "Only if you like."),
        (31, "Only if you like."),
        (33, "if you like."),
        (46, None),
        (999, None),
    ],
)
def test_what_was_not_said_of_an_answer_begins_with_a_whole_word(spoken_chars: int, left: str | None) -> None:
    desk = Desk()
    turn = desk.asked("1")
    desk.say(turn, "I hear you. Shall we breathe?")
    desk.answer(turn, "Only if you like.")
    assert interrupt(desk, turn, spoken_chars) == ["ack"]
    assert unsaid(desk) == left


def test_a_turn_that_is_asked_again_is_asked_with_what_was_unsaid() -> None:
    desk = Desk()
    turn = desk.asked("1")
    desk.answer(turn)
    interrupt(desk, turn, 2)
    assert unsaid(desk) == "hear you."
    asked = desk.session._conversation._turns.current
    assert asked is not None
    desk.session.bot_lost(asked.id, NOW, delivered=True)
    assert only(desk.session.bot_back(NOW), AskBot).metadata["unsaid"] == "hear you."


def test_an_interruption_of_an_older_answer_or_of_nothing_is_of_no_account() -> None:
    desk = Desk()
    first = desk.asked("1")
    desk.answer(first)
    desk.answer(desk.asked("2"))
    assert interrupt(desk, first, 2) == interrupt(desk, "no turn", 0) == ["ack"]
    assert unsaid(desk) is None


def test_what_was_unsaid_is_forgotten_too() -> None:
    desk = Desk()
    turn = desk.asked("1")
    desk.answer(turn)
    interrupt(desk, turn, 2)
    desk.session.forget(NOW)
    assert unsaid(desk) is None


def test_a_very_long_rest_is_told_by_its_beginning() -> None:
    desk = Desk()
    turn = desk.asked("1")
    desk.answer(turn, "long " * 400)
    interrupt(desk, turn, 0)
    told = unsaid(desk)
    assert told is not None
    assert len(told) <= 500
    assert told.endswith("long …")
