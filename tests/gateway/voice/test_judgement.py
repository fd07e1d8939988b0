"""What becomes of recognised words."""

import pytest

from gateway.voice.judgement import Verdict, judged
from perception.hearing.transcriber import SILENCE
from tests.bot.test_crisis_patterns import SPOKEN
from tests.fakes.transcriber import transcript


@pytest.mark.parametrize("text", ["", "mhm", "uh", "Um hm", "[COUGH]"])
def test_a_cough_or_a_mhm_is_nothing_however_sure(text: str) -> None:
    assert judged(transcript(text, 0.99), 0.5) is Verdict.NOTHING
    assert judged(SILENCE, 0.5) is Verdict.NOTHING


def test_sure_words_are_a_turn_and_unsure_ones_are_asked_about() -> None:
    assert judged(transcript("play something calm", 0.5), 0.5) is Verdict.TURN
    assert judged(transcript("play something calm", 0.49), 0.5) is Verdict.CONFIRM


@pytest.mark.parametrize(
    "text",
    [
        "i want to kill myself", "i want to kill my self", "i wish i was dead",
        "i don't want to live any more",
        "i can't go on", "there is no point in living", "they are better off without me",
        "i took all the pills", "i keep thinking about suicide", "i want to end it all",
        "i am going to hurt me",
    ],
)  # fmt: skip
def test_words_of_self_harm_are_taken_seriously_however_unsure(text: str) -> None:
    assert judged(transcript(text, 0.01), 0.5) is Verdict.TURN


@pytest.mark.parametrize(
    "text",
    [
        "play a song", "i feel sad today", "what a lovely day", "tell me a story", "my boss shouted at me",
        "i am afraid of the exam", "we won the game", "something quiet please", "i had a long day at work",
    ],
)  # fmt: skip
def test_everyday_words_are_not_among_them(text: str) -> None:
    assert judged(transcript(text, 0.01), 0.5) is Verdict.CONFIRM


def test_nearly_all_sentences_of_crisis_that_the_dialogue_is_tried_on_go_on_without_a_question() -> None:
    found = [judged(transcript(text, 0.0), 0.5) is Verdict.TURN for text in SPOKEN]
    assert sum(found) / len(found) >= 0.9
