"""The benchmark's document as tables for people."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table


def show(document: dict[str, Any], console: Console) -> None:
    """Print turns, bursts, the long conversation, memory and the goals."""
    turns = Table("sessions", "", "p50 ms", "p95 ms", "turns/s", title="A turn of text", box=None)
    for sessions, row in document["turns"].items():
        for name in ("undertone", "stock"):
            figures = row[name]
            turns.add_row(
                sessions if name == "undertone" else "",
                name,
                f"{figures['p50_ms']:.1f}",
                f"{figures['p95_ms']:.1f}",
                f"{figures['per_s']:.1f}",
            )
        ratio = row["ratio"]
        turns.add_row(
            "", "[dim]ratio[/]", f"{ratio['p50']:.2f}", f"{ratio['p95']:.2f}", f"{ratio['per_s']:.2f}"
        )
    console.print(turns)
    for sessions, row in document["turns"].items():
        shares = ", ".join(f"{name} {ms:.1f}" for name, ms in row["cpu_ms"].items())
        console.print(
            f"processor time of a turn, {sessions} sessions: {sum(row['cpu_ms'].values()):.1f} ms ({shares})"
        )
    for name, burst in document["burst"].items():
        console.print(f"burst of {burst['n_messages']}, {name}: {burst['p50_ms']:.0f} ms")
    for name, row in document["long_conversation"].items():
        console.print(
            f"long conversation, {name}: {row['first_p50_ms']:.1f} ms -> {row['last_p50_ms']:.1f} ms"
            f" ({row['ratio']:.2f})"
        )
    for name, size in document["rss_mb"].items():
        console.print(f"memory, {name}: {size:.0f} MiB")
    show_goals(document["goals"], console)


def show_goals(goals: Sequence[Mapping[str, Any]], console: Console) -> None:
    """Print what was wanted, what was measured, and whether it holds."""
    for goal in goals:
        mark = "[green]met[/]" if goal["met"] else "[red]missed[/]"
        console.print(f"{mark}  {goal['goal']}: {goal['measured']} (wanted {goal['wanted']})")
