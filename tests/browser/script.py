"""What the scripted gateway answers: one turn for each thing a visitor may say in these tests."""

from typing import Any

from gateway.vocabulary import LABELS

Answer = list[dict[str, Any]]


MIDDAY_MS = 1_767_268_800_000
"""When the first turn is sensed: noon of 1 January 2026, epoch milliseconds."""


def emotion(
    label: str, valence: float, arousal: float, trend: str = "steady", *, shift: bool = False, **others: float
) -> dict[str, Any]:
    """A reading in which `label` has 0.62 and `others` have what they say; the rest goes to neutral.

    The scripted gateway adds `at_ms`, two minutes for each turn.
    """
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
        "shift": shift,
        "weights": {"text": 1.0},
    }


Said = tuple[str, float, float, float]
"""What one sense alone said: label, valence, arousal, confidence."""


def sensed(
    reading: dict[str, Any],
    weights: dict[str, float],
    *,
    mixed: bool = False,
    need: str | None = None,
    **said: Said,
) -> dict[str, Any]:
    """The reading with what each sense weighed and said by itself."""
    fields = ("label", "valence", "arousal", "confidence")
    parts = {sense: dict(zip(fields, part, strict=True)) for sense, part in said.items()}
    return reading | {"weights": weights, "mixed": mixed, "need": need, "parts": parts}


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
    "genres": ["ambient"],
    "valence": -0.35,
    "arousal": -0.6,
    "feelings": {"sadness": 0.6, "trust": 0.4},
    "links": [
        {"service": service, "url": f"https://example.org/{service}?q=weightless+evening"}
        for service in ("spotify", "youtube-music", "apple-music", "deezer")
    ],
    "why": "Slow and warm: it keeps a sad evening company.",
    "mood": "sadness",
}
BRIGHT_TRACK = TRACK | {
    "id": "song-open-windows",
    "title": "Open Windows",
    "artist": "The Example Brass",
    "year": 1987,
    "genres": ["funk"],
    "valence": 0.8,
    "arousal": 0.6,
    "feelings": {"joy": 0.8, "anticipation": 0.4},
    "why": "It is as light as you sound now, and it keeps walking.",
    "mood": "joy",
}
EXERCISE = {
    "kind": "exercise",
    "id": "exercise-long-breath",
    "title": "Four long breaths",
    "practice": "breathing",
    "duration_s": 75.0,
    "steps": [
        {"text": "Let your shoulders drop. Rest your hands where they are."},
        {
            "text": "Breathe with the circle.",
            "breath": {"in_s": 4.0, "hold_s": 0.0, "out_s": 6.0, "rest_s": 0.0, "rounds": 4},
        },
        {"text": "Let the breath go its own way again.", "duration_s": 20.0},
    ],
    "ending": "Take this quiet with you.",
    "why": "A longer breath out than in tells the body that it may rest.",
}
JOURNAL = {
    "kind": "exercise",
    "id": "exercise-three-lines",
    "title": "Three lines for tonight",
    "practice": "journaling",
    "duration_s": 180.0,
    "steps": [
        {"text": "What weighed most today? One line is enough.", "write": True},
        {"text": "Read it once more, as if a friend had written it."},
    ],
    "ending": "It is said. You may put it down now.",
    "why": "Words on a page are lighter than words in the head.",
}
READ = {
    "kind": "read",
    "id": "read-heavy-days",
    "title": "On heavy days",
    "form": "reflection",
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
HOSTILE_TRACK = TRACK | {
    "id": "song-hostile",
    "title": ATTACK,
    "links": [{"service": "spotify", "url": "javascript:window.attacked=1"}],
}

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
            "Why this one?",
            card=TRACK,
        )
    ],
    "A short exercise": [say("Let’s slow down together for a minute.", card=EXERCISE)],
    "Let me write": [say("Then let us write it down, for you alone.", card=JOURNAL)],
    "Something to read": [say(None, card=READ)],
    "I can't go on": [
        emotion("sadness", -0.8, 0.1, "falling", fear=0.2),
        say("I’m really glad you told me.", card=RESOURCE),
    ],
    "show my data": [say("Here it is, all of it.", card=EXPORT)],
    "I feel better now": [
        emotion("joy", 0.55, 0.3, "rising", shift=True, trust=0.2, anticipation=0.1),
        say("That is good to hear.", "One more song"),
    ],
    "Just listen": [emotion("sadness", -0.4, -0.3, "rising", trust=0.2), say("I’m here. Take your time.")],
    "One more song": [say("With pleasure. This one opens the windows.", card=BRIGHT_TRACK)],
    "I shouted at my brother": [
        sensed(
            emotion("anger", -0.55, 0.5, "falling", shift=True, sadness=0.2),
            {"text": 0.55, "voice": 0.45},
            need="vent",
            text=("anger", -0.6, 0.4, 0.8),
            voice=("anger", -0.5, 0.7, 0.6),
        ),
        say("That sounds as if it still burns a little. What happened just before?"),
    ],
    "He never listens, and tomorrow we have to talk": [
        sensed(
            emotion("fear", -0.45, 0.3, "steady", anger=0.2),
            {"text": 0.6, "voice": 0.4},
            need="calm",
            text=("fear", -0.5, 0.3, 0.7),
            voice=("sadness", -0.45, 0.1, 0.5),
        ),
        say("Tomorrow weighs on you already. Shall we find one sentence that you could begin with?"),
    ],
    "Maybe that I miss how it was": [
        sensed(
            emotion("sadness", -0.15, -0.2, "rising", trust=0.2) | {"confidence": 0.45},
            {"text": 0.5, "voice": 0.5},
            mixed=True,
            text=("sadness", -0.6, -0.3, 0.7),
            voice=("joy", 0.4, 0.3, 0.6),
        ),
        say("That is a good first sentence. It is true, and it blames nobody."),
    ],
    "I could really say that": [
        sensed(
            emotion("trust", 0.35, -0.1, "rising", shift=True, anticipation=0.2),
            {"text": 0.7, "voice": 0.3},
            text=("trust", 0.4, 0.0, 0.6),
            voice=("neutral", 0.2, -0.3, 0.3),
        ),
        say("You could. And if your voice shakes, that is part of it."),
    ],
    "Thank you, that helps": [
        sensed(
            emotion("joy", 0.5, 0.1, "rising", trust=0.25),
            {"text": 0.6, "voice": 0.4},
            need="celebrate",
            text=("joy", 0.6, 0.1, 0.8),
            voice=("trust", 0.4, -0.2, 0.6),
        ),
        say("I am glad. Be gentle with yourself until then.", "Some music", "A short exercise"),
    ],
    "attack": [say(ATTACK), say("A link: https://example.org/a?b=1.", card=HOSTILE_TRACK)],
}

MANY_TURNS = (
    "I feel so sad today",
    "I shouted at my brother",
    "He never listens, and tomorrow we have to talk",
    "Maybe that I miss how it was",
    "I could really say that",
    "Thank you, that helps",
)


def answer(text: str) -> Answer:
    """The turn for `text`; what is not in the script is answered with its own words."""
    return TURNS.get(text) or [emotion("neutral", 0.05, -0.1), say(f"You said: {text}")]
