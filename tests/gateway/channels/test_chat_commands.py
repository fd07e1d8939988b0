"""Notice, pause, forgetting, data, mood, consent and links, by command or button, in a chat elsewhere."""

from pathlib import Path

import pytest

from gateway.channels import commands
from gateway.channels.channel import Asked, Confirmed, PutRight, Rated, SentElse, Spoke
from gateway.channels.text_form import FORGOTTEN, PAUSED, RESUMED
from tests.fakes.chat import FakePlatform, joined
from tests.fakes.transcriber import transcript
from tests.gateway.channels.in_chats import (
    Talking,
    a_photo,
    chatting,
    code_in,
    home_and_work,
    rows_of_people,
    talking_house,
    user_of,
)
from tests.gateway.house import open_house
from tests.gateway.lasting import a_day, lasting

pytestmark = pytest.mark.anyio


async def test_sensing_is_paused_and_taken_up_again(tmp_path: Path) -> None:
    async with chatting(tmp_path) as (_there, ann):
        assert (await ann.asks("pause"))[-1] == PAUSED
        await ann.says("I am sad")
        assert ann.platform.emotions() == []
        assert (await ann.asks("resume"))[-1] == RESUMED
        await ann.says("I am sad")
        assert ann.platform.emotions() == ["sadness"]


async def test_a_pause_lasts_through_a_restart(tmp_path: Path) -> None:
    clock, platform = a_day(), FakePlatform()
    async with lasting(tmp_path, clock) as there:
        await joined(there.house, platform, clock).asks("pause")
    async with lasting(tmp_path, clock) as again:
        await joined(again.house, platform, clock).says("I am sad")
        assert platform.emotions() == []


async def test_a_pause_holds_wherever_the_same_person_writes(tmp_path: Path) -> None:
    clock, platform = a_day(), FakePlatform()
    async with lasting(tmp_path, clock) as there:
        here = joined(there.house, platform, clock)
        elsewhere = joined(there.house, platform, clock, where="p2")
        await elsewhere.says("hello")
        await here.asks("pause")
        await elsewhere.says("I am sad")
        assert "sadness" not in platform.emotions()


async def test_a_command_is_read_from_words_and_buttons(tmp_path: Path) -> None:
    async with chatting(tmp_path) as (there, ann):
        await ann.says("/help")
        assert ann.platform.last() == commands.HELP.text
        assert "/pause" in ann.platform.buttons()
        assert (await ann.says("/pause"))[-1] == PAUSED
        assert (await ann.says("/nonsense"))[-1] == commands.UNKNOWN.text
        assert there.house.bot.turns == []


async def test_forgetting_is_asked_back_and_then_leaves_nothing(tmp_path: Path) -> None:
    async with chatting(tmp_path) as (there, ann):
        await ann.says("I am sad")
        await ann.asks("link")
        await ann.asks("forget")
        assert ann.platform.last() == commands.ASK_FORGET.text
        await there.settled()
        assert rows_of_people(there.companion.store)
        (press,) = ann.platform.buttons()
        assert await ann.says(press) == [FORGOTTEN]
        await there.settled()
        assert rows_of_people(there.companion.store) == {}


async def test_who_was_forgotten_is_somebody_new(tmp_path: Path) -> None:
    async with chatting(tmp_path) as (there, ann):
        await ann.says("I am sad")
        await ann.forgets()
        told = await ann.says("I am glad")
        assert told[0] == commands.CHAT_NOTICE
        await ann.asks("mood")
        assert ann.platform.last().count("UTC") == 1
        await ann.forgets()  # and can be forgotten again
        await there.settled()
        assert rows_of_people(there.companion.store) == {}


async def test_forgetting_by_words_leaves_nothing_either(tmp_path: Path) -> None:
    async with chatting(tmp_path) as (there, ann):
        await ann.says("I am sad")
        await ann.says("forget me")
        await there.settled()
        assert rows_of_people(there.companion.store) == {}
        assert (await ann.says("hello"))[0] == commands.CHAT_NOTICE


async def test_what_waits_is_forgotten_too(tmp_path: Path) -> None:
    async with chatting(tmp_path) as (there, ann):
        await ann.says("hello")
        await there.house.bot.received.get()
        there.house.bot.go_on.clear()
        ann.posts("first")
        ann.posts("never handed in")
        ann.visits.take(Asked(*ann._about(None), command="forget"))
        await there.house.bot.received.get()
        await there.house.until(lambda: commands.ASK_FORGET.text in ann.platform.texts())
        ann.visits.take(Asked(*ann._about(None), command="forget_confirmed"))
        await there.house.until(lambda: FORGOTTEN in ann.platform.texts())
        there.house.bot.go_on.set()
        await ann.settled()
        await there.settled()
        assert [turn["text"] for turn in there.house.bot.turns] == ["hello", "first"]
        assert rows_of_people(there.companion.store) == {}


