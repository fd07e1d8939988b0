"""Measured repairs of Rasa 3.6.21, one a module, each with its reason.

`bot.serve` puts them in place. Plain `rasa run` knows nothing of them: the same model runs there as Rasa
ships it. The stores (bounded_trackers, waiting_locks) and the connection (kept_connection) are handed to Rasa
through its own doors; the rest replaces a function.
"""


def apply_before_rasa(model_description: str) -> None:
    """Those that must come before Rasa is imported; the description says whether TensorFlow is needed."""
    from bot.fixes import no_tensorflow, quiet

    quiet.apply()
    if not no_tensorflow.needed_by(model_description):
        no_tensorflow.apply()


def apply_to_rasa() -> None:
    """Those that change Rasa itself; imports it."""
    from bot.fixes import (
        compiled_validator,
        empty_domain,
        lean_calls,
        plain_graph,
        plain_history,
        replayed_once,
        short_rules,
        silent_copies,
    )

    for fix in (
        compiled_validator,
        empty_domain,
        lean_calls,
        plain_graph,
        plain_history,
        replayed_once,
        short_rules,
        silent_copies,
    ):
        fix.apply()
