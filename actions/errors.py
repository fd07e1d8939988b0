"""Errors of the action server.

ActionsError
├── ActionsConfigError   a setting that the server cannot start with
└── MalformedCallError   a request that is no action call
"""


class ActionsError(Exception):
    """Anything the action server refuses, as one clear sentence."""


class ActionsConfigError(ActionsError):
    """The server cannot start as configured."""


class MalformedCallError(ActionsError):
    """A request is not what Rasa sends."""
