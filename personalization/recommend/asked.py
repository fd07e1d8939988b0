"""What was just asked for: which items it is, and how a reason speaks of it."""

from personalization.genres import spoken
from personalization.item import Form, Item, Practice
from personalization.recommend.contract import RecommendationRequest
from personalization.recommend.index import CatalogueIndex, Mask

_FORMS: dict[Practice | Form, str] = {
    Practice.BREATHING: "a breathing exercise",
    Practice.GROUNDING: "a grounding exercise",
    Practice.STRETCHING: "a stretching exercise",
    Practice.JOURNALING: "something to write down",
    Form.STORY: "a story",
    Form.REFLECTION: "a reflection",
    Form.LETTER: "a letter",
    Form.POEM: "a poem",
    Form.LIST: "a list",
}


def asked_for(request: RecommendationRequest, index: CatalogueIndex) -> list[Mask]:
    """(n_items,) for each part of the wish: whether an item is, or has, that."""
    wish = request.wish
    parts = [index.concerned(told) for told in wish.wanted]
    if request.genre:
        parts.append(index.with_genre(request.genre))
    if wish.form:
        parts.append(index.of_form(wish.form))
    if wish.by_name:
        named = ~index.of_kinds(None)
        named[index.rows(wish.by_name)] = True
        parts.append(named)
    return parts


def spoken_wish(item: Item, request: RecommendationRequest) -> str | None:
    """What of the wish an item meets: "jazz with piano and without drums"; None where it meets none."""
    wish = request.wish
    head = wish.by_name.get(item.id)
    if head is None and wish.form is not None and wish.form in (item.practice, item.form):
        head = spoken_form(wish.form)
    if head is None and request.genre in item.genres:
        head = spoken(request.genre or "")
    has = [f"with {told.spoken}" for told in wish.wanted if told.concerns(item)]
    lacks = [f"without {told.spoken}" for told in wish.unwanted if not told.concerns(item)]
    if head is None and not has and not lacks:
        return None
    return f"{head or 'something'} {' and '.join([*has, *lacks])}".strip()


def spoken_form(form: Practice | Form) -> str:
    """How a practice or a form reads inside a sentence, with its article."""
    return _FORMS[form]
