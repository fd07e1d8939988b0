import pytest

from actions.config import ActionsConfig
from actions.errors import ActionsConfigError


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.0.0.2"])
def test_loopback_is_where_actions_are_served(host: str) -> None:
    assert ActionsConfig(5055, "sqlite://", host=host).host == host


@pytest.mark.parametrize("host", ["192.168.1.5", "example.org", "", "::"])
def test_no_other_address_is_served(host: str) -> None:
    with pytest.raises(ActionsConfigError, match="loopback only"):
        ActionsConfig(5055, "sqlite://", host=host)


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_a_port_that_is_none_is_named(port: int) -> None:
    with pytest.raises(ActionsConfigError, match=f"port was {port}"):
        ActionsConfig(port, "sqlite://")
