import json
import socket
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from undertone.configs import gateway_config
from undertone.errors import SettingsError
from undertone.processes import as_environment, bot_environment, free_port, process_specs, with_ports
from undertone.settings import Settings, load_settings


def test_a_taken_port_is_an_error_that_names_the_setting() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=rf"port {port} .*UNDERTONE_PORT"):
            with_ports(Settings(port=port))


def test_every_port_left_at_zero_is_chosen_and_they_differ() -> None:
    settings = with_ports(Settings(port=0))
    ports = {settings.port, settings.bot_port, settings.bot_socket_port, settings.actions_port}
    assert len(ports) == 4
    assert 0 not in ports


def test_a_child_reads_the_same_settings_from_its_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = Settings(
        data_dir=tmp_path,
        port=free_port(),
        allowed_origins=("https://a.example",),
        store_words=True,
        secret_key="k" * 32,
        slack_bot_token=SecretStr("xoxb-1"),
    )
    for name, value in as_environment(given).items():
        monkeypatch.setenv(name, value)
    assert load_settings() == given


def test_the_bot_never_sees_the_signing_key_or_the_database(tmp_path: Path) -> None:
    settings = Settings(
        data_dir=tmp_path, secret_key="a-very-secret-key", database_url="postgresql://u:pw@host/db"
    )
    handed = json.dumps(bot_environment(settings))
    assert "a-very-secret-key" not in handed
    assert "pw@host" not in handed


def test_only_the_gateway_gets_the_keys_of_services_outside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("undertone.processes.BOT_PYTHON", Path(sys.executable))
    settings = Settings(data_dir=tmp_path, slack_bot_token=SecretStr("xoxb-1"))
    with_it = [spec.name for spec in process_specs(settings) if "xoxb-1" in json.dumps(spec.environment)]
    assert with_it == ["gateway"]


def test_the_actions_get_no_key_that_proves_who_somebody_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("undertone.processes.BOT_PYTHON", Path(sys.executable))
    settings = Settings(data_dir=tmp_path, secret_key="signing-key-" * 3, identity_secret="identity-" * 4)
    actions = next(spec for spec in process_specs(settings) if spec.name == "actions")
    handed = json.dumps(actions.environment)
    assert "signing-key" not in handed
    assert "identity-" not in handed
    # empty, not left out: a file of settings would be read again
    assert actions.environment["UNDERTONE_SECRET_KEY"] == ""


def test_settings_show_no_key_of_a_service_outside(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, slack_bot_token=SecretStr("xoxb-1"))
    assert "xoxb-1" not in f"{settings!r} {settings.model_dump_json()} {gateway_config(settings)!r}"


def test_ports_that_are_not_chosen_yet_are_not_handed_to_the_bot(tmp_path: Path) -> None:
    assert not [
        value for value in bot_environment(Settings(data_dir=tmp_path)).values() if value in {"0", ":0"}
    ]
