"""From a person's own word for a mood to the label it is nearest to."""

_WORDS: dict[str, tuple[str, ...]] = {
    "joy": (
        "happy", "glad", "good", "great", "cheerful", "joyful", "joy", "delighted", "amused", "proud",
        "relieved", "better", "fantastic", "wonderful", "ecstatic", "excited", "thrilled", "playful",
        "elated",
    ),
    "sadness": (
        "sad", "sadness", "down", "low", "blue", "depressed", "lonely", "alone", "hurt", "heartbroken",
        "grieving", "grief", "disappointed", "unhappy", "miserable", "homesick", "empty", "gloomy",
        "melancholic", "melancholy", "ashamed", "guilty", "hopeless",
    ),
    "surprise": (
        "surprised", "surprise", "shocked", "amazed", "astonished", "confused", "puzzled", "stunned",
    ),
    "fear": (
        "afraid", "scared", "fear", "fearful", "anxious", "nervous", "worried", "stressed",
        "overwhelmed", "tense", "panicked", "uneasy", "insecure", "terrified", "restless", "on edge",
    ),
    "anger": (
        "angry", "anger", "mad", "furious", "annoyed", "irritated", "frustrated", "cross", "pissed",
        "pissed off", "upset", "jealous", "bitter", "impatient",
    ),
    "disgust": (
        "disgusted", "disgust", "grossed out", "revolted", "repelled", "appalled",
    ),
    "anticipation": (
        "curious", "hopeful", "expectant", "eager", "looking forward", "anticipation", "interested",
        "determined", "motivated",
    ),
    "trust": (
        "calm", "trusting", "trust", "grateful", "thankful", "loved", "safe", "content", "peaceful",
        "relaxed", "at peace", "moved", "touched", "settled",
    ),
    "neutral": (
        "neutral", "fine", "okay", "ok", "alright", "normal", "tired", "exhausted", "sleepy", "bored",
        "numb", "meh", "so-so", "indifferent", "drained",
    ),
}  # fmt: skip

_LABELS: dict[str, str] = {word: label for label, words in _WORDS.items() for word in words}

_SOFTENERS = (
    "just ",
    "really ",
    "very ",
    "a bit ",
    "a little ",
    "kind of ",
    "so ",
    "only ",
    "quite ",
    "pretty ",
)


def label_of(word: str) -> str | None:
    """The nearest label of `perception.emotion.LABELS`, or None for a word that is not known."""
    text = word.casefold().strip(" .,!?'\"")
    for softener in _SOFTENERS:
        text = text.removeprefix(softener)
    return _LABELS.get(text)
