import pytest
from rasa.shared.core.events import ActionExecuted, SlotSet, UserUttered
from rasa.shared.core.slots import TextSlot
from rasa.shared.core.trackers import DialogueStateTracker

from bot.course import heard_before


@pytest.mark.parametrize(
    ("intents", "heard"),
    [
        ([], "first"),
        (["greet"], "first"),
        (["share_sad"], "again"),
        (["share_sad", "greet", "ask_joke"], "again"),
        (["share_sad", "share_angry", "share_tired"], "long"),
        (["share_sad", "greet", "greet", "greet", "greet"], "first"),
        (["share_grief"], "grief"),
        (["share_grief", "share_happy", "share_sad", "greet"], "grief"),
        (["share_grief", "fragment", "fragment", "fragment"], "grief"),
        (["share_sad", "fragment", "fragment", "fragment", "fragment"], "long"),
    ],
)
def test_heard_counts_what_was_shared_lately(intents: list[str], heard: str) -> None:
    tracker = DialogueStateTracker("s", [])
    for intent in intents:
        tracker.update(ActionExecuted("action_listen"))
        tracker.update(UserUttered("x", {"name": intent, "confidence": 1.0}))
    assert heard_before(tracker) == heard


def test_fragments_go_on_with_the_loss_they_belong_to_however_many_they_are() -> None:
    tracker = DialogueStateTracker("s", [TextSlot("heard", mappings=[])])
    tracker.update(SlotSet("heard", "grief"))
    for _ in range(5):
        tracker.update(UserUttered("my mum", {"name": "fragment", "confidence": 1.0}))
    assert heard_before(tracker) == "grief"
