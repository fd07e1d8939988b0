"""What the actions say: short, warm, and never sure of what somebody feels."""

import random
from collections.abc import Mapping, Sequence
from typing import Self

from personalization.item import ItemKind
from personalization.mood import Mood
from personalization.privacy import DataSummary

PHRASES: Mapping[str, tuple[str, ...]] = {
    "another": (
        "Sure. How about this instead?",
        "No problem, here is something different.",
        "All right, let me try another one.",
        "Of course. Maybe this one?",
    ),
    "nothing_left": (
        "I have nothing fitting left to show you right now. Shall we just talk for a bit?",
        "That was everything I have that fits. I am happy to simply listen.",
    ),
    "genre_missing": (
        "I do not have any {genre} that I may offer here, so this is the nearest I can think of.",
        "My shelf has no {genre} to offer right now, I am sorry. Perhaps this?",
    ),
    "form_missing": (
        "I am sorry, of {form} I have nothing left that I may offer. This is something else:",
        "You asked for {form}, and I have none left that I may offer. Perhaps this instead?",
    ),
    "sound_missing": (
        "I have no song just like that to offer, so this is the nearest I can think of.",
        "Nothing on my shelf is quite that, I am sorry. Perhaps this?",
    ),
    "nothing_offered_yet": (
        "I have not suggested anything yet. Shall I?",
        "There is nothing on the table so far. Would you like a song?",
    ),
    "explain": (
        "About “{title}”: {why}",
        "Here is why I picked “{title}”. {why}",
        "Fair question. “{title}” came up for this reason: {why}",
    ),
    "liked": (
        "I am glad “{title}” landed well. I will keep that in mind.",
        "Good to hear. More in the spirit of “{title}” from now on.",
        "Lovely, noted. “{title}” it is.",
    ),
    "disliked": (
        "Fair enough, “{title}” will not come up again. Something else?",
        "Thank you for saying so. I will leave “{title}” out. Shall I try another?",
        "Understood, not “{title}”. Would you like a different one?",
    ),
    "genre_loved": (
        "{genre}, noted. I will look there first.",
        "Good to know that you love {genre}. I will remember.",
        "I will keep {genre} in mind for you.",
    ),
    "genre_rejected": (
        "No {genre} then. I will leave it out.",
        "Understood, I will keep {genre} away from you.",
        "Got it: no {genre}.",
    ),
    "genres_told_apart": (
        "{loved} yes, {rejected} no. I will remember.",
        "Noted: more {loved}, and no {rejected}.",
    ),
    "genre_unknown": (
        "I did not catch a kind of music that I know. Could you say it another way, like jazz or folk?",
        "I am not sure which kind of music you mean. Something like soul, rock or classical?",
    ),
    "taken_back": (
        "Taken back: {genre} is an open question again.",
        "All right, what you said about {genre} no longer counts.",
        "Done, I have let go of what you said about {genre}.",
    ),
    "nothing_to_take_back": (
        "You had not told me anything about {genre}, so nothing needs taking back.",
        "There was nothing noted about {genre}, and it stays that way.",
    ),
    "take_back_what": (
        "What shall I take back? So far {told}.",
        "Gladly, which part? So far {told}.",
    ),
    "unlearned": (
        "What I had gathered about {genre} from your likes no longer counts.",
        "Done: I have let go of what your likes taught me about {genre}.",
    ),
    "taste_forgotten": (
        "Done. I have let go of all that I knew about your taste, what you told me and what I gathered.",
        "Your taste is a blank page again: nothing told, nothing gathered.",
    ),
    "taste_asked": (
        "I have no ears, so no favourites of my own. Tell me yours, and I will remember.",
        "That one is for you to say: tell me what you love or never want to hear, and I will keep it.",
    ),
    "taste_of_the_moment": (
        "All right. I note only what holds beyond today, so this stays unnoted.",
        "I hear you. For good I keep only what is meant for longer than the moment, so nothing is noted.",
    ),
    "taste_not_lasting": (
        "All right. I note only what you love or never want to hear, so nothing of this is kept.",
        "I hear you. That did not sound like something you always love or never want, so I note nothing.",
    ),
    "taste_of_nothing_known": (
        "I know no kind of music and no artist by that name here, so nothing is noted.",
        "That is not among the genres, sounds and artists I know. I note nothing; tell me more, if you like.",
    ),
    "taste_unclear": (
        "More {genre}, or none of it? I was not sure how you meant that.",
        "I would like to get this right: do you want {genre}, or rather not?",
    ),
    "taste_told": (
        "You told me that {told}.",
        "From your own words: {told}.",
    ),
    "taste_learned": (
        "From what you liked I gather that {learned} may be for you.",
        "Your likes lean towards {learned}, it seems to me.",
    ),
    "taste_change": (
        "Say it if that is no longer so, and I take it back.",
        "You can take back any of it at any time.",
    ),
    "taste_unknown": (
        "Nothing yet. Tell me what you love or cannot stand, and I will go by it.",
        "So far I know nothing about your taste. A word like “I love jazz” or “no metal” is enough.",
    ),
    "corrected": (
        "Thank you for setting me right. I will go by what you say, not by my guess.",
        "I hear you, and I read that wrong. Your word counts.",
        "Thanks, that helps. You know best how it is.",
    ),
    "correction_unclear": (
        "Then I read that wrong, sorry. How would you put it in a word?",
        "Thank you for telling me. What word would fit better?",
    ),
    "no_data": (
        "I have nothing stored about you.",
        "There is nothing here about you at the moment.",
    ),
    "forgotten": (
        "Done. Everything I kept about you is erased. It was good to meet you, and you are welcome any time.",
        "It is all gone: readings, likes, everything. Take good care of yourself.",
    ),
    "forget_fails": (
        "I could not erase your data just now, and I will not pretend I did. Please ask again in a moment.",
    ),
    "paused": (
        "I have stopped reading emotion from your words. We can keep talking all the same.",
        "Sensing is paused. I will only go by what you tell me.",
    ),
    "resumed": (
        "Sensing is on again. Tell me whenever I read something wrong.",
        "All right, I will pay attention to the tone of your words again.",
    ),
    "memory_fails": (
        "I am sorry, my memory is not answering just now. Could you try that again in a moment?",
        "Something on my side did not work, and it is not your fault. Please try once more in a moment.",
    ),
    "no_offer_now": (
        "I would rather just be here with you now than hand you things. How are you, this very minute?",
        "No suggestions for now, just company. Tell me more, if you like.",
    ),
    "by_artist": (
        "Here it is, by {artist}:",
        "{artist} it is:",
    ),
    "artist_missing": (
        "I do not have that on my shelf, I am sorry. Perhaps this one instead?",
        "That is not among my songs, sorry. Maybe this comes near:",
    ),
    "artist_no_more": (
        "That is all I have of it here, I am sorry. How about this one?",
        "There is no more of it on my shelf. Maybe this?",
    ),
    "violence": (
        """I am so sorry. Nobody has the right to hurt or frighten anyone like that, and it is never the \
fault of the one it happens to.""",
        """Thank you for telling me. What you describe is not okay, and it is not the fault of the one who \
has to live through it.""",
    ),
    "violence_person": (
        """I am an AI, so here are people who know about this. You decide if and when. If you are in danger \
right now, please call your emergency number. I am listening, as much or as little as you want.""",
        """You do not have to do anything now. If you want a person, these are there for exactly this; in \
danger, please call your emergency number. Tell me more only if you like, I am listening.""",
    ),
    "care": (
        "I am really glad you told me. That sounds very heavy, and you should not have to carry it alone.",
        "Thank you for trusting me with this. It sounds like so much pain, and you deserve company in it.",
    ),
    "care_person": (
        """I am an AI, and this deserves a person. These people are there to listen, now. If you might be \
in danger, please call your local emergency number. Is there somebody who could be with you?""",
        """As an AI I cannot be there like a person can. Here is who you can reach right away. If you might \
act on this, please call your local emergency number. Would you like to talk to a person?""",
    ),
}
"""Every variant of every reply, by name; `{…}` are filled in."""

