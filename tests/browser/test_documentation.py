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
MOST_BYTES = 40_000
"""All that a visitor fetches to converse, compressed."""
MOST_BYTES_OF_PARTS = {
    "behaviour": 2_000,
    "camera": 12_000,
    "device": 3_000,
    "exercise": 6_000,
    "sheets": 21_000,
    "song": 2_000,
    "voice": 12_000,
}
"""What comes when it is first needed: with hearing, under 52 KB in all."""
PARTS = (ELEMENT / "parts.js").read_text()
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
    table = PAGE.partition("## Attributes")[2].partition("\n## ")[0]
    assert attributes == set(re.findall(r"^\| `([a-z-]+)` \| [^|]+ \| [^|]+ \|$", table, flags=re.M))


@pytest.mark.parametrize("picture", re.findall(r"images/[\w.-]+", PAGE))
def test_every_picture_is_there(picture: str) -> None:
    assert (ROOT / "docs" / picture).stat().st_size > 10_000


def test_every_word_that_is_said_has_its_place_in_the_language_file() -> None:
    words = "".join(path.read_text() for path in (ELEMENT / "lang").glob("en*.js"))
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


def compressed(*sources: str) -> int:
    return sum(len(gzip.compress(source.encode(), 9, mtime=0)) for source in sources)


def test_a_visitor_downloads_less_than_40_kb_and_the_page_tells_how_much() -> None:
    made = bundle(ELEMENT / "undertone-chat.js")
    apart = set(re.findall(r'from "\./(lang/[^"]+)"', made.entry))
    n_bytes = compressed(made.entry, *((ELEMENT / place).read_text() for place in apart))
    assert n_bytes < MOST_BYTES
    assert f"{len(MODULES)} small files" in PAGE
    assert f"the first {1 + len(apart)}, {round(n_bytes / 1000)} KB compressed in all" in PAGE


def test_each_part_is_small_and_the_page_tells_how_much_and_when_it_comes() -> None:
    made = bundle(ELEMENT / "undertone-chat.js")
    names = dict(re.findall(r'^  (\w+): \(\) => import\("\./([^"]+)"\)', PARTS, flags=re.M))
    assert set(names.values()) == set(made.parts)
    for name, place in names.items():
        n_bytes = compressed(made.parts[place])
        assert n_bytes < MOST_BYTES_OF_PARTS[name], name
        assert re.search(rf"^\| `{name}` \| [^|]+ \| {round(n_bytes / 1000)} KB \|$", PAGE, flags=re.M), (
            name,
            n_bytes,
        )


def test_every_part_has_words_for_when_it_does_not_come() -> None:
    words = (ELEMENT / "lang" / "en.js").read_text()
    for name in MOST_BYTES_OF_PARTS:
        assert f"part_{name}: " in words


def test_every_event_and_method_is_documented() -> None:
    types = (ELEMENT / "undertone-chat.d.ts").read_text()
    events = re.findall(r'^  "([\w:-]+)": CustomEvent', types, flags=re.M)
    assert [event for event in events if f"`{event}`" not in PAGE] == []
    assert [
        name for name in ("open()", "close()", "silence()", "send(", "setUser(") if f"`{name}" not in PAGE
    ] == []
