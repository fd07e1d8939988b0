"""Slack's way of writing words, read and written."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.channels.slack.words import bold, italic, measured, packed, paragraphs, read_words, written


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("<@U0BOT> hello", "hello"),
        ("hello <@U0BOT>", "hello"),
        ("<@U0BOT>", ""),
        ("<@U2> made me angry", "@someone made me angry"),
        ("<@U2|ann> made me angry", "@someone made me angry"),
        ("see <#C1|general> and <#C2>", "see #general and #channel"),
        ("<!here> now", "@here now"),
        ("<!subteam^S1|@team> now", "@team now"),
        ("<!date^1^{date}|yesterday>", "yesterday"),
        ("<https://example.org/a?b=1&amp;c=2>", "https://example.org/a?b=1&c=2"),
        ("<https://example.org|a page>", "a page"),
        ("<mailto:a@example.org|a@example.org>", "a@example.org"),
        ("1 &lt; 2 &amp;&amp; 3 &gt; 2", "1 < 2 && 3 > 2"),
        ("&amp;lt;", "&lt;"),
        ("&lt;@U0BOT&gt; as typed", "<@U0BOT> as typed"),
        ("I am sad :cry:", "I am sad 😢"),
        (":+1::skin-tone-3: at 10:30:20", "👍 at 10:30:20"),
        (":our_own_emoji:", ":our_own_emoji:"),
        ("two\nlines", "two\nlines"),
    ],
)
def test_words_are_read_as_a_person_reads_them(sent: str, read: str) -> None:
    assert read_words(sent, "U0BOT") == read


def test_no_words_become_a_mention_or_a_link_to_somewhere_else() -> None:
    assert written("<!channel> <@U1> <https://evil.example|bank> & co") == (
        "&lt;!channel&gt; &lt;@U1&gt; &lt;<https://evil.example>|bank&gt; &amp; co"
    )


def test_addresses_become_links_without_what_stands_behind_them() -> None:
    assert written("See https://example.org/a?b=1&c=2.") == "See <https://example.org/a?b=1&amp;c=2>."


@given(st.text(alphabet=st.characters(exclude_characters=":", exclude_categories=["Cs"])))
def test_what_is_written_reads_as_it_was(text: str) -> None:
    assert read_words(written(text)) == text.strip()


def test_marks_do_not_end_early() -> None:
    assert (bold("2 * 3\n& more"), italic("so_so"), bold("  ")) == ("*2 3 &amp; more*", "_so so_", "")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])), st.integers(20, 60))
def test_paragraphs_fit_and_no_escape_is_torn(text: str, limit: int) -> None:
    pieces = paragraphs("&<>" + text, limit)
    assert all(1 <= measured(piece) <= limit for piece in pieces)
    assert all(written(html.unescape(piece)) == piece for piece in pieces if "http" not in piece)


@given(st.lists(st.text(max_size=20)), st.integers(20, 60))
def test_packed_lines_fit_and_none_is_lost(lines: list[str], limit: int) -> None:
    fitting = [line for line in lines if measured(line) <= limit]
    texts = packed(fitting, limit)
    assert all(1 <= measured(text) <= limit for text in texts)
    assert [c for text in texts for c in text if c != "\n"] == [c for c in "".join(fitting) if c != "\n"]
