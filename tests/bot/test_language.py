import pytest

from bot.language import OTHER, foreign_language
from tests.bot.nlu_files import HELD_OUT_FILES, TRAINING_FILES, sentences

FOREIGN = [
    ("de", "hallo, wie geht es dir"), ("de", "Guten Tag"), ("de", "guten Morgen"), ("de", "ich bin traurig"),
    ("de", "mir geht es heute nicht gut"), ("de", "kannst du mir bitte helfen"),
    ("de", "sprichst du deutsch?"),
    ("de", "wie viel kostet das Brot"), ("de", "ich habe Angst vor morgen"),
    ("fr", "bonjour"), ("fr", "Bonsoir !"), ("fr", "je suis triste"), ("fr", "salut, tu vas bien ?"),
    ("fr", "c'est une mauvaise journée"), ("fr", "j’ai peur de demain"), ("fr", "parlez-vous français ?"),
    ("es", "buenos días"), ("es", "hola, ¿cómo estás?"), ("es", "estoy muy triste hoy"),
    ("es", "me siento muy sola"), ("es", "¿hablas español?"),
    ("it", "buongiorno"), ("it", "ciao, come stai?"), ("it", "mi sento solo"), ("it", "sono molto stanco"),
    ("pt", "bom dia, tudo bem?"), ("pt", "olá"), ("pt", "estou muito triste hoje"),
    ("pt", "não sei o que fazer"),
    ("nl", "goedemorgen"), ("nl", "ik ben verdrietig"), ("nl", "hoe gaat het met jou"),
    (OTHER, "Привет, как дела"), (OTHER, "こんにちは"), (OTHER, "مرحبا كيف حالك"), (OTHER, "dzień dobry"),
    (OTHER, "jag är ledsen"),
]  # fmt: skip

ENGLISH = """
hi
hello
hey
yo
hola
hallo
ciao
salut
adios amigo
gracias!
merci
I'm sad
no
no no no
die
I want to die
a song
play la bamba
play despacito
play some bossa nova
c'est la vie
que sera sera
my son is in a bad mood
I love bachata and samba
mon dieu what a day
my friend Jean-Pierre is a chef
Angst is what I feel
I had a déjà vu
so la la
on the bus
me too
as if
grrrr
asdf qwer zxcv
lol
kms
thx ur awesome
my mum
last week
the funeral
come on
pretty bad
I'm from Buenos Aires
good morning from Paris
her name was Maria
dates and numbers
I feel happy and guilty at once
ok
mixed
medium
meh
""".strip().splitlines()


@pytest.mark.parametrize(("language", "text"), FOREIGN)
def test_another_language_is_recognised(language: str, text: str) -> None:
    assert foreign_language(text) == language


@pytest.mark.parametrize("text", ["", "  ", "12345", "🙂", "?!", *ENGLISH])
def test_english_and_what_is_unclear_are_not_turned_away(text: str) -> None:
    assert foreign_language(text) is None


def test_no_sentence_in_scope_is_taken_for_another_language() -> None:
    known = {**sentences(TRAINING_FILES)}
    for intent, listed in sentences(HELD_OUT_FILES).items():
        known[intent] = [*known[intent], *listed]
    mistaken = [
        text for intent, listed in known.items() if intent != "out_of_scope" for text in listed
        if foreign_language(text)
    ]  # fmt: skip
    assert mistaken == []
