"""Which variation of a response is said: the one that fits most closely, and not again what was just said.

Rasa draws at random among all variations whose conditions hold. Then a loss may be answered with "that calls
for a small celebration" where the need says so, and among few variations the same often comes twice in a row.
"""

import random
from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from rasa.core.nlg.generator import ResponseVariationFilter
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

Variation = dict[str, Any]

ALONE = frozenset({"care", "care_about", "interrupted", "language"})
"""Slots that nothing else may speak over; a loss (`heard`: grief) is one more."""

ORDER = ("shift", "need")
"""What is named before all else, the rarest first: a jump of the mood, then what it needs."""


class FittingPhrases(TemplatedNaturalLanguageGenerator):
    """Rasa's own generator with this choice; `bot/endpoints.yml` names it."""

    def __init__(
        self,
        endpoint_config: EndpointConfig | None = None,  # noqa: ARG002  Rasa hands it over
        domain: Domain | None = None,
        source: random.Random | None = None,
    ) -> None:
        super().__init__(domain.responses if domain else {})
        self._source = source or random.Random()  # noqa: S311 - choosing a phrasing, not a secret

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> Variation | None:
        if utter_action not in self.responses:
            return None
        slots = tracker.current_slot_values()
        fitting = ResponseVariationFilter(self.responses).responses_for_utter_action(
            utter_action, output_channel, slots
        )
        said = {event.text for event in tracker.events if isinstance(event, BotUttered)}
        filled = [self._fill_response(deepcopy(variation), slots, **kwargs) for variation in fitting]
        return self._source.choice(closest(filled, said)) if filled else None


def closest(variations: Sequence[Variation], said: set[str]) -> list[Variation]:
    """Of the variations that may be said, those that fit most closely and are not among what was `said`.

    Where all of the closest were said, the next closest follow; what nothing may speak over stays alone.
    """
    first = min(map(_rank, variations))
    ranks = sorted({_rank(variation) for variation in variations}) if first else [0]
    for rank in ranks:
        fresh = [one for one in variations if _rank(one) == rank and one.get("text") not in said]
        if fresh:
            return fresh
    return [one for one in variations if _rank(one) == first]


def _rank(variation: Variation) -> int:
    """0 stands alone, then as in ORDER; the others come last."""
    conditions = {condition["name"]: condition["value"] for condition in variation.get("condition") or ()}
    if not ALONE.isdisjoint(conditions) or conditions.get("heard") == "grief":
        return 0
    named = [place for place, slot in enumerate(ORDER, start=1) if slot in conditions]
    return min(named, default=len(ORDER) + 1)
