"""Tests of the bot need Rasa's environment; elsewhere they are not collected.

Run: `bot/.venv/bin/python -m pytest -q -c bot/pytest.ini tests/bot`, in the project's folder.
"""

from importlib.util import find_spec

collect_ignore_glob = [] if find_spec("rasa") else ["test_*.py"]

if find_spec("rasa"):
    from bot import fixes

    fixes.apply_before_rasa("")
