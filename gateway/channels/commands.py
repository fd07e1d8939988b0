"""What a chat visitor can ask for by a command or a button, and the words that answer it."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from gateway.cards import QuickReply
from gateway.channels.channel import Command
from gateway.channels.text_form import Plain
from gateway.notice import AI_NOTICE

_SLASH: Final = re.compile(r"^/([A-Za-z_]+)(?:@\w+)?(?:\s+(.*))?$", re.DOTALL)

_WORDS: Final[Mapping[str, Command]] = {
    "help": "help", "start": "help", "notice": "notice", "privacy": "privacy", "pause": "pause",
    "stop": "pause", "resume": "resume", "forget": "forget", "forgetme": "forget",
    "forget_confirmed": "forget_confirmed", "mydata": "my_data", "my_data": "my_data", "data": "my_data",
    "export": "my_data", "mood": "mood", "why": "why", "link": "link", "unlink": "unlink",
    "allow_voice": "allow_voice", "deny_voice": "deny_voice", "allow_face": "allow_face",
    "deny_face": "deny_face",
}  # fmt: skip
_SENSED: Final[Mapping[tuple[str, str], Command]] = {
    ("allow", "voice"): "allow_voice", ("deny", "voice"): "deny_voice",
    ("allow", "face"): "allow_face", ("deny", "face"): "deny_face",
    ("allow", "photos"): "allow_face", ("deny", "photos"): "deny_face",
}  # fmt: skip

N_MOODS: Final = 8
"""Points of the mood that are told."""

WORKPLACE_NOTICE: Final = (
    "Hello! Before we start: I'm an AI, not a person. This is a place of work: I estimate emotions from the "
    "words you write to me and from nothing else, never from a voice, a face or how you type; I can be "
    "wrong. What you write passes through the company behind this app. "
    "Say “pause sensing” and I stop estimating; say “forget me” and I erase what I know about you."
)
CHAT_NOTICE: Final = (
    "Hello! Before we start: I'm an AI, not a person. I estimate emotions from the words you write, and from "
    "a voice note or a photo of your face only if you allow it in this chat, so that I can answer with care; "
    "I can be wrong. What you send passes through the company behind this app. "
    "Say “pause sensing” and I stop estimating; say “forget me” and I erase what I know about you."
)
NOTICES: Final[Mapping[str, str]] = {"slack": WORKPLACE_NOTICE, "telegram": CHAT_NOTICE}

PAUSE: Final = QuickReply(title="Pause sensing", text="/pause")
MY_DATA: Final = QuickReply(title="Show my data", text="/mydata")
FORGET: Final = QuickReply(title="Forget me", text="/forget")

HELP: Final = Plain(
    "Just write to me. I also know these:\n"
    "/mood: how you have sounded lately\n"
    "/why: why I offered the last thing\n"
    "/pause and /resume: whether I estimate how you feel\n"
    "/privacy: what I keep, and for how long\n"
    "/mydata: what I know about you\n"
    "/forget: erase all of it\n"
    "/link and /unlink: be the same person here and elsewhere",
    (PAUSE, MY_DATA, FORGET),
)
UNKNOWN: Final = Plain("I don't know that command. /help lists those that I know.")
ASK_FORGET: Final = Plain(
    "Shall I erase everything that I know about you, here and wherever you are linked? It cannot be undone.",
    (QuickReply(title="Yes, forget me", text="/forget yes"),),
)
IN_PRIVATE: Final = Plain("That is only for you to see: ask me in a direct message.")
BROKEN_OFF: Final = Plain(
    "I'm sorry: I was interrupted in the middle of what you sent before, and it is gone. Please send it "
    "again."
)
WENT_WRONG: Final = Plain("I'm sorry, something went wrong here, and that is lost. Please send it again.")
TOO_MANY: Final = Plain("That was a lot at once, and I could not take all of it. Please send the last again.")
MEDIA_AWAY: Final = Plain("I could not fetch that. Please send it again in a minute.")
STORE_AWAY: Final = Plain("I can't look that up at the moment. Please ask again in a minute.")
SENSE_NAMES: Final = {"voice": "voice notes", "face": "photos of your face"}


def command_of(text: str) -> tuple[Command, str] | None:
    """`text` as a command and what stands behind it; None where it is something that somebody says."""
    found = _SLASH.match(text.strip())
    if found is None:
        return None
    name, words = found[1].lower(), (found[2] or "").strip()
    first, _, rest = words.partition(" ")
    if command := _SENSED.get((name, first.lower())):
        return command, rest
    if name.startswith("forget") and first.lower() in ("yes", "me") and not rest:
        return ("forget_confirmed" if first.lower() == "yes" else "forget"), ""
    known = _WORDS.get(name)
    return None if known is None else (known, words)


def is_command(text: str) -> bool:
    """Whether `text` looks like one, known or not."""
    return _SLASH.match(text.strip()) is not None and "/" not in text.strip()[1:]


def notice_of(channel: str) -> str:
    """What a visitor is told at first contact in a channel."""
    return NOTICES.get(channel, AI_NOTICE)


def privacy_words(channel: str, retention_days: int, *, words_kept: bool) -> Plain:
    """What is kept, and for how long."""
    words = "and your words with it" if words_kept else "never your words"
    return Plain(
        f"{notice_of(channel)}\n\nI keep how your messages sounded for {retention_days} days, {words}, what "
        "you liked and what you decided. Voice notes and photos are heard and seen in memory and never kept. "
        "Who you are in this app is stored only as a code that nobody can turn back.",
        (PAUSE, MY_DATA, FORGET),
    )


def ask_consent(sense: str) -> Plain:
    """The question that goes before everything that is not words."""
    what = SENSE_NAMES[sense]
    reads = "how they sound" if sense == "voice" else "what they show"
    return Plain(
        f"May I take {what} in this chat, and estimate from {reads} how you feel? I keep none of them. Allow "
        f"it and send it again; /deny {sense} takes it back at any time.",
        (QuickReply(title=f"Allow {what}", text=f"/allow {sense}"),),
    )


def consent_words(sense: str, *, granted: bool) -> Plain:
    """The answer to a decision."""
    what = SENSE_NAMES[sense]
    if granted:
        return Plain(f"Thank you. Send {what} whenever you like; /deny {sense} takes it back.")
    return Plain(f"All right: I take no {what} here, and what they told me is erased.")


def not_here(sense: str, state: str) -> Plain:
    """Why a sense is not to be had."""
    what = SENSE_NAMES[sense]
    if state == "not_allowed":
        return Plain(f"I never take {what} here; whoever runs me has ruled it out. Write to me instead.")
    return Plain(f"I can't take {what} on this server. Write to me instead.")


def mood_words_of(points: Sequence[Mapping[str, Any]]) -> Plain:
    """The course of the mood, oldest first; `points` as `/v1/mood` has them."""
    if not points:
        return Plain("There is nothing to show yet. Tell me how you are.")
    lines = [f"{_at(point['at'])}: {_label(point)}" for point in points[-N_MOODS:]]
    trend = {"rising": "It has been growing lighter.", "falling": "It has been growing heavier."}.get(
        points[-1]["trend"], "It has been steady."
    )
    return Plain("\n".join(["How you have sounded to me, as far as I can tell:", *lines, trend]))


def _label(point: Mapping[str, Any]) -> str:
    sure = "as you say" if point["corrected"] else f"{point['confidence']:.0%} sure"
    return f"{point['label']} ({sure})"


def _at(iso: str) -> str:
    return f"{datetime.fromisoformat(iso):%d %b %H:%M} UTC"


def said_in(channel: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Of an export, what was said in one channel, or one workplace of it: visits, readings and their words,
    and decisions on words. Whatever was told, liked, allowed or linked elsewhere is left out."""
    sessions = [session for session in data["sessions"] if session["channel"] == channel]
    here = {session["session"] for session in sessions}
    known = data.get("profile") is not None
    return {
        "profile": {} if known else None,
        "consents": [consent for consent in data["consents"] if consent["sense"] == "text"],
        "sessions": sessions,
        "turns": [turn for turn in data["turns"] if turn["session"] in here],
        "channel": channel,
    }


