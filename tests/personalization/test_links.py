from datetime import datetime, timedelta

import pytest

from personalization.companion import Companion
from personalization.consent import Sense
from personalization.errors import UnknownCodeError
from personalization.interaction import TurnRecord
from personalization.links import BROKEN_OFF_AFTER, CODE_LASTS, LinkKeeper
from personalization.profile import Polarity, Subject, Told
from personalization.store import Store
from tests.personalization.conftest import SAD

LATER = BROKEN_OFF_AFTER + timedelta(seconds=1)


@pytest.fixture
def links(store: Store) -> LinkKeeper:
    return LinkKeeper(store, "first")


@pytest.fixture
def other(store: Store) -> LinkKeeper:
    """The same in another process."""
    return LinkKeeper(store, "second")


def test_an_event_counts_once(links: LinkKeeper, now: datetime) -> None:
    assert links.claim("e1", "a", "c", "ann", now).fresh
    assert not links.claim("e1", "a", "c", "ann", now).fresh


def test_of_two_processes_one_gets_an_event(links: LinkKeeper, other: LinkKeeper, now: datetime) -> None:
    assert links.claim("e1", "a", "c", "ann", now).fresh
    assert not other.claim("e1", "a", "c", "ann", now).fresh


def test_an_answered_event_stays_so_however_late_it_comes_again(
    links: LinkKeeper, other: LinkKeeper, now: datetime
) -> None:
    links.claim("e1", "a", "c", "ann", now)
    links.answered(["e1"])
    assert not other.claim("e1", "a", "c", "ann", now + LATER).fresh


def test_an_event_of_a_process_that_is_gone_is_not_acted_on_again(
    links: LinkKeeper, other: LinkKeeper, now: datetime
) -> None:
    links.claim("e1", "a", "c", "ann", now)
    assert not other.claim("e1", "a", "c", "ann", now + LATER).fresh


def test_what_broke_off_is_told_once_and_in_its_chat(
    links: LinkKeeper, other: LinkKeeper, now: datetime
) -> None:
    links.claim("e1", "a", "c", "ann", now)
    assert not other.claim("e2", "a", "elsewhere", "ann", now + LATER).broken_off
    assert other.claim("e3", "a", "c", "ann", now + LATER).broken_off
    assert not other.claim("e4", "a", "c", "ann", now + LATER).broken_off


def test_what_another_process_is_still_answering_did_not_break_off(
    links: LinkKeeper, other: LinkKeeper, now: datetime
) -> None:
    links.claim("e1", "a", "c", "ann", now)
    assert not other.claim("e2", "a", "c", "ann", now + timedelta(seconds=5)).broken_off


def test_a_code_links_once(links: LinkKeeper, now: datetime) -> None:
    links.new_code("ann", "code", now)
    assert links.redeem("code", "slack-ann", "slack", "own", now).user == "ann"
    assert links.claim("e", "slack-ann", "c", "own", now).user == "ann"
    assert [link.channel for link in links.links("ann")] == ["slack"]
    with pytest.raises(UnknownCodeError):
        links.redeem("code", "somebody", "slack", "else", now)


def test_a_code_ends_after_ten_minutes_and_with_the_next(links: LinkKeeper, now: datetime) -> None:
    links.new_code("ann", "code", now)
    with pytest.raises(UnknownCodeError):
        links.redeem("code", "slack-ann", "slack", "own", now + CODE_LASTS)
    links.new_code("ann", "first", now)
    links.new_code("ann", "next", now)
    with pytest.raises(UnknownCodeError):
        links.redeem("first", "slack-ann", "slack", "own", now)


def test_a_code_that_others_saw_links_nobody(links: LinkKeeper, now: datetime) -> None:
    links.new_code("ann", "code", now)
    links.burn("code", now)
    with pytest.raises(UnknownCodeError):
        links.redeem("code", "slack-ann", "slack", "own", now)


def test_what_was_said_elsewhere_comes_along(links: LinkKeeper, companion: Companion, now: datetime) -> None:
    companion.open_session("s", "own", channel="slack", locale=None, now=now)
    companion.record_turn(TurnRecord("t", "s", "own", now, SAD.probabilities, -0.6, -0.4, 0.8))
    companion.record_consent("own", Sense.TEXT, granted=False, now=now)
    links.new_code("ann", "code", now)
    links.redeem("code", "slack-ann", "slack", "own", now)
    assert [turn.turn_id for turn in companion.timeline("ann")] == ["t"]
    assert companion.consents("ann") == {Sense.TEXT: False}
    assert companion.forget("own").n_rows == 0


