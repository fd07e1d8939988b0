"""What the cards of all models share: where their results stand, and how a table begins."""

from typing import Final

BEGIN: Final = "<!-- results: written by release.py -->"
END: Final = "<!-- end of results -->"


def with_results(card: str, block: str) -> str:
    """The card with what stands between the two marks replaced."""
    before, rest = card.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n{block}\n{END}{after}"


def table_head(*titles: str) -> list[str]:
    """The first two lines of a table."""
    return ["| " + " | ".join(titles) + " |", "|---" * len(titles) + "|"]
