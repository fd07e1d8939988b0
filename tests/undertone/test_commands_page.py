import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "commands.md"


def test_the_page_of_commands_is_what_the_help_says() -> None:
    written = subprocess.run(
        [
            sys.executable,
            "-m",
            "typer",
            "undertone.cli",
            "utils",
            "docs",
            "--name",
            "undertone",
            "--title",
            "Commands",
        ],
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    assert PAGE.read_text().strip() == written.strip(), "run `make docs`"
