"""Errors of the command line.

UndertoneError
├── SettingsError        a setting is missing, malformed or taken (a port, say)
├── MissingPartError     a Python environment or a trained file is not there; says which command makes it
├── ProcessError         a supervised process did not become healthy
└── ConversationError    the gateway could not be reached or refused
"""


class UndertoneError(Exception):
    """Anything the command line reports as one clear sentence and exit status 1."""


class SettingsError(UndertoneError):
    """A setting cannot be used as it was given."""


class MissingPartError(UndertoneError):
    """Something that an earlier command makes is not there."""


class ProcessError(UndertoneError):
    """A supervised process did not start or did not become healthy in time."""


class ConversationError(UndertoneError):
    """The gateway could not be reached, or it answered with an error."""
