"""Cards in a terminal: the same as in the widget, in words."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.style import Style
from rich.text import Text

from gateway.channels.shared_words import SERVICES, duration
from undertone.chat_mood import MOOD_STYLES

INDENT = 6
BAR = 12
"""Length of the bar that a song's feelings share."""

Card = Mapping[str, Any]


def draw_card(card: Card, console: Console) -> None:
    """Print a card below what the bot said."""
    match card["kind"]:
        case "track":
            lines = _track(card, console)
        case "exercise":
            lines = _exercise(card)
        case "read":
            lines = _read(card)
        case "resource":
            lines = [_title("▸", card), *map(_help_line, card["lines"])]
        case _:
            lines = [_title("▸", card)]
    if why := card.get("why"):
        lines.append(Text(why, style="italic dim"))
    for number, line in enumerate(lines):
        console.print(Padding(line, (0, 0, 0, INDENT + (2 if number else 0)), expand=False))


def pace(breath: Mapping[str, Any]) -> str:
    """A paced breath in words: "in 4 s, out 6 s, 6 times"."""
    parts = (("in", "in_s"), ("hold", "hold_s"), ("out", "out_s"), ("rest", "rest_s"))
    said = [f"{word} {breath[key]:g} s" for word, key in parts if breath[key]]
    return f"{', '.join(said)}, {breath['rounds']} times"


def _title(sign: str, card: Card) -> Text:
    return Text.assemble((f"{sign} ", "bold"), (str(card["title"]), "bold"))


def _track(card: Card, console: Console) -> list[Text]:
    head = _title("♪", card)
    head.append(f" · {card['artist']}" + (f" ({card['year']})" if card["year"] else ""))
    lines = [head]
    if card["genres"]:
        lines.append(Text(", ".join(genre.replace("-", " ") for genre in card["genres"]), style="dim"))
    if not console.is_terminal:
        return [*lines, *(Text(f"{SERVICES[link['service']]}: {link['url']}") for link in card["links"])]
    if card["feelings"]:
        lines.append(_feelings(card["feelings"]))
    links = Text("open in ", style="dim")
    for number, link in enumerate(card["links"]):
        links.append(" · " if number else "")
        links.append(SERVICES[link["service"]], Style(link=link["url"], underline=True))
    return [*lines, links]


def _feelings(feelings: Mapping[str, float]) -> Text:
    """The song's mood as a bar: each feeling its colour and its share."""
    strongest = sorted(feelings.items(), key=lambda entry: -entry[1])[:3]
    total = sum(value for _, value in strongest)
    bar = Text()
    for label, value in strongest:
        bar.append("▇" * max(1, round(BAR * value / total)), MOOD_STYLES[label])
    return bar.append(f" {', '.join(label for label, _ in strongest)}", "dim")


def _exercise(card: Card) -> list[Text]:
    about = ", ".join(part for part in (card["practice"], duration(card["duration_s"])) if part)
    steps = [Text(f"{number}. {step_text(step)}") for number, step in enumerate(card["steps"], 1)]
    start = Text("/start goes through it step by step", style="dim")
    return [_title("▸", card), Text(about, style="dim"), *steps, Text(card["ending"], style="italic"), start]


def step_text(step: Mapping[str, Any]) -> str:
    """One step in a line."""
    if step["breath"]:
        return f"{step['text']} ({pace(step['breath'])})"
    return f"{step['text']} ({step['duration_s']:g} s)" if step["duration_s"] else str(step["text"])


def _read(card: Card) -> list[Text]:
    about = ", ".join(part for part in (card["form"], duration(card["duration_s"])) if part)
    return [_title("▸", card), Text(about, style="dim"), *(Text(part) for part in card["body"].split("\n"))]


def _help_line(line: Mapping[str, Any]) -> Text:
    return Text(f"{line['name']}: " + ", ".join(line[key] for key in ("number", "url") if line.get(key)))
