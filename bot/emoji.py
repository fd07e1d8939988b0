"""What a pictograph says, in words: the text graph's vocabulary has none of them."""

import re

WORDS = {
    "😢": "crying, sad",
    "😭": "crying a lot",
    "💔": "heartbroken",
    "😞": "sad",
    "😔": "sad and down",
    "🙁": "sad",
    "☹": "sad",
    "🥺": "sad, please",
    "😿": "sad",
    "😡": "very angry",
    "🤬": "furious",
    "😠": "angry",
    "😤": "angry and frustrated",
    "😰": "anxious",
    "😱": "scared",
    "😨": "afraid",
    "😟": "worried",
    "😖": "stressed",
    "😴": "sleepy",
    "🥱": "tired, yawning",
    "😩": "exhausted",
    "😫": "exhausted",
    "🤒": "sick with fever",
    "🤢": "feeling sick",
    "🤮": "throwing up",
    "🤕": "hurt",
    "😊": "happy",
    "😀": "happy",
    "😃": "happy",
    "😄": "happy",
    "😁": "happy",
    "🙂": "happy",
    "🥰": "happy and loved",
    "😌": "content",
    "☀": "sunny",
    "🎉": "celebrating, excited",
    "🥳": "celebrating, excited",
    "🤩": "excited",
    "💪": "strong, did it",
    "🏆": "won",
    "😂": "haha",
    "🤣": "haha lol",
    "😆": "haha",
    "😹": "haha",
    "❤": "love",
    "💕": "love",
    "😍": "love it",
    "👍": "good",
    "👎": "not good, dislike",
    "👌": "okay",
    "✅": "yes",
    "❌": "no",
    "🙏": "thank you",
    "👋": "hi, waving",
    "🤷": "don't know",
    "😐": "neutral",
    "😶": "neutral, nothing",
    "🙄": "annoyed",
    "🤔": "hmm",
    "🎵": "music",
    "🎶": "music",
}

_KNOWN = re.compile("(?:" + "|".join(map(re.escape, WORDS)) + r")[\ufe0e\ufe0f\U0001F3FB-\U0001F3FF]*")


def spelled_out(text: str) -> str:
    """The text with known pictographs as words; the same one many times in a row is said once."""
    seen: list[str] = []

    def say(found: re.Match[str]) -> str:
        word = WORDS[found.group()[0]]
        if seen and seen[-1] == word:
            return " "
        seen.append(word)
        return f" {word} "

    return " ".join(_KNOWN.sub(say, text).split()) if _KNOWN.search(text) else text
