"""Words as the text network reads them: the same cleaning at training and at serving.

WordPiece knows almost no emoji (they become [UNK]), so each is replaced by words: by the table below where
the face says more than its Unicode name, else by that name. Standard library only.
"""

import re
import unicodedata

MAX_CHARACTERS = 8000
"""Of a longer text only the beginning and the end are looked at, half each; the windows of graph.py read
less."""

EMOJI_WORDS = {
    "😀": "happy smile",
    "😃": "happy smile",
    "😄": "happy smile",
    "😁": "big happy grin",
    "😆": "laughing",
    "😅": "nervous laugh",
    "😂": "laughing out loud",
    "🤣": "laughing out loud",
    "🙂": "slight smile",
    "🙃": "ironic smile",
    "😉": "wink",
    "😊": "warm happy smile",
    "😇": "innocent angel",
    "🥰": "full of love",
    "😍": "in love",
    "🤩": "amazed and excited",
    "😘": "kiss with love",
    "😗": "kiss",
    "😚": "kiss",
    "😋": "delicious",
    "😛": "playful",
    "😜": "playful joke",
    "🤪": "silly",
    "🤗": "hug",
    "🤭": "giggle",
    "🤔": "thinking, wondering",
    "🤨": "doubtful",
    "😐": "neutral",
    "😑": "unimpressed",
    "😶": "speechless",
    "😏": "smirk",
    "😒": "annoyed",
    "🙄": "annoyed eye roll",
    "😬": "awkward",
    "😌": "relieved",
    "😔": "sad",
    "😪": "tired and sad",
    "😴": "sleepy",
    "😷": "sick",
    "🤢": "disgusting",
    "🤮": "disgusting, vomiting",
    "🥵": "hot",
    "🥶": "cold",
    "😵": "dizzy",
    "🤯": "mind blown",
    "😎": "cool",
    "😕": "confused",
    "😟": "worried",
    "🙁": "sad",
    "☹": "sad",
    "😮": "surprised",
    "😯": "surprised",
    "😲": "astonished",
    "😳": "embarrassed",
    "🥺": "please, touched",
    "😦": "worried",
    "😧": "anguished",
    "😨": "scared",
    "😰": "anxious",
    "😥": "sad but relieved",
    "😢": "sad crying",
    "😭": "crying loudly",
    "😱": "screaming in fear",
    "😖": "upset",
    "😣": "struggling",
    "😞": "disappointed",
    "😓": "stressed",
    "😩": "exhausted",
    "😫": "exhausted",
    "🥱": "bored",
    "😤": "frustrated",
    "😡": "very angry",
    "😠": "angry",
    "🤬": "swearing angry",
    "💀": "dying of laughter",
    "💔": "heartbroken",
    "❤": "love",
    "♥": "love",
    "💕": "love",
    "💖": "love",
    "💗": "love",
    "💙": "love",
    "💚": "love",
    "💛": "love",
    "💜": "love",
    "🖤": "love",
    "🧡": "love",
    "👍": "good",
    "👎": "bad",
    "👏": "applause, well done",
    "🙏": "thank you, please",
    "🙌": "hooray",
    "💪": "strong",
    "🎉": "celebration",
    "🥳": "celebration",
    "🔥": "awesome",
    "💩": "crap",
    "🤷": "shrug",
    "🤦": "facepalm",
    "🖕": "fuck you",
    "👌": "okay, perfect",
    "✨": "wonderful",
    "💯": "absolutely",
}

_EMOJI = re.compile(
    "(?:[\U0001f1e6-\U0001f1ff\U0001f300-\U0001faff\u2600-\u27bf\u2b50\u2b55\u2934\u2935\u231a\u231b\u23e9-\u23f3]"
    "[\U0001f3fb-\U0001f3ff\ufe0f\u200d]*)"
)
_JOINERS = re.compile("[\u200b-\u200f\u2060\ufe0e\ufe0f\ufeff\U0001f3fb-\U0001f3ff]")
_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "…": "...", "´": "'", "\x00": " "})
_EMPTY_WORDS = re.compile(r"\b(?:face|with|sign|symbol|heavy|black|white|emoji|of|and)\b")
_LONG_RUNS = re.compile(r"(\w)\1{3,}")


def plain(text: str) -> str:
    """The text cleaned for the tokenizer: emoji as words, straight quotes, single blanks, no control
    characters.

    Never fails: lone surrogates and control characters become blanks. Empty when nothing readable is left.
    """
    if len(text) > MAX_CHARACTERS:
        text = f"{text[: MAX_CHARACTERS // 2]} {text[-MAX_CHARACTERS // 2 :]}"
    text = text.encode("utf-8", "ignore").decode("utf-8")
    text = unicodedata.normalize("NFC", text).translate(_QUOTES)
    text = _JOINERS.sub("", _with_emoji_as_words(text))
    text = "".join(" " if unicodedata.category(character) == "Cc" else character for character in text)
    return " ".join(_LONG_RUNS.sub(r"\1\1\1", text).split())


def emoji_words(emoji: str) -> str:
    """Words for one emoji; empty for one without a Unicode name."""
    known = EMOJI_WORDS.get(emoji[0])
    if known is not None:
        return known
    name = unicodedata.name(emoji[0], "").lower().replace("-", " ")
    if name.startswith("regional indicator"):
        return ""
    return " ".join(_EMPTY_WORDS.sub(" ", name).split())


def _with_emoji_as_words(text: str) -> str:
    pieces: list[str] = []
    end, last = 0, ""
    for match in _EMOJI.finditer(text):
        between = text[end : match.start()]
        words = emoji_words(match.group())
        pieces.append(between)
        if words != last or between.strip():
            pieces.append(f" {words} ")
        end, last = match.end(), words
    return "".join([*pieces, text[end:]])
