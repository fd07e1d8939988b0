"""The mood and the taste in a terminal: a small line of blocks, and tables."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from gateway.channels.shared_words import TREND_WORDS, UNSURE_BELOW

MOOD_STYLES = {
    "joy": "yellow",
    "sadness": "blue",
    "surprise": "cyan",
    "fear": "green",
    "anger": "red",
    "disgust": "magenta",
    "anticipation": "dark_orange",
    "trust": "spring_green3",
    "neutral": "bright_black",
}
BLOCKS = "▁▂▃▄▅▆▇█"
LONGEST_LINE = 60
"""Points in the line of blocks: the newest."""
LONGEST_TABLE = 20
TRENDS = {"rising": "↗", "steady": "→", "falling": "↘"}

Point = Mapping[str, Any]


def mood_words(emotion: Point) -> list[str]:
    """How it sounds, and where it goes, as the widget says it; `/timeline` has the numbers."""
    if emotion["confidence"] < UNSURE_BELOW:
        return ["not sure how this sounds"]
    mood = "sounds fairly even" if emotion["label"] == "neutral" else f"sounds like {emotion['label']}"
    trend = TREND_WORDS.get(emotion["trend"])
    return [mood, *([trend] if trend else []), *(["a turn in the mood"] if emotion["shift"] else [])]


def block_of(valence: float) -> str:
    """The block that stands for a valence in [-1, 1]: the lowest for unpleasant, the highest for pleasant."""
    return BLOCKS[min(len(BLOCKS) - 1, int((valence + 1) / 2 * len(BLOCKS)))]


def sparkline(points: Sequence[Point]) -> Text:
    """One block a turn, as high as it was pleasant, in the colour of its label."""
    line = Text()
    for point in points[-LONGEST_LINE:]:
        line.append(block_of(point["valence"]), MOOD_STYLES[point["label"]])
    return line


def draw_mood(points: Sequence[Point], console: Console) -> None:
    """The line and the table, whose numbers `/correct` takes."""
    if not points:
        console.print(Padding(Text("There is nothing to show yet.", style="dim"), (0, 0, 0, 6), expand=False))
        return
    table = Table(box=None, header_style="dim", pad_edge=False)
    for heading, side in (("", "right"), ("when", "left"), ("sounds like", "left"), ("pleasant", "right"),
                          ("excited", "right"), ("sure", "right"), ("", "left"), ("", "left")):  # fmt: skip
        table.add_column(heading, justify="right" if side == "right" else "left", no_wrap=True)
    first = max(0, len(points) - LONGEST_TABLE)
    for number, point in enumerate(points[first:], first + 1):
        table.add_row(
            str(number),
            f"{datetime.fromisoformat(point['at']).astimezone():%d %b %H:%M}",
            Text(point["label"], MOOD_STYLES[point["label"]]),
            f"{point['valence']:+.2f}",
            f"{point['arousal']:+.2f}",
            f"{point['confidence']:.0%}",
            TRENDS[point["trend"]] + (" shift" if point["shift"] else ""),
            "as you say" if point["corrected"] else "",
        )
    console.print(Padding(sparkline(points), (0, 0, 0, 6), expand=False))
    console.print(Padding(table, (0, 0, 0, 6), expand=False))


def draw_taste(preferences: Mapping[str, Any], console: Console) -> None:
    """What was told and what was learned."""
    rows = [
        (told["polarity"], told["spoken"], f"at {told['when']}" if told["when"] == "night" else told["when"])
        for told in preferences["told"]
    ]
    rows += [
        ("learned", entry["genre"].replace("-", " "), f"{entry['affinity']:+.1f}")
        for entry in preferences["learned"]
    ]
    if not rows:
        nothing = "Nothing yet. Say “I love jazz” or “nothing with drums at night”."
        console.print(Padding(Text(nothing, style="dim"), (0, 0, 0, 6), expand=False))
        return
    table = Table(box=None, show_header=False, pad_edge=False)
    styles = {"loved": "green", "rejected": "red", "learned": "dim"}
    for kind, subject, detail in rows:
        table.add_row(Text(kind, styles[kind]), Text(subject), Text(detail or "", "dim"))
    console.print(Padding(table, (0, 0, 0, 6), expand=False))
