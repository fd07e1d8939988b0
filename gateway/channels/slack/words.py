"""Slack's own way of writing words (mrkdwn): read as a person reads it, and written so that nobody's words
become a mention, a link or a code."""

import re
from collections.abc import Callable, Iterable
from typing import Final

from rich.emoji import Emoji

from gateway.channels.splitting import split

_SKIN_TONE: Final = re.compile(r":skin-tone-[2-6]:")
_BRACKETED: Final = re.compile(r"<([^<>]*)>")
SLASH_COMMAND: Final = "/undertone"
_COMMAND: Final = re.compile(
    r"(?<![\w/“])/(help|mood|why|pause|resume|privacy|mydata|forget|link|unlink)\b(?! there| \d)"
)
_ESCAPED: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_ADDRESS: Final = re.compile(r"(https?://[^\s<>|]+[^\s<>|.,;:!?)\]'\"”’])")


def read_words(text: str, bot_user: str | None = None) -> str:
    """What somebody wrote, as they see it: without the companion's own name, other people without theirs,
    emoji as characters."""
    text = _BRACKETED.sub(lambda found: _seen(found.group(1), bot_user), text)
    text = Emoji.replace(_SKIN_TONE.sub("", text))
    for character, escaped in reversed(_ESCAPED.items()):
        text = text.replace(escaped, character)
    return text.strip()


def _seen(inside: str, bot_user: str | None) -> str:
    target, _, label = inside.partition("|")
    if target.startswith("@"):
        return "" if target[1:] == bot_user else "@someone"
    if target.startswith("#"):
        return f"#{label or 'channel'}"
    if target.startswith("!"):
        return label or f"@{target[1:].partition('^')[0]}"
    return label or target.removeprefix("mailto:")


def written(text: str) -> str:
    """Words for a message: shown as they are. The three characters that Slack reads as a mention or a link
    are escaped, and addresses become links."""
    parts = _ADDRESS.split(text)  # every second one is an address
    return "".join(f"<{_escaped(part)}>" if n % 2 else _escaped(part) for n, part in enumerate(parts))


def bold(text: str) -> str:
    """Words in bold type."""
    return _within("*", text)


def italic(text: str) -> str:
    """Words in italics."""
    return _within("_", text)


def _within(mark: str, text: str) -> str:
    words = " ".join(text.replace(mark, " ").split())  # a mark holds within one line only
    return f"{mark}{_escaped(words)}{mark}" if words else ""


def with_slack_commands(text: str) -> str:
    """Our own words on commands as Slack's visitors give them; a command for elsewhere, which stands in
    quotes or has “there” or a code behind it, stays as it is."""
    return _COMMAND.sub(rf"{SLASH_COMMAND} \1", text)


def _escaped(text: str) -> str:
    for character, escaped in _ESCAPED.items():
        text = text.replace(character, escaped)
    return text


def measured(text: str) -> int:
    """The length of a text in UTF-16 units, in which it is never shorter than as anybody else counts."""
    return len(text.encode("utf-16-le")) // 2


def paragraphs(text: str, limit: int, form: Callable[[str], str] = written) -> list[str]:
    """`text` in `form`, in pieces of at most `limit` as `measured`; none where there are no words."""
    return [form(piece) for piece in split(text, limit, lambda part: measured(form(part)))]


def packed(lines: Iterable[str], limit: int) -> list[str]:
    """Lines, each at most `limit`, in as few texts of 1 to `limit` as their order allows."""
    texts: list[str] = []
    for line in lines:
        if texts and measured(f"{texts[-1]}\n{line}") <= limit:
            texts[-1] += f"\n{line}"
        elif line:
            texts.append(line)
    return texts