AFTER_ANSWERS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "joy": (
        ("That is good to know, and good to hear. What brought it?", "Lovely. Then I read too much into it."),
        ("A song", "Just listen"),
    ),
    "sadness": (
        ("Thank you, then I go by that. What weighs the most?", "I hear it. You can lay it down here."),
        ("Just listen", "A song", "Something to read"),
    ),
    "surprise": (
        ("That came out of nowhere, then. What happened?", "Thank you. Tell me how it came about."),
        ("Just listen",),
    ),
    "fear": (
        (
            "Thank you, then the worry counts. What is it about?",
            "I hear it. One thing at a time: what first?",
        ),
        ("A short exercise", "Just listen"),
    ),
    "anger": (
        ("Thank you, then it is the anger I listen to. What happened?", "Understood. Let it out, all of it."),
        ("Just listen",),
    ),
    "disgust": (
        ("Thank you. What put you off like that?", "Understood. Tell me what it was."),
        ("Just listen",),
    ),
    "anticipation": (
        ("Thank you, so something lies ahead. What is it?", "Good to know. Tell me what is coming."),
        ("A song", "Just listen"),
    ),
    "trust": (
        ("That is good to know. What makes it feel safe?", "Thank you. Then let us leave it just so."),
        ("A song", "Just listen"),
    ),
    "neutral": (
        ("Thank you, then I leave it at that. What would be good now?", "Good to know. I go by your word."),
        ("A song", "A short exercise", "Just listen"),
    ),
}
"""By label that a person gave as an answer: how the talk goes on, and quick replies."""

