"""Whole conversations in Telegram: real HTTP both ways, a real database, a dialogue that plays a script."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from gateway.channels import commands, text_form
from gateway.channels.telegram import client
from gateway.channels.telegram.render import NOT_SO
from tests.fakes.observer import BLACK, GREEN, picture
from tests.fakes.spotify_service import SpotifyService, spotify_service, track
from tests.fakes.telegram_platform import BOT_NAME, SECRET, cut_off, flood, only, silent, status
from tests.fakes.transcriber import ScriptedTranscriber, transcript
from tests.gateway.channels.telegram.house import TelegramHouse, ogg, telegram_house
from tests.gateway.music.setting_up import config_of
from tests.gateway.scripted.bot import TRACK, words
from tests.gateway.scripted.sound import quiet, utterance

pytestmark = pytest.mark.anyio
ADA, BOB = 42, 43
NOTE = ogg(utterance())
PHOTO = (picture(GREEN, size=(320, 240)), 320, 240)
ALLOW_VOICE, ALLOW_FACE = "Allow voice notes", "Allow photos of your face"


# --- words ------------------------------------------------------------------------------------------------


async def test_somebody_new_is_told_who_answers_and_then_answered_with_how_it_sounds(tmp_path: Path) -> None:
    async with telegram_house(tmp_path) as it:
        ada = it.telegram.person(ADA)
        notice, answer = await it.says(ada, "I am sad")
        assert notice == commands.CHAT_NOTICE
        assert answer == "It sounds like sadness. Tell me more?\n\nsounds like sadness"
        assert ada.last.titles == ["Play music", "An exercise", NOT_SO]
        assert it.telegram.actions == [(ADA, "typing")]
        assert it.house.bot.turns[0]["metadata"]["channel"] == "telegram"
        assert len(await it.says(ada, "I am glad")) == 1


async def test_the_language_of_their_app_is_the_visits_locale_until_it_is_another(tmp_path: Path) -> None:
    async with telegram_house(tmp_path) as it:
        ada = it.telegram.person(ADA)
        for ada.language in ("en-GB", "not a tag", None, "en-IE"):
            await it.says(ada, "I am sad")
        locales = [turn["metadata"]["locale"] for turn in it.house.bot.turns]
        assert locales == ["en-GB", "en-GB", "en-GB", "en-IE"]


async def test_telegram_is_answered_before_the_turn(tmp_path: Path) -> None:
    async with telegram_house(tmp_path) as it:
        it.house.bot.go_on.clear()
        ada = it.telegram.person(ADA)
        assert await it.telegram.happen(ada.words("I am sad")) == 200
        await it.house.bot.received.get()
        assert all("sadness" not in text for text in ada.heard)
        it.house.bot.go_on.set()
        await it.settled()
        assert "sadness" in ada.heard[-1]


async def test_a_quick_reply_is_the_next_turn_and_its_press_is_answered(tmp_path: Path) -> None:
    async with telegram_house(tmp_path) as it:
        ada = it.telegram.person(ADA)
        await it.says(ada, "I am sad")
        (song,) = await it.presses(ada, "Play music")
        assert str(TRACK["title"]) in song
        assert [turn["text"] for turn in it.house.bot.turns] == ["I am sad", "play music"]
        assert it.telegram.presses_answered == ["query-1"]


async def test_a_long_answer_comes_whole_in_pieces(tmp_path: Path) -> None:
    async with telegram_house(tmp_path) as it:
        long = "It is <fine> to rest & to say so. " * 400
        it.house.bot.script = lambda turn: [words(long)]
        pieces = (await it.says(it.telegram.person(ADA), "talk to me"))[1:]
        assert len(pieces) > 2
        said = " ".join(piece.partition("\n\nnot sure")[0].partition("\n\nsounds")[0] for piece in pieces)
        assert said.split() == long.split()


async def test_what_was_read_before_everything_was_forgotten_stands_under_no_answer(tmp_path: Path) -> None:
    async with telegram_house(tmp_path) as it:
        ada = it.telegram.person(ADA)
        await it.says(ada, "/forget")
        question = ada.last
        it.house.bot.go_on.clear()
        await it.telegram.happen(ada.words("I am sad"))
        await it.house.bot.received.get()
        await it.telegram.happen(ada.press(question, "Yes, forget me"))
        await it.house.until(lambda: text_form.FORGOTTEN in ada.heard)
        it.house.bot.go_on.set()
        await it.settled()
        assert ada.heard[-1] == "It sounds like sadness. Tell me more?"


# --- songs ------------------------------------------------------------------------------------------------


SLOW_MORNING = track("slow", "A Slow Morning", "The Example Band", released="1999-05-01")


@contextlib.asynccontextmanager
async def a_song_that_is_looked_for(folder: Path) -> AsyncIterator[tuple[TelegramHouse, SpotifyService]]:
    """Ada was shown it, and Spotify has not answered yet."""
    with spotify_service(SLOW_MORNING) as spotify:
        spotify.trouble = "hang"
        async with telegram_house(folder, spotify=config_of(spotify)) as it:
            ada = it.telegram.person(ADA)
            await it.says(ada, "play music")
            assert "/search/" in ada.last.button("Spotify")["url"]
            await it.house.until(lambda: spotify.asked)
            yield it, spotify


async def found(it: TelegramHouse, spotify: SpotifyService) -> None:
    """Spotify answers, and what follows has happened."""
    tracks = it.house.services.music.tracks
    assert tracks is not None
    spotify.trouble = ""
    spotify.go_on.set()
    sessions = it.house.services.registry.all()
    await it.house.until(
        lambda: tracks._kept and not tracks._under_way and not any(live._tasks for live in sessions)
    )
    await it.settled()


async def test_a_song_that_is_found_is_put_into_the_message_that_showed_it(tmp_path: Path) -> None:
    async with a_song_that_is_looked_for(tmp_path) as (it, spotify):
        ada = it.telegram.person(ADA)
        song = ada.last
        before = song.titles
        await it.says(ada, "I am sad")
        await found(it, spotify)
        assert song.button("Spotify")["url"] == f"https://open.spotify.com/track/{SLOW_MORNING['id']}"
        assert song.titles == before
        assert it.telegram.edited == [song.message_id]
        assert len(ada.heard) == 3


async def test_a_song_that_is_found_for_somebody_who_is_forgotten_is_put_nowhere(tmp_path: Path) -> None:
    async with a_song_that_is_looked_for(tmp_path) as (it, spotify):
        ada = it.telegram.person(ADA)
        await it.says(ada, "/forget")
        await it.presses(ada, "Yes, forget me")
        await found(it, spotify)
        assert it.telegram.edited == []


async def test_a_song_that_is_found_after_somebody_said_stop_is_put_nowhere_and_the_next_one_is(
    tmp_path: Path,
) -> None:
    async with a_song_that_is_looked_for(tmp_path) as (it, spotify):
        ada = it.telegram.person(ADA)
        await it.says(ada, "/stop")
        await found(it, spotify)
        assert it.telegram.edited == []
        spotify.go_on.clear()
        spotify.trouble = "hang"
        it.clock.now += 40 * 86_400.0  # it is looked up again
        it.house.bot.script = lambda turn: [words("Here.", card=TRACK | {"id": "song-2"})]
        await it.says(ada, "play music")
        song = ada.last
        await it.house.until(lambda: len(spotify.asked) > 1)
        await found(it, spotify)
        assert it.telegram.edited == [song.message_id]


# --- who may send -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("secret", [None, "", SECRET[:-1], SECRET + "x", SECRET.upper(), "x" * 200, "é" * 8])
async def test_a_forged_request_is_refused_and_nothing_follows(tmp_path: Path, secret: str | None) -> None:
    async with telegram_house(tmp_path) as it:
        update = it.telegram.person(ADA).words("I am sad")
        assert await it.telegram.post(update, secret=secret) == 403
        await it.settled()
        assert it.house.bot.turns == []
        assert it.telegram.sent == []
        assert await it.telegram.post(update) == 200


async def test_what_is_no_json_is_refused_and_what_is_no_update_is_let_be(tmp_path: Path) -> None:
    async with telegram_house(tmp_path) as it:
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        answer = await it.house.http.post("/channels/telegram", content=b"{", headers=headers)
        assert answer.status_code == 400
        nested = b"[" * 100_000 + b"]" * 100_000
        answer = await it.house.http.post("/channels/telegram", content=nested, headers=headers)
        assert answer.status_code == 400
        odd_ones: list[Any] = [[], 1, {"update_id": "x"}, {"update_id": 1, "message": None}]
        for odd in odd_ones:
            assert await it.telegram.post(odd) == 200
        assert it.telegram.sent == []


async def test_without_a_webhook_its_address_takes_nothing(tmp_path: Path) -> None:
    async with telegram_house(tmp_path, telegram_mode="polling") as it:
        it.telegram.webhook_to = f"http://127.0.0.1:{it.house.port}/channels/telegram"
        assert await it.telegram.post(it.telegram.person(ADA).words("hello")) in (404, 405)


# --- exactly once -----------------------------------------------------------------------------------------


async def test_updates_that_are_repeated_and_out_of_order_count_once_each(tmp_path: Path) -> None:
    async with telegram_house(tmp_path) as it:
        ada, bob = it.telegram.person(ADA), it.telegram.person(BOB)
        updates = [ada.words("one"), bob.words("two"), ada.words("three"), bob.words("four")]
        for update in (*reversed(updates), *updates, updates[0], updates[3]):
            assert await it.telegram.happen(update) == 200
        await it.settled()
        for update in updates:
            assert await it.does(update) == []
        assert sorted(turn["text"] for turn in it.house.bot.turns) == ["four", "one", "three", "two"]


async def test_an_update_counts_once_across_a_restart(tmp_path: Path) -> None:
    async with telegram_house(tmp_path) as it:
        update = it.telegram.person(ADA).words("I am sad")
        await it.does(update)
    async with telegram_house(tmp_path) as again:
        assert await again.does(update) == []
        assert again.house.bot.turns == []
        again.telegram.next_update()
        answers = await again.says(again.telegram.person(ADA), "I am still sad")
        assert "sadness" in answers[-1]
        assert commands.CHAT_NOTICE not in answers


async def test_the_same_press_counts_once(tmp_path: Path) -> None:
    async with telegram_house(tmp_path) as it:
        ada = it.telegram.person(ADA)
        await it.says(ada, "I am sad")
        update = ada.press(ada.last, "Play music")
        for _ in range(3):
            await it.does(update)
        assert len(it.house.bot.turns) == 2


async def test_polling_brings_the_same_conversation(tmp_path: Path) -> None:
    async with telegram_house(tmp_path, telegram_mode="polling") as it:
        ada = it.telegram.person(ADA)
        await it.telegram.happen(ada.words("I am sad"))
        await it.house.until(lambda: it.house.bot.turns)
        await it.settled()
        assert "sadness" in ada.heard[-1]


# --- while Telegram is away -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault", [status(500), status(502), cut_off, silent], ids=["500", "502", "cut off", "silent"]
)
async def test_no_reply_is_lost_while_telegram_is_away_for_a_minute(
    tmp_path: Path, fault: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "ANSWER_S", 0.5)
    async with telegram_house(tmp_path) as it:
        ada = it.telegram.person(ADA)
        await it.says(ada, "hello")
        n_before, began = len(it.telegram.sent), it.clock.now

        def away(method: str, fields: dict[str, Any]) -> Any:
            return fault(method, fields) if it.clock.now < began + 60.0 else None

        it.telegram.away = away
        for text in ("I am sad", "I am happy", "I am afraid"):
            await it.telegram.happen(ada.words(text))
        await it.settled()
        assert it.clock.now >= began + 60.0
        said = [message.text.split(".")[0] for message in it.telegram.sent[n_before:]]
        assert said == ["It sounds like sadness", "It sounds like joy", "It sounds like fear"]


async def test_flood_control_is_waited_for_as_long_as_it_says(tmp_path: Path) -> None:
    async with telegram_house(tmp_path) as it:
        ada = it.telegram.person(ADA)
        await it.says(ada, "hello")
        it.telegram.away = only("sendMessage", flood(17))
        await it.telegram.happen(ada.words("I am sad"))
        await it.house.until(lambda: 17.0 in it.waited_s)
        it.telegram.away = None
        await it.settled()
        assert "sadness" in ada.heard[-1]
        assert [text.count("sadness") for text in ada.heard].count(0) == len(ada.heard) - 1


async def test_who_blocked_the_bot_is_written_to_no_more_and_others_are(tmp_path: Path) -> None:
    async with telegram_house(tmp_path) as it:
        it.telegram.blocked.add(ADA)
        assert await it.says(it.telegram.person(ADA), "hello") == []
        assert len(await it.says(it.telegram.person(BOB), "hello")) == 2


# --- putting right, rating --------------------------------------------------------------------------------


async def test_a_mood_is_put_right_by_two_presses(tmp_path: Path) -> None:
    async with telegram_house(tmp_path) as it:
        ada = it.telegram.person(ADA)
        await it.says(ada, "I am sad")
        assert await it.presses(ada, NOT_SO) == []
        assert await it.presses(ada, "anger") == ["Thank you: anger, as you say."]
        assert it.senses.corrected == ["anger"]
        (course,) = await it.says(ada, "/mood")
        assert "anger (as you say)" in course


async def test_a_mood_is_put_right_after_a_restart(tmp_path: Path) -> None:
    async with telegram_house(tmp_path) as it:
        ada = it.telegram.person(ADA)
        await it.says(ada, "I am sad")
        await it.presses(ada, NOT_SO)
        old = ada.last
    async with telegram_house(tmp_path) as again:
        ada = again.telegram.person(ADA)
        said = await again.does(ada.press(old, "anger"))
        assert said[-1] == "Thank you: anger, as you say."


async def test_a_song_is_liked(tmp_path: Path) -> None:
    async with telegram_house(tmp_path) as it:
        ada = it.telegram.person(ADA)
        await it.says(ada, "music please")
        assert await it.presses(ada, "👍 Like") == ["Noted, you like it."]


# --- commands ---------------------------------------------------------------------------------------------


async def test_start_pause_resume_privacy_and_help_answer(tmp_path: Path) -> None:
    async with telegram_house(tmp_path) as it:
        ada = it.telegram.person(ADA)
        assert (await it.says(ada, "/start"))[0] == commands.CHAT_NOTICE
        assert "no longer estimate" in (await it.says(ada, "/stop"))[-1]
        (answer,) = await it.says(ada, "I am sad")
        assert answer == "I hear you. Tell me more?"
        assert "again" in (await it.says(ada, "/resume"))[-1]
        assert "30 days" in (await it.says(ada, "/privacy"))[-1]
        assert "/forget" in (await it.says(ada, f"/help@{BOT_NAME}"))[-1]


async def test_forget_asks_once_and_then_erases(tmp_path: Path) -> None:
    async with telegram_house(tmp_path) as it:
        ada = it.telegram.person(ADA)
        await it.says(ada, "I am sad")
        (question,) = await it.says(ada, "/forget")
        assert question == commands.ASK_FORGET.text
        assert "erased" in (await it.presses(ada, "Yes, forget me"))[-1]
        assert (await it.says(ada, "/mydata"))[-1] != ""
        assert "nothing to show" in (await it.says(ada, "/mood"))[-1]


# --- voice notes and photos -------------------------------------------------------------------------------


def ears(text: str = "i feel so sad", confidence: float = 0.9) -> ScriptedTranscriber:
    return ScriptedTranscriber([transcript(text, confidence)])


async def allowed(it: TelegramHouse, number: int = ADA, title: str = ALLOW_VOICE) -> None:
    """Somebody is asked, and allows it."""
    person = it.telegram.person(number)
    await it.does(person.note(NOTE) if title == ALLOW_VOICE else person.photo(PHOTO))
    await it.presses(person, title)


async def test_before_consent_a_voice_note_is_not_even_fetched(tmp_path: Path) -> None:
    async with telegram_house(tmp_path, transcriber=ears()) as it:
        ada = it.telegram.person(ADA)
        question = (await it.does(ada.note(NOTE)))[-1]
        assert "May I take voice notes" in question
        assert it.telegram.downloads == []
        assert not any(method == "getFile" for method, _ in it.telegram.calls)
        await it.presses(ada, ALLOW_VOICE)
        assert it.telegram.downloads == []  # what was sent before is asked for again
        assert it.house.bot.turns == []


async def test_with_consent_a_voice_note_is_heard_and_sensed_as_in_voice_mode(tmp_path: Path) -> None:
    async with telegram_house(tmp_path, transcriber=ears()) as it:
        await allowed(it)
        heard, answer = await it.does(it.telegram.person(ADA).note(NOTE))
        assert heard == "I heard: “i feel so sad”"
        assert answer.endswith("sounds like sadness (from words and voice)")
        (voice,) = it.senses.voices
        assert 0.9 <= voice.duration_s <= 1.7


async def test_consent_is_of_one_chat(tmp_path: Path) -> None:
    async with telegram_house(tmp_path, transcriber=ears()) as it:
        await allowed(it)
        await it.does(it.telegram.person(BOB).note(NOTE))
        assert it.telegram.downloads == []


async def test_consent_that_is_taken_back_holds_for_the_next_note(tmp_path: Path) -> None:
    async with telegram_house(tmp_path, transcriber=ears()) as it:
        await allowed(it)
        ada = it.telegram.person(ADA)
        assert "no voice notes" in (await it.says(ada, "/deny voice"))[-1]
        assert "May I take voice notes" in (await it.does(ada.note(NOTE)))[-1]
        assert it.telegram.downloads == []


async def test_unsure_words_are_asked_about_and_count_when_confirmed(tmp_path: Path) -> None:
    async with telegram_house(tmp_path, transcriber=ears("i feel mad", 0.2)) as it:
        await allowed(it)
        ada = it.telegram.person(ADA)
        assert (await it.does(ada.note(NOTE)))[-1] == "Did I hear “i feel mad”?"
        assert it.house.bot.turns == []
        await it.presses(ada, "Yes")
        assert it.house.bot.turns[0]["text"] == "i feel mad"
        assert len(it.senses.voices) == 1
        await it.does(ada.note(NOTE))
        await it.presses(ada, "No")
        assert len(it.house.bot.turns) == 1


async def test_silence_and_what_is_no_sound_are_answered(tmp_path: Path) -> None:
    async with telegram_house(tmp_path, transcriber=ears()) as it:
        await allowed(it)
        ada = it.telegram.person(ADA)
        assert "could not make out any words" in (await it.does(ada.note(ogg(quiet(1.0)))))[-1]
        assert "cannot hear that voice note" in (await it.does(ada.note(b"no sound at all")))[-1]
        assert "60 seconds" in (await it.does(ada.note(ogg(quiet(63.0)), duration=3)))[-1]
        assert it.house.bot.turns == []


async def test_where_no_words_are_recognised_a_note_is_declined_kindly(tmp_path: Path) -> None:
    async with telegram_house(tmp_path) as it:
        assert "Write to me instead" in (await it.does(it.telegram.person(ADA).note(NOTE)))[-1]
        assert it.telegram.downloads == []


async def test_at_work_no_note_and_no_photo_is_taken_whatever_anybody_allows(tmp_path: Path) -> None:
    async with telegram_house(tmp_path, transcriber=ears(), context="workplace") as it:
        ada = it.telegram.person(ADA)
        assert "never take voice notes" in (await it.does(ada.note(NOTE)))[-1]
        assert "never take photos" in (await it.does(ada.photo(PHOTO)))[-1]
        await it.says(ada, "/allow voice")
        await it.does(ada.note(NOTE))
        assert it.telegram.downloads == []


async def test_a_note_that_cannot_be_fetched_is_said_so_and_the_talk_goes_on(tmp_path: Path) -> None:
    async with telegram_house(tmp_path, transcriber=ears()) as it:
        await allowed(it)
        ada = it.telegram.person(ADA)
        it.telegram.away = only("getFile", status(400, "Bad Request: file is temporarily unavailable"))
        assert (await it.does(ada.note(NOTE)))[-1] == commands.MEDIA_AWAY.text
        assert "sadness" in (await it.says(ada, "I am sad"))[-1]


async def test_a_photo_is_seen_after_consent_and_counts_for_the_next_words(tmp_path: Path) -> None:
    async with telegram_house(tmp_path) as it:
        ada = it.telegram.person(ADA)
        assert "May I take photos" in (await it.does(ada.photo(PHOTO)))[-1]
        assert it.telegram.downloads == []
        await it.presses(ada, ALLOW_FACE)
        seen = await it.shows(ada.photo(PHOTO))
        assert seen.startswith("In that photo I see joy.")
        answer = (await it.says(ada, "hello again"))[-1]
        assert answer.endswith("(from words and face)")
        assert it.senses.faces[0].is_photo


async def test_a_caption_is_the_turn_of_its_photo(tmp_path: Path) -> None:
    async with telegram_house(tmp_path) as it:
        await allowed(it, title=ALLOW_FACE)
        (answer,) = await it.does(it.telegram.person(ADA).photo(PHOTO, caption="me on my birthday"))
        assert it.house.bot.turns[0]["text"] == "me on my birthday"
        assert answer.endswith("(from words and face)")


async def test_a_photo_without_a_face_says_so_and_its_caption_counts(tmp_path: Path) -> None:
    async with telegram_house(tmp_path) as it:
        await allowed(it, title=ALLOW_FACE)
        nobody = (picture(BLACK, size=(320, 240)), 320, 240)
        no_face, _ = await it.does(it.telegram.person(ADA).photo(nobody, caption="my garden"))
        assert "no face" in no_face
        assert it.house.bot.turns[0]["text"] == "my garden"


# --- groups -----------------------------------------------------------------------------------------------


async def test_in_a_group_it_answers_who_speaks_to_it_in_their_thread_and_nobody_else(tmp_path: Path) -> None:
    async with telegram_house(tmp_path, transcriber=ears()) as it:
        ada = it.telegram.in_group(ADA, thread=7)
        assert await it.says(ada, "I am so sad") == []
        assert await it.does(ada.note(NOTE)) == []
        addressed = ada.words(f"@{BOT_NAME} I am so sad")
        notice, answer = await it.does(addressed)
        assert notice == commands.CHAT_NOTICE
        assert "sounds like sadness" not in answer.split("\n")
        assert NOT_SO not in ada.last.titles
        assert {(m.chat, m.thread, m.reply_to) for m in it.telegram.sent} == {
            (-500, 7, addressed["message"]["message_id"])
        }


async def test_in_a_group_moods_data_and_codes_are_told_to_nobody(tmp_path: Path) -> None:
    async with telegram_house(tmp_path) as it:
        ada = it.telegram.in_group(ADA)
        await it.says(ada, f"@{BOT_NAME} I am sad")
        for command in ("mood", "mydata", "link"):
            assert await it.says(ada, f"/{command}@{BOT_NAME}") == [commands.IN_PRIVATE.text]


async def test_two_people_in_one_group_are_two(tmp_path: Path) -> None:
    async with telegram_house(tmp_path) as it:
        for number in (ADA, BOB):
            await it.says(it.telegram.in_group(number), f"@{BOT_NAME} hello")
        users = {turn["metadata"]["user"] for turn in it.house.bot.turns}
        assert len(users) == 2


# --- privacy ----------------------------------------------------------------------------------------------


def all_of(folder: Path) -> bytes:
    """Everything that lies in the database's files."""
    return b"".join(path.read_bytes() for path in folder.glob("people.db*"))


async def test_no_word_no_id_and_no_media_is_in_the_logs_or_the_database(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    number = 987654321987
    async with telegram_house(tmp_path, transcriber=ears()) as it:
        it.telegram.faults.extend([status(500), cut_off])
        await allowed(it, number)
        ada = it.telegram.person(number)
        await it.says(ada, "my peculiar word")
        await it.does(ada.note(NOTE))
        await asyncio.wrap_future(it.house.services.recorder.settled())
    stored = all_of(tmp_path)
    out = capsys.readouterr()
    for secret in (str(number), "peculiar", SECRET, "a_token_that_only_tests"):
        assert secret.encode() not in stored
        assert secret not in out.out + out.err
    assert b"OggS" not in stored
