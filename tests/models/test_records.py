"""A release replaces its own part of the files that all models share."""

from pathlib import Path

from models.records import write_recipe, write_record

WEIGHTS = """# Weights that ship.

[text]
file = "a"

[text.result]
f1 = 0.5

[voice]
file = "old"

[voice.result]
f1 = 0.1
"""


def test_a_record_is_replaced_and_the_others_stay(tmp_path: Path) -> None:
    (tmp_path / "weights.toml").write_text(WEIGHTS)
    write_record(tmp_path, "voice", ["[voice]", 'file = "new"'])
    text = (tmp_path / "weights.toml").read_text()
    assert text.startswith("# Weights that ship.\n\n[text]")
    assert text.endswith('[text.result]\nf1 = 0.5\n\n[voice]\nfile = "new"\n')
    write_record(tmp_path, "text", ["[text]", 'file = "b"'])
    assert (tmp_path / "weights.toml").read_text() == (
        '# Weights that ship.\n\n[voice]\nfile = "new"\n\n[text]\nfile = "b"\n'
    )


def test_a_recipe_is_replaced_and_the_others_stay(tmp_path: Path) -> None:
    (tmp_path / "recipes.csv").write_text("model,script\ntext,a\nvoice,b\n")
    write_recipe(tmp_path, "text", ["c, d"])
    assert (tmp_path / "recipes.csv").read_text() == 'model,script\nvoice,b\ntext,"c, d"\n'


def test_a_folder_of_models_that_has_neither_file_yet_gets_both(tmp_path: Path) -> None:
    write_record(tmp_path, "voice", ["[voice]", 'file = "new"'])
    write_recipe(tmp_path, "voice", ["a", "b", "c", "d", "e"])
    assert (tmp_path / "weights.toml").read_text() == '[voice]\nfile = "new"\n'
    assert (tmp_path / "recipes.csv").read_text() == (
        "model,script,hparams,data,split,result\nvoice,a,b,c,d,e\n"
    )