def data_words(data: Mapping[str, Any]) -> Plain:
    """What is stored of a person in words; `data` is their export."""
    profile = data.get("profile")
    if profile is None and not data.get("seen_events"):
        return Plain("Nothing is stored about you.")
    if "channel" in data:
        return _data_words_at_work(data)
    told = (profile or {}).get("preferences", {}).get("told", [])
    decided = {consent["sense"]: consent["granted"] for consent in data["consents"]}
    lines = [
        "What is stored about you:",
        *_counted(data),
        f"{len(data['interactions'])} things that I offered or you answered",
        *(f"You told me: {one['polarity']} {one.get('spoken') or one['subject']}" for one in told),
        *(f"You {'allowed' if granted else 'refused'} {sense}" for sense, granted in decided.items()),
        *(f"Linked: {link['channel']}, since {link['linked_at'][:10]}" for link in data["channels"]),
        f"{len(data['seen_events'])} codes of messages of the last two days, so that each counts once",
    ]
    return Plain("\n".join(lines), (FORGET,))


def _data_words_at_work(data: Mapping[str, Any]) -> Plain:
    decided = {consent["sense"]: consent["granted"] for consent in data["consents"]}
    lines = [
        "What is stored of what you wrote here, where whoever owns this place may read my answers:",
        *_counted(data),
        *(f"You {'allowed' if granted else 'refused'} {sense}" for sense, granted in decided.items()),
        "Whatever else I know about you I tell where nobody else reads; /forget erases all of it.",
    ]
    return Plain("\n".join(lines), (FORGET,))


