"""Errors of personalization.

PersonalizationError
├── StoreError
│   ├── DatabaseUrlError          the URL is malformed, or its driver is not installed
│   ├── DatabaseUnreachableError  nothing answers there, or the file cannot be opened
│   ├── DatabaseBusyError         another process held the write lock for too long
│   └── DatabaseFailedError       any other refusal of the database
├── UnknownUserError              no such person: never seen, or forgotten
├── UnknownItemError              no such item in the catalogue
├── InvalidPreferenceError        a genre, strategy or label that is not in the vocabulary
└── CatalogueError                a catalogue file cannot be used; lists every problem found
"""

from collections.abc import Sequence


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


class InvalidPreferenceError(PersonalizationError):
    """A preference outside the vocabulary."""


class CatalogueError(PersonalizationError):
    """A catalogue file has problems; `problems` holds one sentence for each."""

    def __init__(self, source: str, problems: Sequence[str]) -> None:
        """Join the problems under the file's name."""
        self.source = source
        self.problems = tuple(problems)
        super().__init__(f"{source}: " + "; ".join(self.problems))