async def test_a_pause_is_kept_when_everything_is_forgotten(tmp_path: Path) -> None:
    clock, platform = a_day(), FakePlatform()
    async with lasting(tmp_path, clock) as there:
        ann = joined(there.house, platform, clock)
        await ann.asks("pause")
        await ann.forgets()
        await ann.says("I am sad")
        assert platform.emotions() == []
    async with lasting(tmp_path, clock) as again:
        await joined(again.house, platform, clock).says("I am sad")
        assert platform.emotions() == []


async def test_what_is_known_is_shown_in_words(tmp_path: Path) -> None:
    async with chatting(tmp_path) as (_there, ann):
        assert "codes of messages" in (await ann.asks("my_data"))[-1]
        await ann.says("I am sad")
        (told,) = await ann.asks("my_data")
        assert "1 visits, 1 readings" in told
        assert "0 messages with their words" in told


async def test_the_course_of_the_mood_is_told_in_words(tmp_path: Path) -> None:
    async with chatting(tmp_path) as (_there, ann):
        assert "nothing to show yet" in (await ann.asks("mood"))[-1]
        await ann.says("I am sad")
        await ann.says("I am glad")
        (told,) = await ann.asks("mood")
        assert "sadness" in told
        assert told.endswith("It has been growing lighter.")


async def test_what_is_personal_is_not_told_where_others_read(tmp_path: Path) -> None:
    clock, platform = a_day(), FakePlatform()
    async with lasting(tmp_path, clock) as there:
        ann = joined(there.house, platform, clock, private=False)
        for command in ("mood", "my_data", "link", "unlink"):
            assert (await ann.asks(command))[-1] == commands.IN_PRIVATE.text


async def test_an_item_is_rated_and_another_is_brought(tmp_path: Path) -> None:
    async with chatting(tmp_path) as (there, ann):
        await ann.says("play music")
        ann.visits.take(Rated(*ann._about(None), item="song-1", action="skip"))
        await ann.settled()
        assert there.house.bot.turns[-1]["text"] == "Something else"


async def test_a_reading_is_put_right_by_the_end_of_its_name(tmp_path: Path) -> None:
    async with chatting(tmp_path) as (there, ann):
        await ann.says("I am sad")
        (shown,) = [shown.emotion for _, shown in ann.platform.got if shown.emotion]
        assert shown is not None
        assert shown.turn is not None
        ann.visits.take(PutRight(*ann._about(None), turn=".".join(shown.turn.split(".")[-2:]), label="fear"))
        await ann.settled()
        assert ann.platform.emotions() == ["sadness", "fear"]
        ann.visits.take(PutRight(*ann._about(None), turn="0.99", label="joy"))
        await there.house.until(lambda: "no longer have that reading" in ann.platform.last())


async def test_what_a_channel_cannot_take_is_said_once(tmp_path: Path) -> None:
    async with chatting(tmp_path) as (_there, ann):
        for _ in range(3):
            ann.visits.take(SentElse(*ann._about(None), kind="a sticker"))
        await ann.settled()
        assert sum("a sticker" in text for text in ann.platform.texts()) == 1


# --- linking ----------------------------------------------------------------------------------------------


async def test_one_person_in_two_channels(tmp_path: Path) -> None:
    async with home_and_work(tmp_path) as (there, here, at_work):
        await here.says("I am sad")
        await at_work.says("I am glad")
        code = code_in((await here.asks("link"))[-1])
        assert (await at_work.asks("link", code.lower()))[-1] == commands.ask_link(code).text
        assert (await at_work.says(at_work.platform.buttons()[0]))[-1] == commands.LINKED.text
        await at_work.says("and now")
        assert there.house.bot.turns[-1]["metadata"]["user"] == user_of(there, here)
        (told,) = await here.asks("mood")
        assert told.count("UTC") == 3  # what was said at work came along
        assert "Linked: slack" in (await here.asks("my_data"))[-1]
        assert (await at_work.asks("link", f"{code} yes"))[-1] == commands.WRONG_CODE.text
        assert (await at_work.asks("unlink"))[-1] == commands.UNLINKED.text
        await at_work.says("alone")
        assert there.house.bot.turns[-1]["metadata"]["user"] == user_of(there, at_work)


