"""A release writes its results into its card and leaves the words around them."""

from pathlib import Path

from models.cards import BEGIN, END, write_card

CARD = f"# A sense\n\n{BEGIN}\nold\n{END}\n\nIts limits.\n"


def test_results_replace_the_ones_before_and_nothing_else(tmp_path: Path) -> None:
    card = tmp_path / "README.md"
    card.write_text(CARD)
    write_card(tmp_path, "new", tmp_path / "nowhere.md")
    assert card.read_text() == f"# A sense\n\n{BEGIN}\nnew\n{END}\n\nIts limits.\n"


def test_where_there_is_no_card_yet_it_begins_as_the_projects_own(tmp_path: Path) -> None:
    own, folder = tmp_path / "own.md", tmp_path / "elsewhere"
    own.write_text(CARD)
    folder.mkdir()
    write_card(folder, "new", own)
    assert (folder / "README.md").read_text() == CARD.replace("old", "new")
    assert own.read_text() == CARD
