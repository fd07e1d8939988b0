"""Whether a visitor speaks well or ill of a genre, read from the clause it stands in."""

import re
from collections.abc import Sequence
from typing import Literal

from bot.words import plain

Taste = Literal["loved", "rejected"]

_EXCEPT = re.compile(r"\b(?:anything|everything|all) (?:but|except)\b|\bother than\b|\binstead of\b")
_CLAUSE_END = re.compile(r"[,;.!?]|\bbut\b|\bthough\b|\balthough\b|\bhowever\b")
_ILL = re.compile(
    r"\b(?:no|not|dont|cant|never|hate|dislike|detest|loathe|without|stop|skip|avoid|sick of|tired of|enough"
    r"|less|awful|terrible)\b|n't\b|<except>"
)
_WELL = re.compile(r"\b(?:love|like|adore|enjoy|prefer|fan of|into|favou?rite|more|please|great)\b")


def tastes(text: str, genres: Sequence[str]) -> list[Taste | None]:
    """For each genre, as written and in order: loved, rejected, or None where the text does not say.

    A genre without a word of its own ("jazz and blues") has the taste of the one before it.
    """
    clauses = [clause.strip() for clause in _CLAUSE_END.split(_EXCEPT.sub("<except>", plain(text)))]
    found: list[Taste | None] = []
    at = 0
    for genre in genres:
        place = next((n for n in range(at, len(clauses)) if plain(genre) in clauses[n]), None)
        taste = None if place is None else _taste_of(clauses[place])
        found.append(taste or (found[-1] if found else None))
        at = at if place is None else place
    return found


def _taste_of(clause: str) -> Taste | None:
    if _ILL.search(clause):
        return "rejected"
    return "loved" if _WELL.search(clause) else None