OFFERS: Mapping[ItemKind, Mapping[str, tuple[str, ...]]] = {
    ItemKind.TRACK: {
        "vent": (
            "Maybe something with enough weight to lean into:",
            "Here is one that does not hold back:",
        ),
        "comfort": ("Maybe this one can keep you company:", "Here is something soft to sit with:"),
        "calm": ("Let us slow things down a little:", "Maybe this can make the room quieter:"),
        "uplift": ("Perhaps a bit of light:", "Maybe this one opens a window:"),
        "energise": ("Something to get the blood moving:", "Here is one with a push in it:"),
        "celebrate": ("That calls for something bright:", "This one likes to be played loud:"),
        "distract": ("Here is something to take you elsewhere for a while:", "A small change of scene:"),
        "focus": ("Something that stays out of the way:", "This one leaves room to think:"),
        "": ("How about this one?", "Here is a song that might fit:", "Maybe give this a listen:"),
    },
    ItemKind.EXERCISE: {
        "vent": ("Here is a way to let some of it out:", "Maybe this gives it somewhere to go:"),
        "calm": ("Let us try something small together:", "Here is a way to come down a little:"),
        "": (
            "Here is something small you could try:",
            "If you feel like it, try this:",
            "Maybe this does you good:",
        ),
    },
    ItemKind.READ: {
        "comfort": ("A few lines to sit with:", "Here is something to read slowly:"),
        "": ("Here is a short read:", "A few lines for you:", "Maybe these words are good company:"),
    },
}
"""How an offer opens, by kind and need; "" stands for any other need."""

TRUSTED = 0.35
"""Below this confidence the words do not lean on the need that was sensed."""


class Words:
    """Picks a variant with the random source it was given; the same source, the same words."""

    def __init__(self, source: random.Random) -> None:
        """Hold the source."""
        self._source = source
        self._said: dict[str, str] = {}

    @classmethod
    def seeded(cls, seed: int) -> Self:
        """Words from a random source of their own."""
        return cls(random.Random(seed))  # noqa: S311 - choosing a phrasing, not a secret

    def pick(self, name: str, **values: str) -> str:
        """One variant of a reply, filled in."""
        text = self._vary(name, PHRASES[name]).format(**values)
        return text[0].upper() + text[1:]

    def after_answer(self, label: str) -> tuple[str, tuple[str, ...]]:
        """How the talk goes on from a label that was given as an answer, and quick replies."""
        variants, quick_replies = AFTER_ANSWERS[label]
        return self._vary(f"after {label}", variants), quick_replies

    def for_offer(self, kind: ItemKind, mood: Mood | None) -> str:
        """How an offer opens."""
        return self.for_need(kind, mood.need if mood and mood.confidence >= TRUSTED else None)

    def for_need(self, kind: ItemKind, need: str | None) -> str:
        """How an offer opens for a need that is certain, such as one that was asked for."""
        by_need = OFFERS[kind]
        return self._vary(kind, by_need.get(need or "") or by_need[""])

    def _vary(self, name: str, variants: Sequence[str]) -> str:
        """Any variant but the one said last under that name, as long as there are two."""
        fresh = [variant for variant in variants if variant != self._said.get(name)]
        chosen = self._source.choice(fresh or variants)
        self._said[name] = chosen
        return chosen

    def data_summary(self, data: DataSummary) -> str:
        """What is stored, in two sentences."""
        counts = (
            _counted(data.n_sessions, "visit"),
            _counted(data.n_turns, "reading"),
            _counted(data.n_interactions, "note", "about what I offered and how you liked it"),
            _counted(data.n_told, "thing", "you told me about your taste"),
        )
        kept = f"the words of {_counted(data.n_words, 'message')}" if data.n_words else "none of your words"
        return f"I keep {', '.join(counts)}, and {kept}. The card below gives you all of it."


def _counted(n: int, noun: str, rest: str = "") -> str:
    return f"{n or 'no'} {noun}{'' if n == 1 else 's'} {rest}".strip()
