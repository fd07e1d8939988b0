import time

import pytest

from bot.violence_patterns import speaks_of_violence

SPOKEN = """
he hit me yesterday
my husband beats me
My husband beats me!
I'm scared of my boyfriend
I was raped
he raped me
my dad used to hit me
my stepfather beat me when I was a kid
she slaps me when she's angry
my boyfriend choked me last night
he punched me in the face
my ex keeps threatening to kill me
he threatened to hurt me if I leave
my partner is abusive
my wife is violent
I'm in an abusive relationship
I was abused as a child
I was molested by my uncle
I've been sexually assaulted
I got beaten up by my brother
my mother hits my little sister
my father beats my mum
he pushed me down the stairs
he grabbed me by the throat
he dragged me by the hair
he put his hands around my neck
he forced himself on me
my boyfriend forced me to have sex
he made me sleep with him
he touched me without my consent
I said no but he didn't stop
he didn't stop when I said no
he had sex with me while I was asleep
he won't let me leave the house
my husband doesn't let me see my friends
he locks me in
I'm being stalked
I'm afraid of my husband
I'm terrified of my dad
I'm afraid to go home to my husband
I'm scared he'll hurt me
I'm scared of him
I don't feel safe at home
I'm not safe with him
he hurts me when he's drunk
he gave me a black eye
he threw a plate at me
domestic violence
my friend's husband beats her
he tried to strangle me
my coach groped me
a man attacked me on the way home
""".strip().splitlines()

EVERYDAY = """
she beat me at chess
he beat me in tennis again
my brother beat me to it
they beat us by two goals
hit me up later
he hit me up last night
some guy hit on me
it hit me that she is gone
the news hit me hard
grief hit me again this morning
reality hit me
that song hits me right in the heart
a car hit me last year
I was hit by a car
the ball hit me
I hit my head
my cat attacked me
I was attacked by a goose
the beat slaps
I'm scared of spiders
I'm scared of my boss
I'm scared of my exam
I'm scared of losing my boyfriend
I'm afraid of my boyfriend leaving me
I'm afraid my husband will leave me
I'm afraid of my father dying
I'm scared he will forget me
I'm scared of him leaving
my mum is going to kill me
my boss will kill me if I'm late
my boyfriend broke up with me
he hurt me so much when he left
my husband never listens
he pushed me to apply for the job
my dad pushed me hard to study
my teacher made me cry
she threw me a party
he threw the ball at me
my husband works
my friend punched a wall
I watched a movie about domestic life
he raped her in the movie
I hit the gym
my heart beats fast
I feel beaten
I was beaten by a better player
I'm so angry I could hit someone
he gave me flowers
he put his hands in his pockets
my wife and I had a fight
my ex won't talk to me
he doesn't let me win
I feel so sad today
""".strip().splitlines()


@pytest.mark.parametrize("text", SPOKEN)
def test_words_of_violence_are_found(text: str) -> None:
    assert speaks_of_violence(text)


@pytest.mark.parametrize("text", EVERYDAY)
def test_games_and_figures_of_speech_are_let_through(text: str) -> None:
    assert not speaks_of_violence(text)


@pytest.mark.parametrize("text", ["", "   ", "🙂", "a" * 8000, "\x00", "((((" * 500])
def test_any_text_is_read_without_harm(text: str) -> None:
    assert not speaks_of_violence(text)


def test_a_long_text_is_read_fast_enough() -> None:
    started = time.perf_counter()
    speaks_of_violence(
        "he is always really just my dad and he has been and she was so he keeps on and " * 100
    )
    assert time.perf_counter() - started < 2
