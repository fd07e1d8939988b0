"""Errors of personalization.

PersonalizationError
├── StoreError
│   ├── DatabaseUrlError          the URL is malformed, or its driver is not installed
│   ├── DatabaseUnreachableError  nothing answers there, or the file cannot be opened
│   ├── DatabaseBusyError         another process held the write lock for too long
│   └── DatabaseFailedError       any other refusal of the database
├── UnknownUserError              no such person: never seen, or forgotten
├── UnknownItemError              no such item in the catalogue
├── UnknownTurnError              no such turn of this person
├── UnknownSessionError           no such visit of this person
├── UnknownCodeError              no such one-time code: never given, used, or too old
├── InvalidPreferenceError        a subject, strategy or label that is not in the vocabulary
├── InvalidReadingError           a reading or a label that is none
└── CatalogueError                a catalogue file cannot be used; lists every problem found
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass


class PersonalizationError(Exception):
    """Anything that personalization refuses, as one clear sentence."""


class StoreError(PersonalizationError):
    """The database did not do what was asked."""


class DatabaseUrlError(StoreError):
    """The database URL cannot be used as given."""


class DatabaseUnreachableError(StoreError):
    """The database did not answer."""


class DatabaseBusyError(StoreError):
    """The write lock was not free in time; the same call may be tried again."""


class DatabaseFailedError(StoreError):
    """The database refused a statement."""


class UnknownUserError(PersonalizationError):
    """Nobody of that id is stored."""


class UnknownItemError(PersonalizationError):
    """No item of that id is in the catalogue."""


class UnknownTurnError(PersonalizationError):
    """The person has no turn of that id."""


class UnknownSessionError(PersonalizationError):
    """The person has no visit of that id."""


class UnknownCodeError(PersonalizationError):
    """The one-time code links nothing."""


class InvalidPreferenceError(PersonalizationError):
    """A preference outside the vocabulary."""


class InvalidReadingError(PersonalizationError):
    """A sense, a label or probabilities that are none."""


@dataclass(frozen=True)
class CatalogueProblem:
    """What is wrong where in a catalogue file: `row` counts from 1, `given` is what stands there."""

    file: str
    message: str
    row: int | None = None
    table: str | None = None
    item_id: str | None = None
    field: str | None = None
    given: str | None = None

    def __str__(self) -> str:
        """One clause, without the file."""
        place = " ".join(str(part) for part in (self.table, self.row) if part is not None)
        name = f" ({self.item_id})" if self.item_id else ""
        what = f"`{self.field}`: " if self.field else ""
        given = f"; given was {self.given}" if self.given is not None else ""
        return f"{place}{name}: {what}{self.message}{given}" if place else f"{what}{self.message}{given}"

    def as_dict(self) -> dict[str, str | int | None]:
        """JSON-ready."""
        return asdict(self)


class CatalogueError(PersonalizationError):
    """Catalogue files have problems; `problems` holds each."""

    MAX_TOLD = 20

    def __init__(self, source: str, problems: Sequence[CatalogueProblem]) -> None:
        """Join the first problems under the name of the file or folder."""
        self.source = source
        self.problems = tuple(problems)
        told = [
            f"{problem}" if problem.file == source else f"{problem.file}: {problem}"
            for problem in self.problems[: self.MAX_TOLD]
        ]
        if len(self.problems) > self.MAX_TOLD:
            told.append(f"and {len(self.problems) - self.MAX_TOLD} problems more")
        super().__init__(f"{source}: " + "; ".join(told))