async def test_a_link_lasts_through_a_restart_and_ends_when_one_is_forgotten(tmp_path: Path) -> None:
    clock, telegram, slack = a_day(), FakePlatform("telegram"), FakePlatform("slack")
    async with lasting(tmp_path, clock) as there:
        here, at_work = joined(there.house, telegram, clock), joined(there.house, slack, clock)
        await at_work.asks("link", code_in((await here.asks("link"))[-1]) + " yes")
    async with lasting(tmp_path, clock) as again:
        here, at_work = joined(again.house, telegram, clock), joined(again.house, slack, clock)
        await at_work.says("I am sad")
        assert again.house.bot.turns[-1]["metadata"]["user"] == user_of(again, here)
        await here.says("hello")
        await here.forgets()
        assert slack.last() == FORGOTTEN
        await again.settled()
        assert rows_of_people(again.companion.store) == {}
        await at_work.says("hello")
        assert again.house.bot.turns[-1]["metadata"]["user"] == user_of(again, at_work)


async def test_a_code_that_was_sent_where_others_read_is_burnt(tmp_path: Path) -> None:
    clock, telegram, slack = a_day(), FakePlatform("telegram"), FakePlatform("slack")
    async with lasting(tmp_path, clock) as there:
        here = joined(there.house, telegram, clock)
        code = code_in((await here.asks("link"))[-1])
        in_public = joined(there.house, slack, clock, where="p2", private=False)
        assert (await in_public.asks("link", code))[-1] == commands.CODE_SEEN.text
        bystander = joined(there.house, slack, clock, who="u2")
        assert (await bystander.asks("link", f"{code} yes"))[-1] == commands.WRONG_CODE.text


async def test_codes_cannot_be_guessed_on_and_on(tmp_path: Path) -> None:
    async with chatting(tmp_path) as (_there, ann):
        for _ in range(5):
            assert (await ann.asks("link", "AAAA-AAAA yes"))[-1] == commands.WRONG_CODE.text
        assert (await ann.asks("link", "AAAA-AAAA yes"))[-1] == commands.TOO_MANY_CODES.text


async def test_a_visitor_of_the_page_takes_a_code_to_a_chat(tmp_path: Path) -> None:
    clock, platform = a_day(), FakePlatform()
    async with lasting(tmp_path, clock) as there:
        ann, http = joined(there.house, platform, clock), there.house.http
        bearer = await there.house.bearer()
        assert (await http.get("/v1/links", headers=bearer)).json() == {"links": [], "channels": ["telegram"]}
        answer = await http.post("/v1/links/code", headers=bearer)
        assert answer.status_code == 201
        assert answer.json()["expires_in_s"] == 600
        await ann.asks("link", answer.json()["code"] + " yes")
        await ann.says("I am sad")
        user = there.user_of(bearer["Authorization"].removeprefix("Bearer "))
        assert there.house.bot.turns[-1]["metadata"]["user"] == user
        (link,) = (await http.get("/v1/links", headers=bearer)).json()["links"]
        assert link["channel"] == "telegram"
        assert (await http.delete("/v1/links", headers=bearer)).json() == {"n_undone": 1, "links": []}
        await ann.says("I am sad")
        assert there.house.bot.turns[-1]["metadata"]["user"] == user_of(there, ann)


# --- voice and face ---------------------------------------------------------------------------------------


async def test_nothing_is_fetched_of_a_voice_note_without_consent(tmp_path: Path) -> None:
    async with talking_house(tmp_path) as (talking, _house, ann):
        await ann.speaks()
        assert ann.platform.last() == commands.ask_consent("voice").text
        assert ann.platform.fetched == []
        await ann.says(ann.platform.buttons()[0])
        assert ann.platform.last() == commands.consent_words("voice", granted=True).text
        await ann.speaks()
        assert ann.platform.fetched == ["voice-1"]
        assert len(talking.senses.voices) == 1
        assert any(text.startswith("I heard: “") for text in ann.platform.texts())
        await ann.asks("deny_voice")
        await ann.speaks("voice-2")
        assert ann.platform.fetched == ["voice-1"]


