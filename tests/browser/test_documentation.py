"""`docs/widget.md` names what the widget has, and nothing that it has not."""

import gzip
import re
from pathlib import Path

import pytest

from gateway.bundle import bundle
from tests.browser.scripted_gateway import ROOT

PAGE = (ROOT / "docs" / "widget.md").read_text()
ELEMENT = ROOT / "web_widget" / "element"
MODULES = sorted(ELEMENT.rglob("*.js"))
MOST_BYTES = 56_000
"""40 KB for the conversation, 16 for hearing and speaking: a visitor who presses the microphone waits for
nothing more than the worklet."""
SOURCES = [path.read_text() for path in MODULES]
CARD_KINDS = ("track", "exercise", "read", "resource", "export")


def named(pattern: str) -> set[str]:
    return {match for source in SOURCES for match in re.findall(pattern, source)}


def test_every_custom_property_is_documented_and_none_is_invented() -> None:
    written = set(named(r"--undertone-[a-z-]+[a-z]")) | {
        f"--undertone-{label}" for label in ("joy", "neutral")
    }
    assert set(re.findall(r"--undertone-[a-z-]+[a-z]", PAGE)) == written


def test_every_part_is_documented() -> None:
    parts = {part for parts in named(r'part: "([^"]+)"') for part in parts.split()}
    parts |= {"card"} | {f"card-{kind}" for kind in CARD_KINDS}
    assert [part for part in sorted(parts) if f"`{part}`" not in PAGE] == []


def test_every_attribute_is_documented() -> None:
    attributes = set(
        re.findall(r'this\.getAttribute\("([a-z-]+)"\)', (ELEMENT / "chat-element.js").read_text())
    )
    attributes |= set(re.findall(r":host\(\[([a-z]+)=", "".join(SOURCES)))
    assert attributes == set(re.findall(r"^\| `([a-z-]+)` \| [^|]+ \| [^|]+ \|$", PAGE, flags=re.M))


@pytest.mark.parametrize("picture", re.findall(r"images/[\w.-]+", PAGE))
def test_every_picture_is_there(picture: str) -> None:
    assert (ROOT / "docs" / picture).stat().st_size > 10_000


def test_every_word_that_is_said_has_its_place_in_the_language_file() -> None:
    words = (ELEMENT / "lang" / "en.js").read_text()
    keys = set(re.findall(r"^  (\w+): ", words, flags=re.M))
    said = named(r'say\("(\w+)"')
    assert said - keys == set()


def test_no_style_and_no_script_is_written_inline() -> None:
    for path in (*ELEMENT.rglob("*.js"), *(ELEMENT.parent / "demo").glob("*.html")):
        text = Path(path).read_text()
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text
        ), path
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|javascript:", text), path


def test_a_visitor_downloads_less_than_56_kb_and_the_page_tells_how_much() -> None:
    sent = [
        bundle(ELEMENT / "undertone-chat.js"),
        *(path.read_text() for path in (ELEMENT / "lang").glob("*.js")),
    ]
    n_bytes = sum(len(gzip.compress(source.encode(), 9, mtime=0)) for source in sent)
    assert n_bytes < MOST_BYTES
    assert f"{len(MODULES)} small files" in PAGE
    assert f"{round(n_bytes / 1000)} KB compressed in all" in PAGE


def test_every_event_and_method_is_documented() -> None:
    types = (ELEMENT / "undertone-chat.d.ts").read_text()
    events = re.findall(r'^  "([\w:-]+)": CustomEvent', types, flags=re.M)
    assert [event for event in events if f"`{event}`" not in PAGE] == []
    assert [
        name for name in ("open()", "close()", "silence()", "send(", "setUser(") if f"`{name}" not in PAGE
    ] == []
