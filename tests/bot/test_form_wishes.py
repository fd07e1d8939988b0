import pytest

from bot.form_wishes import wished_form


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Give me a breathing exercise", "breathing"),
        ("let's breathe together", "breathing"),
        ("a stretching exercise please", "stretching"),
        ("my stiff neck needs something", "stretching"),
        ("help me ground myself", "grounding"),
        ("something to write down, journaling", "journaling"),
        ("let me journal", "journaling"),
        ("read me a poem", "poem"),
        ("some poetry", "poem"),
        ("tell me a story", "story"),
        ("a letter, please", "letter"),
        ("a little reflection", "reflection"),
        ("no breathing, rather a stretch", "stretching"),
        ("anything but another poem", None),
        ("a short exercise", None),
        ("something to read", None),
        ("", None),
    ],
)
def test_a_wish_names_the_form_of_an_exercise_or_a_read(text: str, form: str | None) -> None:
    assert wished_form(text) == form
