import json
from pathlib import Path

import pytest

from bot import train
from bot.errors import ModelMissingError, SettingInvalidError, TextModelMissingError
from bot.serve import archive_of, describe
from bot.settings import BotSettings, read_settings


@pytest.fixture
def text_model(tmp_path: Path) -> Path:
    folder = tmp_path / "text"
    folder.mkdir()
    (folder / "text.onnx").write_bytes(b"graph")
    (folder / "tokenizer.json").write_text("{}")
    return folder


def test_the_same_ingredients_have_the_same_fingerprint(text_model: Path) -> None:
    assert train.fingerprint(text_model) == train.fingerprint(text_model)


def test_another_text_model_has_another_fingerprint(text_model: Path) -> None:
    before = train.fingerprint(text_model)
    (text_model / "text.onnx").write_bytes(b"another graph")
    assert train.fingerprint(text_model) != before


def test_the_ingredients_hold_all_that_training_reads(text_model: Path) -> None:
    names = {path.name for path in train.ingredients(text_model)}
    assert {
        "config.yml",
        "domain.yml",
        "rules.yml",
        "stories.yml",
        "feelings.yml",
        "words.py",
        "text.onnx",
    } <= names
    assert "nlu_heldout.yml" not in names


def test_a_missing_text_model_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(TextModelMissingError, match="UNDERTONE_TEXT_MODEL_DIR"):
        train.fingerprint(tmp_path)


def test_staleness_has_a_reason(tmp_path: Path) -> None:
    assert "missing" in str(train.why_stale(tmp_path, "x"))
    (tmp_path / train.MODEL_NAME).write_bytes(b"model")
    assert "missing or broken" in str(train.why_stale(tmp_path, "x"))
    (tmp_path / train.FINGERPRINT_NAME).write_text("[]")
    assert "missing or broken" in str(train.why_stale(tmp_path, "x"))
    (tmp_path / train.FINGERPRINT_NAME).write_text(json.dumps({"sha256": "y"}))
    assert "changed" in str(train.why_stale(tmp_path, "x"))
    assert train.why_stale(tmp_path, "y") is None


def test_the_check_answers_by_its_exit_code(
    text_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("UNDERTONE_TEXT_MODEL_DIR", str(text_model))
    assert train.main(["--check", "--model-dir", str(tmp_path)]) == train.STALE
    assert capsys.readouterr().out.startswith("stale: ")
    (tmp_path / train.MODEL_NAME).write_bytes(b"model")
    (tmp_path / train.FINGERPRINT_NAME).write_text(json.dumps({"sha256": train.fingerprint(text_model)}))
    assert train.main(["--check", "--model-dir", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "fresh\n"
    monkeypatch.setenv("UNDERTONE_TEXT_MODEL_DIR", str(tmp_path))
    assert train.main(["--check"]) == 1


def test_settings_come_from_the_environment_given() -> None:
    assert read_settings({}) == BotSettings()
    settings = read_settings(
        {
            "UNDERTONE_TEXT_MODEL_DIR": "/models/t",
            "UNDERTONE_BOT_SOCKET_PORT": "6001",
            "UNDERTONE_BOT_SECRET": "s",
            "ACTION_ENDPOINT_URL": "http://127.0.0.1:1/webhook",
        }
    )
    assert settings == BotSettings(Path("/models/t"), 6001, "s", "http://127.0.0.1:1/webhook")


@pytest.mark.parametrize("port", ["0", "70000", "x", "-1"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    with pytest.raises(SettingInvalidError, match="UNDERTONE_BOT_SOCKET_PORT"):
        read_settings({"UNDERTONE_BOT_SOCKET_PORT": port})


def test_a_missing_or_broken_model_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ModelMissingError, match=r"python -m bot\.train"):
        archive_of(tmp_path)
    (tmp_path / train.MODEL_NAME).write_bytes(b"no archive")
    with pytest.raises(ModelMissingError):
        describe(archive_of(tmp_path))
