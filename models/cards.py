"""What the cards of all models share: where their results stand, how they get there, how a table begins."""

from pathlib import Path
from typing import Final

BEGIN: Final = "<!-- results: written by release.py -->"
END: Final = "<!-- end of results -->"


def with_results(card: str, block: str) -> str:
    """The card with what stands between the two marks replaced."""
    before, rest = card.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n{block}\n{END}{after}"


def write_card(folder: Path, block: str, own: Path) -> None:
    """Put `block` into `folder`/README.md; a folder without one gets a copy of `own`, the project's card."""
    path = folder / "README.md"
    card = (path if path.exists() else own).read_text(encoding="utf-8")
    path.write_text(with_results(card, block), encoding="utf-8")


def table_head(*titles: str) -> list[str]:
    """The first two lines of a table."""
    return ["| " + " | ".join(titles) + " |", "|---" * len(titles) + "|"]
