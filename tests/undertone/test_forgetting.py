"""Forgetting a person while a gateway is running."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from gateway.bootstrap import build_services
from gateway.tokens import TokenOffice
from tests.gateway.house import House, open_house
from undertone.forgetting import StillRunningError, forget
from undertone.settings import PROJECT_ROOT, Settings

pytestmark = pytest.mark.anyio
KEY = "a key that only tests know"


@pytest.fixture
def anyio_backend() -> str:
    """The gateway runs on asyncio only."""
    return "asyncio"


@asynccontextmanager
async def house_and_settings(folder: Path) -> AsyncIterator[tuple[House, Settings]]:
    """A gateway over the real database, and the settings of a command beside it."""
    database_url = f"sqlite:///{folder}/undertone.db"
    models: dict[str, Any] = {"models_dir": PROJECT_ROOT / "models", "database_url": database_url}
    async with open_house(folder, build=build_services, **models) as house:
        yield house, Settings(data_dir=folder, database_url=database_url, port=house.port, secret_key=KEY)


def user_of(token: str) -> str:
    return TokenOffice(KEY, 1e9).read(token, 2e9).user


def users_with_rows(settings: Settings) -> dict[str, set[str]]:
    engine = create_engine(settings.effective_database_url)
    with engine.connect() as connection:
        found = {
            table: set(connection.scalars(text(f"SELECT {column} FROM {table}")))  # noqa: S608 - our names
            for table, column in (("users", "id"), ("sessions", "user_id"), ("turns", "user_id"))
        }
    engine.dispose()
    return found


async def test_a_running_session_is_emptied_and_writes_nothing_of_the_person_any_more(tmp_path: Path) -> None:
    async with house_and_settings(tmp_path) as (house, settings), house.visitor() as visitor:
        user = user_of((await visitor.hello())["token"])
        await visitor.ask("1", "I am so sad")
        await asyncio.wrap_future(house.services.recorder.settled())
        assert users_with_rows(settings) == {"users": {user}, "sessions": {user}, "turns": {user}}

        report = await asyncio.to_thread(forget, settings, user)
        assert (report["users"], report["turns"]) == (1, 1)
        assert report["gateway"] == f"{settings.url} has forgotten its running sessions"

        somebody_new = user_of((await visitor.until("forgotten"))["token"])
        assert somebody_new != user
        await visitor.ask("2", "I am still here")
        await asyncio.wrap_future(house.services.recorder.settled())
        assert users_with_rows(settings)["turns"] == {somebody_new}
        assert user not in users_with_rows(settings)["users"]


async def test_a_gateway_with_another_key_is_said_and_the_database_is_erased_all_the_same(
    tmp_path: Path,
) -> None:
    async with house_and_settings(tmp_path) as (house, settings), house.visitor() as visitor:
        user = user_of((await visitor.hello())["token"])
        await visitor.ask("1", "I am so sad")
        await asyncio.wrap_future(house.services.recorder.settled())
        stranger = settings.model_copy(update={"secret_key": "another key, as long as it has to be"})
        with pytest.raises(StillRunningError, match=r"did not forget.*status 401.*restart the gateway"):
            await asyncio.to_thread(forget, stranger, user)
        assert users_with_rows(settings) == {"users": set(), "sessions": set(), "turns": set()}


async def test_without_a_gateway_the_database_alone_is_erased(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, port=1, secret_key=KEY)
    assert forget(settings, "ann")["gateway"] == "none is running on http://127.0.0.1:1"
    anywhere = settings.model_copy(update={"port": 0})
    assert "give its --port" in forget(anywhere, "ann")["gateway"]


async def test_the_token_of_the_command_is_good_for_a_minute_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_house(tmp_path) as house:
        settings = Settings(data_dir=tmp_path, port=house.port, secret_key=KEY)
        for age_s, works in ((0, True), (59, True), (61, False)):
            monkeypatch.setattr("undertone.forgetting.time.time", lambda: house.clock.now - age_s)  # noqa: B023
            if works:
                await asyncio.to_thread(forget, settings, "ann")
            else:
                with pytest.raises(StillRunningError, match="expired"):
                    await asyncio.to_thread(forget, settings, "ann")
