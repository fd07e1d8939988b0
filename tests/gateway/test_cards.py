"""What personalization chooses is a card of the protocol: every item of the own catalogue."""

import json

from gateway.cards import CARDS
from personalization.cards import card_for
from personalization.catalogue.loader import own_items


def test_every_item_of_the_own_catalogue_is_a_card_of_the_protocol_as_it_is_and_as_json() -> None:
    items = own_items()
    assert {item.kind.value for item in items} == {"track", "exercise", "read"}
    for item in items:
        card = card_for(item, "It is there.")
        made = CARDS.validate_python(card)
        assert CARDS.validate_json(json.dumps(card)) == made, item.id
        assert json.loads(CARDS.dump_json(made, exclude_unset=True)) == card, item.id
