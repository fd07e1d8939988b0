from pathlib import Path

import pytest

from undertone.errors import SettingsError
from undertone.settings import Settings, load_settings, make_data_dir, signing_key


def test_an_argument_wins_over_the_environment_and_the_environment_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "undertone.toml"
    file.write_text("port = 1001\nretention_days = 7\nmax_text_chars = 10\n")
    monkeypatch.setenv("UNDERTONE_CONFIG", str(file))
    monkeypatch.setenv("UNDERTONE_PORT", "1002")
    monkeypatch.setenv("UNDERTONE_RETENTION_DAYS", "8")
    settings = load_settings(port=1003)
    assert (settings.port, settings.retention_days, settings.max_text_chars) == (1003, 8, 10)


def test_an_unknown_setting_in_the_file_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "undertone.toml"
    file.write_text("prot = 1001\n")
    monkeypatch.setenv("UNDERTONE_CONFIG", str(file))
    with pytest.raises(SettingsError, match="prot"):
        load_settings()


def test_a_malformed_file_is_one_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "undertone.toml"
    file.write_text("port = = 3\n")
    monkeypatch.setenv("UNDERTONE_CONFIG", str(file))
    with pytest.raises(SettingsError, match="settings file"):
        load_settings()


def test_a_value_out_of_range_says_what_was_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNDERTONE_PORT", "99999")
    with pytest.raises(SettingsError, match=r"port.*99999"):
        load_settings()


@pytest.mark.parametrize(
    "name", ["slack_bot_token", "spotify_client_secret", "telegram_secret", "secret_key"]
)
def test_a_key_that_cannot_be_used_is_not_shown(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "undertone.toml"
    file.write_text(f"{name} = 4711\n")
    monkeypatch.setenv("UNDERTONE_CONFIG", str(file))
    with pytest.raises(SettingsError, match=name) as raised:
        load_settings()
    assert "4711" not in str(raised.value)


def test_torch_serves_the_checkpoint_that_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().backend == "onnx"
    monkeypatch.setenv("UNDERTONE_BACKEND", "torch")
    monkeypatch.setenv("UNDERTONE_VOICE_CHECKPOINT", "some/model")
    assert load_settings().voice_checkpoint == "some/model"


def test_torch_without_a_checkpoint_is_refused_with_the_next_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNDERTONE_BACKEND", "torch")
    with pytest.raises(
        SettingsError, match=r"`voice_checkpoint` was '': .*torch.*name.*or set backend to onnx"
    ):
        load_settings()


def test_a_checkpoint_that_torch_is_not_to_serve_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNDERTONE_VOICE_CHECKPOINT", "some/model")
    with pytest.raises(SettingsError, match=r"`voice_checkpoint` was 'some/model': .*set backend to torch"):
        load_settings()


def test_settings_cannot_be_changed_after_they_were_read() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().port = 1  # type: ignore[misc]


def test_the_signing_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "var")
    key = signing_key(settings)
    assert len(key) >= 32
    assert signing_key(settings) == key
    assert (tmp_path / "var" / "signing.key").stat().st_mode & 0o777 == 0o600


def test_a_settings_file_that_is_named_but_missing_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for named in (tmp_path / "nowhere.toml", tmp_path):
        monkeypatch.setenv("UNDERTONE_CONFIG", str(named))
        with pytest.raises(SettingsError, match="UNDERTONE_CONFIG"):
            load_settings()


def test_a_data_folder_that_cannot_be_made_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file", tmp_path / "file" / "var"):
        with pytest.raises(SettingsError, match="data_dir"):
            make_data_dir(Settings(data_dir=folder))


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8080"),
        ("0.0.0.0", "http://127.0.0.1:8080"),  # noqa: S104 - compared, not bound
        ("::", "http://127.0.0.1:8080"),
        ("::1", "http://[::1]:8080"),
    ],
)
def test_the_address_of_the_public_door_can_be_opened(host: str, url: str) -> None:
    assert Settings(host=host, port=8080).url == url
