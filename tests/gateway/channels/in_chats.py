"""People in chats of a gateway: what the tests of chats elsewhere have in common."""

import contextlib
import re
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from sqlalchemy import func, select

from gateway.bootstrap import assemble
from gateway.channels import commands
from gateway.companion_memory import CompanionMemory
from gateway.config import GatewayConfig
from gateway.services import Services
from personalization.companion import Companion
from personalization.links import LinkKeeper
from personalization.recommend.personal import PersonalRecommender
from personalization.store import Store
from personalization.tables import Base, ItemRow
from tests.fakes.chat import FakePlatform, Person, chats_in, joined
from tests.fakes.transcriber import ScriptedTranscriber
from tests.gateway.house import Clock, House, open_house
from tests.gateway.lasting import Lasting, a_day, lasting
from tests.gateway.scripted.senses import ScriptedSenses
from tests.gateway.scripted.sound import LoudIsSpeech


@contextlib.asynccontextmanager
async def chatting(
    folder: Path, clock: Clock | None = None, platform: FakePlatform | None = None, **settings: Any
) -> AsyncIterator[tuple[Lasting, Person]]:
    """A gateway over the database in `folder`, and Ann in a chat with it."""
    clock = clock or a_day()
    async with lasting(folder, clock, **settings) as there:
        yield there, joined(there.house, platform or FakePlatform(), clock)


@contextlib.asynccontextmanager
async def home_and_work(folder: Path) -> AsyncIterator[tuple[Lasting, Person, Person]]:
    """The same with Ann in Telegram and in Slack, who are two people until they are linked."""
    async with chatting(folder) as (there, home):
        yield there, home, joined(there.house, FakePlatform("slack"), home.clock)


@contextlib.asynccontextmanager
async def home_and_two_at_work(folder: Path) -> AsyncIterator[tuple[Lasting, Person, Person, Person]]:
    """The same with Ann in a second place of Slack."""
    async with home_and_work(folder) as (there, home, direct):
        yield there, home, direct, joined(there.house, direct.platform, home.clock, where="thread")


class Talking:
    """A gateway that hears and sees, over a real database."""

    def __init__(self, folder: Path) -> None:
        self.store = Store(f"sqlite:///{folder}/people.db")
        self.store.migrate()
        self.companion = Companion(self.store, PersonalRecommender())
        self.senses = ScriptedSenses(hears_voices=True, sees_faces=True)
        self.clock = a_day()
        self.transcriber = ScriptedTranscriber()

    def build(self, config: GatewayConfig) -> Services:
        return assemble(
            config,
            self.senses,
            CompanionMemory(self.companion, 30),
            self.clock,
            self.transcriber,
            LoudIsSpeech,
            LinkKeeper(self.store, "one"),
        )


@contextlib.asynccontextmanager
async def talking_house(
    folder: Path, platform: FakePlatform | None = None
) -> AsyncIterator[tuple[Talking, House, Person]]:
    """A gateway that hears and sees, and Ann in a chat with it."""
    talking = Talking(folder)
    async with open_house(folder, build=talking.build, recognition="pocketsphinx") as house:
        yield talking, house, joined(house, platform or FakePlatform(), talking.clock)


async def linked(home: Person, other: Person) -> None:
    """From now on `other` is who `home` is."""
    code = code_in((await home.asks("link"))[-1])
    assert (await other.says(f"/link {code} yes"))[-1] == commands.LINKED.text


def code_in(text: str) -> str:
    """The code that somebody is told."""
    found = re.search(r"/link ([A-Z0-9-]+)", text)
    assert found is not None
    return found[1]


def a_photo() -> bytes:
    """A picture in one colour, as JPEG."""
    written = BytesIO()
    Image.new("RGB", (64, 64), (200, 150, 120)).save(written, "JPEG")
    return written.getvalue()


def user_of(there: Lasting, person: Person) -> str:
    """Who they are without a link."""
    return chats_in(there.house).digests.user(person.author)


def rows_of_people(store: Store) -> dict[str, int]:
    """By table, whatever is about anybody."""
    with store.connection() as connection:
        counted = {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
            if table is not ItemRow.__table__ and "user" in str(table.columns)
        }
    return {name: n for name, n in counted.items() if n}
