from pathlib import Path

from typer import Context
from typer.cli import get_docs_for_click
from typer.main import get_command

from undertone.cli import app

PAGE = Path(__file__).resolve().parents[2] / "docs" / "commands.md"


def test_the_page_of_commands_is_what_the_help_says() -> None:
    command = get_command(app)
    written = get_docs_for_click(obj=command, ctx=Context(command), name="undertone", title="Commands")
    assert PAGE.read_text().strip() == written.strip(), "run `make docs`"
