"""Whether somebody speaks of self-harm as something that is over: "I used to be suicidal, but I'm fine now".

Only where everything says so: each clause of harm lies in the past, the present is said to be well, and no
word of doubt stands anywhere. Anything less is taken seriously, as if it were now.
"""

import re
from functools import lru_cache
from pathlib import Path

from bot.crisis_patterns import speaks_of_self_harm
from bot.pattern_file import read_patterns
from bot.words import plain

PATTERN_FILE = Path(__file__).with_name("past_harm_patterns.txt")


def is_past_and_over(text: str) -> bool:
    """Whether every word of harm in a text is long past and the present is said to be well."""
    signs = _patterns()
    simple = plain(text)
    if (
        not speaks_of_self_harm(simple)
        or signs["doubt"].search(simple)
        or not signs["well_now"].search(simple)
    ):
        return False
    clauses = [clause for clause in signs["clause_end"].split(simple) if clause.strip()]
    harmful = [clause for clause in clauses if speaks_of_self_harm(clause)]
    return bool(harmful) and all(signs["long_ago"].search(clause) for clause in harmful)


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    return read_patterns(PATTERN_FILE)
