"""What the scripted gateway answers: one turn for each thing a visitor may say in these tests."""

from typing import Any

from gateway.vocabulary import LABELS

Answer = list[dict[str, Any]]


def emotion(
    label: str, valence: float, arousal: float, trend: str = "steady", **others: float
) -> dict[str, Any]:
    """A reading in which `label` has 0.62 and `others` have what they say; the rest goes to neutral."""
    probabilities = dict.fromkeys(LABELS, 0.0) | {label: 0.62} | others
    probabilities["neutral"] += max(0.0, 1 - sum(probabilities.values()))
    return {
        "type": "emotion",
        "label": label,
        "probabilities": probabilities,
        "valence": valence,
        "arousal": arousal,
        "confidence": 0.7,
        "change": -0.2,
        "trend": trend,
        "shift": False,
        "weights": {"text": 1.0},
    }


def say(text: str | None, *replies: str, card: dict[str, Any] | None = None) -> dict[str, Any]:
    """One message of the bot."""
    offered = [{"title": reply, "text": reply} for reply in replies]
    return {"type": "message", "text": text, "quick_replies": offered, "card": card}


TRACK = {
    "kind": "track",
    "id": "song-night-rain",
    "title": "Weightless Evening",
    "artist": "A Quiet Band",
    "year": 2014,
    "url": "https://example.org/listen/night-rain",
    "why": "Slow and warm: it keeps a sad evening company.",
    "mood": "sadness",
}
EXERCISE = {
    "kind": "exercise",
    "id": "exercise-long-breath",
    "title": "Four long breaths",
    "duration_s": 60.0,
    "steps": [
        "Let your shoulders drop. Rest your hands where they are.",
        "Breathe in through the nose while you count to four.",
        "Breathe out slowly, as if through a straw, while you count to six.",
    ],
    "why": "A longer breath out than in tells the body that it may rest.",
}
READ = {
    "kind": "read",
    "id": "read-heavy-days",
    "title": "On heavy days",
    "duration_s": 120.0,
    "body": "Some days are heavier than others.\n\n"
    "They do not ask to be solved. They ask to be carried for a while.",
    "why": "You said that today weighs on you.",
}
RESOURCE = {
    "kind": "resource",
    "title": "Someone is there, right now",
    "why": "You should not be alone with this.",
    "lines": [
        {"name": "Samaritans, any time, free", "number": "116 123", "url": "https://www.samaritans.org"},
        {"name": "Find a line anywhere", "number": None, "url": "https://findahelpline.com"},
    ],
}
EXPORT = {"kind": "export", "title": "Everything I know about you", "why": "It is yours."}
ATTACK = (
    '<img src=x onerror="window.attacked=1"><script>window.attacked=1</script> '
    "[x](javascript:alert(1)) javascript:alert(1)"
)
HOSTILE_TRACK = TRACK | {"id": "song-hostile", "url": "javascript:window.attacked=1", "title": ATTACK}

TURNS: dict[str, Answer] = {
    "I feel so sad today": [
        emotion("sadness", -0.6, -0.35, "falling", fear=0.14, trust=0.08),
        say(
            "I’m sorry that today is so heavy. Do you want to tell me what happened, "
            "or would something gentle help first?",
            "Just listen",
            "Some music",
            "A short exercise",
        ),
    ],
    "Some music": [
        say(
            "This one is quiet, and it does not ask anything of you.",
            "Something else",
            "Why this one?",
            card=TRACK,
        )
    ],
    "A short exercise": [say("Let’s slow down together for a minute.", card=EXERCISE)],
    "Something to read": [say(None, card=READ)],
    "I can't go on": [
        emotion("sadness", -0.8, 0.1, "falling", fear=0.2),
        say("I’m really glad you told me.", card=RESOURCE),
    ],
    "show my data": [say("Here it is, all of it.", card=EXPORT)],
    "I feel better now": [
        emotion("joy", 0.55, 0.3, "rising", trust=0.2, anticipation=0.1),
        say("That is good to hear.", "One more song"),
    ],
    "Just listen": [emotion("sadness", -0.4, -0.3, "rising", trust=0.2), say("I’m here. Take your time.")],
    "attack": [say(ATTACK), say("A link: https://example.org/a?b=1.", card=HOSTILE_TRACK)],
}


def answer(text: str) -> Answer:
    """The turn for `text`; what is not in the script is answered with its own words."""
    return TURNS.get(text) or [emotion("neutral", 0.05, -0.1), say(f"You said: {text}")]
