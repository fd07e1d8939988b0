"""Everything that the routes need, assembled once by `gateway.bootstrap`."""

from collections.abc import Callable
from dataclasses import dataclass

from gateway.bot_link import BotLink
from gateway.channels.platform import Chats
from gateway.config import GatewayConfig
from gateway.doorman import Doorman
from gateway.limits import AddressBuckets
from gateway.memory import Memory
from gateway.metrics import Metrics
from gateway.music.desk import MusicDesk
from gateway.outside.status import ServiceStatus
from gateway.ports import Senses
from gateway.recorder import Recorder
from gateway.registry import SessionRegistry
from gateway.rules import SessionRules
from gateway.threads import Threads
from gateway.tokens import TokenOffice
from gateway.voice.hearing import Hearing
from gateway.voice.speaker import Speaker
from perception.hearing.transcriber import Transcriber


@dataclass(frozen=True)
class Services:
    """See the types."""

    config: GatewayConfig
    clock: Callable[[], float]
    tokens: TokenOffice
    registry: SessionRegistry
    doorman: Doorman
    bot: BotLink
    rules: SessionRules
    threads: Threads
    calls: AddressBuckets
    senses: Senses
    memory: Memory
    recorder: Recorder
    metrics: Metrics
    hearing: Hearing
    music: MusicDesk
    chats: Chats | None = None
    transcriber: Transcriber | None = None
    speaker: Speaker | None = None
    outside: tuple[Callable[[], ServiceStatus], ...] = ()
    """How each service outside is doing."""
