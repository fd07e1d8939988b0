import pytest

from bot.past_harm import is_past_and_over

OVER = """
I used to be suicidal but I'm ok now
I used to be suicidal but I am fine now
I used to self-harm, but I'm doing much better now
years ago I wanted to kill myself, but that's behind me
when I was a teenager I wanted to die, now I'm happy
I was suicidal ten years ago and I'm good now
I used to cut myself as a teen. I'm healed now.
back then I wanted to end my life, today I am glad to be alive
I tried to kill myself five years ago but I am in a better place
""".strip().splitlines()

NOT_OVER = """
I'm suicidal
I want to kill myself
I used to be suicidal
I used to be suicidal and it is coming back
I used to be suicidal but I'm ok now, I guess
I used to be suicidal, I'm okay now, but sometimes I want to die
I used to be suicidal and I still am
I used to be fine, but I want to die
I used to be happy, now I'm suicidal
I used to be suicidal, I want to die now, I'm fine
I tried to kill myself last year and I'm fine
I tried to kill myself last week but I'm better now
I'm fine, I just want to die
I'm ok now but I keep thinking about suicide
I used to think about suicide years ago, now I'm not well
I used to cut myself but I'm fine, I only do it again when it hurts
I was suicidal years ago, maybe I'm better now
I used to be sad
I'm fine now
""".strip().splitlines()


@pytest.mark.parametrize("text", OVER)
def test_what_is_over_is_told_as_over(text: str) -> None:
    assert is_past_and_over(text)


@pytest.mark.parametrize("text", NOT_OVER)
def test_whatever_is_doubtful_is_taken_seriously(text: str) -> None:
    assert not is_past_and_over(text)