def test_a_pause_that_comes_along_outlasts_an_older_decision_there(
    links: LinkKeeper, companion: Companion, now: datetime
) -> None:
    companion.record_consent("own", Sense.TEXT, granted=False, now=now)
    companion.record_consent("ann", Sense.TEXT, granted=True, now=now + timedelta(seconds=1))
    links.new_code("ann", "code", now)
    links.redeem("code", "slack-ann", "slack", "own", now + timedelta(seconds=2))
    assert companion.consents("ann") == {Sense.TEXT: False}


def test_a_pause_that_comes_along_is_the_newest_decision(
    links: LinkKeeper, companion: Companion, now: datetime
) -> None:
    companion.record_consent("own", Sense.TEXT, granted=False, now=now)
    companion.record_consent("ann", Sense.TEXT, granted=False, now=now)
    companion.record_consent("ann", Sense.TEXT, granted=True, now=now)
    links.new_code("ann", "code", now)
    links.redeem("code", "slack-ann", "slack", "own", now)
    assert companion.consents("ann") == {Sense.TEXT: False}


def test_taste_that_was_told_comes_along_where_nothing_else_was_told(
    links: LinkKeeper, companion: Companion, now: datetime
) -> None:
    companion.tell("own", Told(Subject.GENRE, "jazz", Polarity.LOVED), now)
    companion.tell("own", Told(Subject.GENRE, "metal", Polarity.LOVED), now)
    companion.tell("ann", Told(Subject.GENRE, "metal", Polarity.REJECTED), now)
    links.new_code("ann", "code", now)
    links.redeem("code", "slack-ann", "slack", "own", now)
    told = {one.subject: one.polarity for one in companion.preferences("ann").told}
    assert told == {"jazz": Polarity.LOVED, "metal": Polarity.REJECTED}


def test_what_waits_for_a_platform_that_is_away_did_not_break_off(
    links: LinkKeeper, other: LinkKeeper, now: datetime
) -> None:
    links.claim("e1", "a", "c", "ann", now)
    for minute in range(1, 16):
        links.held(["e1"], now + timedelta(minutes=minute))
    assert not other.claim("e2", "a", "c", "ann", now + timedelta(minutes=16)).broken_off
    assert other.claim("e3", "a", "c", "ann", now + timedelta(minutes=15) + LATER).broken_off


def test_whoever_was_linked_to_the_one_who_links_comes_along(links: LinkKeeper, now: datetime) -> None:
    links.new_code("own", "first", now)
    links.redeem("first", "telegram-ann", "telegram", "else", now)
    links.new_code("ann", "second", now)
    links.redeem("second", "slack-ann", "slack", "own", now)
    assert links.claim("e", "telegram-ann", "c", "else", now).user == "ann"


def test_ones_own_code_changes_nothing(links: LinkKeeper, companion: Companion, now: datetime) -> None:
    companion.open_session("s", "own", channel="slack", locale=None, now=now)
    links.new_code("own", "code", now)
    assert links.redeem("code", "slack-ann", "slack", "own", now).user == "own"
    assert links.links("own") == []
    assert companion.summary("own").n_sessions == 1


def test_a_link_can_be_undone_from_both_sides(links: LinkKeeper, now: datetime) -> None:
    for author, own in (("slack-ann", "own"), ("telegram-ann", "else")):
        links.new_code("ann", author, now)
        links.redeem(author, author, "any", own, now)
    assert links.unlink("slack-ann", "own") == 1
    assert links.claim("e", "slack-ann", "c", "own", now).user is None
    assert links.unlink("nobody's link", "ann") == 1
    assert links.links("ann") == []


def test_a_withdrawal_takes_what_was_allowed_in_every_chat(
    links: LinkKeeper, companion: Companion, now: datetime
) -> None:
    for chat in ("one", "two"):
        links.allow(chat, "ann", Sense.VOICE, now)
    links.allow("one", "ann", Sense.FACE, now)
    companion.record_consent("ann", Sense.VOICE, granted=False, now=now)
    assert links.allowed("one", "ann") == {Sense.FACE}
    assert links.allowed("two", "ann") == frozenset()


def test_what_somebody_allowed_in_a_chat_is_not_anothers(links: LinkKeeper, now: datetime) -> None:
    links.allow("one", "ann", Sense.VOICE, now)
    assert links.allowed("one", "bob") == frozenset()


def test_events_are_kept_for_two_days(companion: Companion, links: LinkKeeper, now: datetime) -> None:
    links.claim("e1", "a", "c", "ann", now)
    companion.purge(now + timedelta(days=1), 30)
    assert not links.claim("e1", "a", "c", "ann", now).fresh
    companion.purge(now + timedelta(days=3), 30)
    assert links.claim("e1", "a", "c", "ann", now).fresh