async def test_consent_holds_in_the_chat_where_it_was_given(tmp_path: Path) -> None:
    talking, platform = Talking(tmp_path), FakePlatform()
    async with open_house(tmp_path, build=talking.build, recognition="pocketsphinx") as house:
        here = joined(house, platform, talking.clock)
        await here.asks("allow_voice")
        elsewhere = joined(house, platform, talking.clock, where="p2")
        await elsewhere.speaks()
        assert platform.last("p2") == commands.ask_consent("voice").text
    async with open_house(tmp_path, build=talking.build, recognition="pocketsphinx") as again:
        here = joined(again, platform, talking.clock)
        await here.speaks()
        assert platform.fetched == ["voice-1"]


async def test_consent_that_is_taken_back_while_a_note_is_fetched_holds(tmp_path: Path) -> None:
    async with talking_house(tmp_path) as (talking, house, ann):
        await ann.asks("allow_voice")
        ann.platform.fetching.clear()
        ann.visits.take(Spoke(*ann._about(None), media="voice-1"))
        await house.until(lambda: ann.platform.fetched)
        ann.visits.take(Asked(*ann._about(None), command="deny_voice"))
        await house.until(lambda: commands.consent_words("voice", granted=False).text in ann.platform.texts())
        ann.platform.fetching.set()
        await ann.settled()
        assert talking.senses.voices == []
        assert house.bot.turns == []


async def test_a_withdrawal_holds_in_every_linked_channel(tmp_path: Path) -> None:
    async with talking_house(tmp_path) as (_talking, house, ann):
        bearer = await house.bearer()
        code = (await house.http.post("/v1/links/code", headers=bearer)).json()["code"]
        await ann.asks("link", f"{code} yes")
        await ann.asks("allow_voice")
        await ann.speaks()
        assert len(ann.platform.fetched) == 1
        async with house.visitor() as page:
            token = bearer["Authorization"].removeprefix("Bearer ")
            await page.hello(token=token)
            await page.send("consent", id="c", sense="voice", granted=False)
            await page.until_pong()
        await ann.speaks("voice-2")
        assert len(ann.platform.fetched) == 1
        assert ann.platform.last() == commands.ask_consent("voice").text


async def test_words_heard_unsurely_are_asked_back(tmp_path: Path) -> None:
    async with talking_house(tmp_path) as (talking, house, ann):
        await ann.asks("allow_voice")
        talking.transcriber._script = [transcript("I am sad", 0.3)]
        await ann.speaks()
        assert ann.platform.last() == "Did I hear “I am sad”?"
        assert house.bot.turns == []
        await ann.says("/heard yes")
        await house.until(lambda: house.bot.turns)
        assert house.bot.turns[-1]["text"] == "I am sad"
        ann.visits.take(Confirmed(*ann._about(None), utterance="0.s1.1", keep=True))
        await ann.settled()
        assert "no longer waiting" in " ".join(ann.platform.texts())


async def test_a_photo_needs_consent_and_counts_for_its_caption(tmp_path: Path) -> None:
    talking, platform = Talking(tmp_path), FakePlatform(photo=a_photo())
    async with open_house(tmp_path, build=talking.build) as house:
        ann = joined(house, platform, talking.clock)
        await ann.shows(caption="look at me")
        assert commands.ask_consent("face").text in platform.texts()
        assert platform.fetched == []
        await ann.asks("allow_face")
        await ann.shows(caption="look at me")
        assert platform.fetched == ["photo-1"]
        assert house.bot.turns[-1]["text"] == "look at me"


async def test_at_work_neither_voice_nor_face_can_be_allowed(tmp_path: Path) -> None:
    talking, slack = Talking(tmp_path), FakePlatform("slack")
    async with open_house(tmp_path, build=talking.build, recognition="pocketsphinx") as house:
        ann = joined(house, slack, talking.clock)
        (notice, never) = await ann.asks("allow_voice")
        assert notice == commands.WORKPLACE_NOTICE
        assert never == commands.not_here("voice", "not_allowed").text
        await ann.speaks()
        await ann.shows()
        assert slack.fetched == []


async def test_a_recording_is_confirmed_by_the_end_of_its_name(tmp_path: Path) -> None:
    async with talking_house(tmp_path) as (talking, house, ann):
        await ann.asks("allow_voice")
        talking.transcriber._script = [transcript("I am sad", 0.3)]
        await ann.speaks()
        (visit,) = ann.visits._visits.values()
        (utterance,) = visit._deeds._unconfirmed
        _session, _, tail = utterance.partition(".")
        ann.visits.take(Confirmed(*ann._about(None), utterance=tail, keep=True))
        await house.until(lambda: house.bot.turns)
        assert house.bot.turns[-1]["text"] == "I am sad"
