"""Errors of perception.

PerceptionError
├── ReadingError   values that no reading can have
├── InputError     what was given to a sense cannot be perceived at all
├── WeightsError   a weight file is missing, altered or not what its record says
└── RecognitionError   a recogniser is missing, cannot be loaded or has stopped
"""


class PerceptionError(Exception):
    """Anything that perception raises on purpose."""


class ReadingError(PerceptionError, ValueError):
    """Values that no reading can have."""


class InputError(PerceptionError, ValueError):
    """What was given to a sense cannot be perceived at all."""


class WeightsError(PerceptionError):
    """A weight file is missing, altered or not what its record says."""


class RecognitionError(PerceptionError):
    """A recogniser is missing, cannot be loaded or has stopped; the message says what to do."""