def _counted(data: Mapping[str, Any]) -> list[str]:
    turns = data["turns"]
    return [
        f"{len(data['sessions'])} visits, {len(turns)} readings of how you sounded"
        + (f", the first of {turns[0]['at'][:10]}" if turns else ""),
        f"{sum(turn.get('words') is not None for turn in turns)} messages with their words",
    ]


def code_words(code: str) -> Plain:
    """A one-time code, and what to do with it."""
    return Plain(
        f"Your code is {code}. Within ten minutes, send “/link {code}” to me where you also want to be known "
        f"(in Slack: “/undertone link {code}”): from then on you are one person in both, and what I know of "
        "you there comes along. Give it to nobody."
    )


def ask_link(code: str) -> Plain:
    """The question that goes before a link."""
    return Plain(
        "Did you make that code yourself? Whoever made it and you would be one person to me: they would see "
        "how you have sounded here, and what I know of you. Visits, readings, likes and what you told me of "
        "your taste come along; what I learned of your taste here and a login at a music service are lost. "
        "At work I show only what was said there. If somebody else gave you the code, do not use it.",
        (QuickReply(title="It is mine, link us", text=f"/link {code} yes"),),
    )


CODE_SEEN: Final = Plain(
    "Others can read here, so that code is no longer good. Make a new one, and send it to me in a direct "
    "message."
)
LINKED: Final = Plain("Done: here and there you are one person to me now. /unlink parts the two again.")
UNLINKED: Final = Plain("Done: what you say here from now on is not tied to the other any more.")
NOTHING_LINKED: Final = Plain("Nothing is linked to you here.")
WRONG_CODE: Final = Plain(
    "That code is not known, has been used or is older than ten minutes. Ask for a new one with /link there."
)
TOO_MANY_CODES: Final = Plain("That was too many codes. Please wait some minutes.")
