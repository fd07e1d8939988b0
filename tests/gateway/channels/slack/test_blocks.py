"""What the server says, in Block Kit, within Slack's limits."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.cards import (
    Breath,
    Card,
    ExerciseCard,
    ExportCard,
    HelpLine,
    Link,
    QuickReply,
    ReadCard,
    ResourceCard,
    Step,
    TrackCard,
)
from gateway.channels import commands
from gateway.channels.completable import CardName
from gateway.channels.slack.blocks import SlackMessage, rendered
from gateway.channels.slack.words import measured
from gateway.protocol import (
    CardCompleted,
    Done,
    Emotion,
    Error,
    Forgotten,
    Message,
    Sensing,
    ServerModel,
    TypingSign,
)
from tests.fakes.slack_platform import _error_in

WHOLE = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=2000)
TRACK = TrackCard(
    id="song-12",
    title="A *Slow* Morning",
    artist="The <Example> Band",
    year=1999,
    genres=["indie-folk"],
    valence=0.3,
    arousal=-0.5,
    feelings={},
    links=[Link(service="spotify", url="https://open.spotify.com/search/A%20Slow%20Morning")],
    why="It is calm.",
)
EXERCISE = ExerciseCard(
    id="breath-1",
    title="Four slow breaths",
    practice="breathing",
    steps=[
        Step(text="Sit.", duration_s=10.0),
        Step(text="Breathe.", breath=Breath(in_s=4, hold_s=0, out_s=6, rest_s=0, rounds=4)),
        Step(text="Write a word.", write=True),
    ],
    ending="Stay.",
    duration_s=60,
    why="It takes a minute.",
)
READ = ReadCard(id="read-1", title="A walk", form="reflection", body="Go outside.", why="It is short.")
RESOURCE = ResourceCard(
    title="People who listen",
    lines=[
        HelpLine(name="Samaritans", number="116 123"),
        HelpLine(name="Others", url="https://findahelpline.com"),
    ],
    why="You do not have to be alone with this.",
)
EXPORT = ExportCard(title="Your data", why="You asked for it.")
CARDS: list[Card] = [TRACK, EXERCISE, READ, RESOURCE, EXPORT]


def says(text: str | None = None, **more: Any) -> Message:
    return Message.model_validate({"seq": 1, "turn": "t", "text": text} | more)


def emotion(**more: Any) -> Emotion:
    fields: dict[str, Any] = {
        "seq": 1, "turn": "t1", "at_ms": 0, "label": "sadness", "probabilities": {"sadness": 1.0},
        "valence": -0.6, "arousal": -0.2, "confidence": 0.8, "change": 0.0, "trend": "steady", "shift": False,
        "weights": {"text": 1.0},
    }  # fmt: skip
    return Emotion.model_validate(fields | more)


def is_taken(message: SlackMessage) -> bool:
    """Whether Slack takes it."""
    return not _error_in("chat.postMessage", {"channel": "C", "text": message.text}, list(message.blocks))


def buttons(message: SlackMessage) -> dict[str, dict[str, Any]]:
    rows = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    return {element["action_id"]: element for row in rows for element in row}


def only(message: ServerModel) -> SlackMessage:
    (one,) = rendered(message)
    assert is_taken(one)
    return one


def test_words_are_a_section_and_the_same_as_text() -> None:
    message = only(says("That <sounds> heavy & long."))
    assert message.text == "That &lt;sounds&gt; heavy &amp; long."
    assert message.blocks[0]["text"] == {"type": "mrkdwn", "text": message.text, "verbatim": True}


def test_quick_replies_are_buttons_that_carry_what_they_say() -> None:
    replies = [QuickReply(title="Play something", text="play something"), QuickReply(title="No", text="no")]
    found = buttons(only(says("Music?", quick_replies=replies)))
    assert [(b["text"]["text"], b["value"]) for b in found.values()] == [
        ("Play something", "play something"),
        ("No", "no"),
    ]


def test_help_names_the_commands_as_slack_has_them() -> None:
    text = only(says(commands.HELP.text, turn=None)).text
    assert "/undertone pause and /undertone resume" in text
    assert "\n/mood" not in text
    code = only(says(commands.code_words("482913").text, turn=None)).text
    assert "“/link 482913”" in code
    assert "in Slack: “/undertone link 482913”" in code


def test_what_the_bot_says_is_not_read_for_commands() -> None:
    assert only(says("and/or, or /mood")).text == "and/or, or /mood"


def test_quick_replies_alone_have_words_to_them() -> None:
    assert only(says(quick_replies=[QuickReply(title="Yes", text="yes")])).text


def test_a_long_title_is_cut_and_what_it_says_is_not() -> None:
    button = buttons(only(says("?", quick_replies=[QuickReply(title="word " * 40, text="w" * 2000)])))[
        "reply:0"
    ]
    assert measured(button["text"]["text"]) <= 75
    assert button["text"]["text"].endswith("…")
    assert button["value"] == "w" * 2000


def test_a_track_has_its_links_and_can_be_rated() -> None:
    message = only(says(card=TRACK))
    assert message.text.splitlines() == [
        "*♪ A Slow Morning*",
        "The &lt;Example&gt; Band (1999)",
        "indie folk",
        "_It is calm._",
    ]
    found = buttons(message)
    assert list(found) == ["open:spotify", "rate:like", "rate:dislike", "rate:skip"]
    assert found["open:spotify"]["url"] == TRACK.links[0].url
    assert found["rate:like"]["value"] == "song-12"


def test_a_completed_card_gives_its_buttons_anew() -> None:
    message = only(says("Here.", card=TRACK, quick_replies=[QuickReply(title="More", text="more")]))
    assert message.card == CardName(1, TRACK.id)
    page = TRACK.model_copy(
        update={"links": [Link(service="spotify", url="https://open.spotify.com/track/1")]}
    )
    (completed,) = rendered(CardCompleted(seq=2, message=1, card=page))
    assert completed.completes == message.card
    assert completed.passing
    assert not message.passing
    (row,) = completed.blocks
    assert row["block_id"] == "card"
    assert row["elements"][0]["url"] == "https://open.spotify.com/track/1"
    assert [block.get("block_id") for block in message.blocks] == [None, "card", None]


def test_a_completed_card_of_another_kind_is_no_message_of_its_own() -> None:
    assert rendered(CardCompleted(seq=2, message=1, card=READ)) == ()


def test_an_address_that_is_none_is_no_button() -> None:
    links = [{"service": "spotify", "url": "javascript:alert(1)"}]
    assert "open:spotify" not in buttons(only(says(card=TRACK.model_dump() | {"links": links})))


def test_an_exercise_is_its_steps_and_nothing_has_to_be_written_here() -> None:
    text = only(says(card=EXERCISE)).text
    assert "1. Sit. (10 s)" in text
    assert "2. Breathe. (in 4 s, out 6 s, 4 times)" in text
    assert "it need not be here" in text


def test_help_lines_have_numbers_and_links_and_are_not_rated() -> None:
    message = only(says("I'm here.", card=RESOURCE))
    assert "116 123" in message.text
    assert "<https://findahelpline.com>" in message.text
    assert not buttons(message)


def test_an_export_is_asked_for_by_a_button() -> None:
    assert list(buttons(only(says(card=EXPORT)))) == ["ask:my_data", "ask:forget"]


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.kind)
def test_every_card_says_why_in_its_text(card: Card) -> None:
    message = only(says("Here.", card=card))
    assert card.why in message.text
    assert message.text.startswith("Here.")


def test_a_reading_can_be_put_right_and_is_for_its_author_only() -> None:
    message = only(emotion())
    assert message.for_author_only
    assert message.text == "_To me this sounds like sadness._"
    (row,) = [block for block in message.blocks if block["type"] == "actions"]
    assert row["block_id"] == "mood:t1"
    assert len(row["elements"][0]["options"]) == 9


def test_an_unsure_reading_says_so() -> None:
    assert "not sure" in only(emotion(label="neutral", confidence=0.1)).text


def test_a_corrected_reading_is_noted() -> None:
    message = only(emotion(label="neutral", corrected=True))
    assert message.text == "_Noted: neutral, as you say._"
    assert not buttons(message)


@pytest.mark.parametrize(
    "message",
    [
        emotion(partial=True, turn=None),
        emotion(label="neutral"),
        TypingSign(seq=1, turn="t", on=True),
        Done(seq=1, turn="t"),
        says(),
        Error(seq=1, code="malformed", detail="x"),
    ],
    ids=lambda message: type(message).__name__,
)
def test_what_a_chat_does_not_show_is_nothing(message: ServerModel) -> None:
    assert not rendered(message)


@pytest.mark.parametrize(
    "message",
    [
        Error(seq=1, code="bot_timeout", detail="that took too long"),
        Forgotten(seq=1, token="secret-token"),
        Sensing(seq=1, paused=True),
    ],
    ids=lambda message: type(message).__name__,
)
def test_what_happens_is_told_in_words(message: ServerModel) -> None:
    assert "secret-token" not in only(message).text


@given(text=WHOLE, title=WHOLE, reply=WHOLE, n=st.integers(0, 60))
def test_whatever_is_said_slack_takes_it(text: str, title: str, reply: str, n: int) -> None:
    text *= 3
    card = {"kind": "read", "id": "r", "title": title, "form": "story", "body": text, "why": reply}
    replies = [QuickReply(title=title, text=reply)] * n
    messages = rendered(says(text, card=card, quick_replies=replies))
    assert messages
    assert all(is_taken(message) and measured(message.text) <= 3000 for message in messages)
    assert not any(buttons(message) for message in messages[:-1])


@given(WHOLE.filter(str.strip))
def test_no_word_of_a_long_answer_is_lost(text: str) -> None:
    text *= 3
    letters = [c for message in rendered(says(text)) for c in message.text if c.isalpha()]
    assert letters == [c for c in rendered_whole(text) if c.isalpha()]


def rendered_whole(text: str) -> str:
    """The text as it is written in one piece."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
