"""Which of the nine labels a visitor's own word for a mood belongs to, with negation heard."""

import re
from dataclasses import dataclass

from bot.words import plain

LABELS = ("joy", "sadness", "surprise", "fear", "anger", "disgust", "anticipation", "trust", "neutral")

# Everyday words, assigned to Plutchik's eight by hand; tiredness and boredom have no place there: neutral.
WORDS_OF_LABEL = {
    "joy": "happy, happiness, joy, joyful, glad, cheerful, delighted, content, contented, pleased, "
    "amused, relieved, relief, proud, pride, grateful, thankful, gratitude, elated, great, good, "
    "wonderful, in a good mood, good mood",
    "sadness": "sad, sadness, unhappy, down, low, blue, depressed, depression, lonely, loneliness, hurt, "
    "hurting, heartbroken, grief, grieving, miserable, disappointed, disappointment, upset, "
    "melancholic, melancholy, gloomy, homesick, guilty, guilt, ashamed, shame, embarrassed, "
    "nostalgic, wistful, hopeless",
    "surprise": "surprised, surprise, shocked, shock, amazed, astonished, stunned, startled, confused, "
    "confusion, puzzled, baffled",
    "fear": "afraid, fear, scared, anxious, anxiety, nervous, nervousness, worried, worry, frightened, "
    "terrified, panicked, panicking, stressed, stress, tense, overwhelmed, insecure, uneasy",
    "anger": "angry, anger, mad, furious, annoyed, annoyance, frustrated, frustration, irritated, "
    "irritation, livid, cross, bitter, fuming, resentful, jealous, pissed, pissed off, fed up",
    "disgust": "disgusted, disgust, repulsed, appalled, grossed out",
    "anticipation": "excited, excitement, anticipation, curious, curiosity, eager, hopeful, hope, impatient, "
    "hyped, interested, thrilled, looking forward",
    "trust": "safe, trusting, trust, loved, secure, touched, affectionate, confident, admiring, in love",
    "neutral": "tired, exhausted, sleepy, weary, fatigued, bored, boredom, calm, relaxed, fine, okay, ok, "
    "alright, neutral, peaceful, numb, indifferent, normal, sober, joking, kidding, meh",
}


@dataclass(frozen=True)
class MoodMention:
    """A mood named in a text: the word as written, its label, where it stands, and whether it was denied."""

    word: str
    label: str
    start: int
    end: int
    denied: bool


_LABEL_OF = {word: label for label, listed in WORDS_OF_LABEL.items() for word in listed.split(", ")}
_MOOD = re.compile(r"\b(?:" + "|".join(sorted(map(re.escape, _LABEL_OF), key=len, reverse=True)) + r")\b")
_DENIAL = re.compile(
    r"(?:\bnot|n't|\bisnt|\bdont|\bno|\bnever|\bneither|\bnor|\bthan|\binstead of|\brather than|\bwithout)"
    r"(?: (?:really|at all|even|so|very|that|a|an|bit|feeling|feel|say|saying|call it|exactly|actually|"
    r"particularly|"
    r"i'm|im|i am|it|it's|be|being|joyful|of))*$"
)


def mood_mentions(text: str) -> list[MoodMention]:
    """Every mood that a text names, in order; positions count in the plain text."""
    simple = plain(text)
    return [
        MoodMention(
            found.group(),
            _LABEL_OF[found.group()],
            found.start(),
            found.end(),
            denied=bool(_DENIAL.search(simple[: found.start()].rstrip())),
        )
        for found in _MOOD.finditer(simple)
    ]


def corrected_mood(text: str) -> MoodMention | None:
    """The mood a correction leaves standing: "I'm not sad, just tired" gives tired. None if there is none."""
    standing = [mention for mention in mood_mentions(text) if not mention.denied]
    return standing[-1] if standing else None
