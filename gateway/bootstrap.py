"""Assembles the gateway's services."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from gateway.bot_link import BotLink
from gateway.config import GatewayConfig
from gateway.doorman import Doorman
from gateway.identity import IdentityDesk
from gateway.limits import AddressBuckets
from gateway.live import Surroundings
from gateway.memory import Memory
from gateway.metrics import Metrics
from gateway.ports import Senses
from gateway.protocol import Limits
from gateway.recorder import Recorder
from gateway.registry import SessionRegistry
from gateway.rules import SessionRules
from gateway.services import Services
from gateway.static import check_web_dir
from gateway.threads import Threads
from gateway.tokens import TokenOffice
from gateway.vocabulary import Sense, SenseState


def assemble(
    config: GatewayConfig, senses: Senses, memory: Memory, clock: Callable[[], float] = time.time
) -> Services:
    """The services over given senses and memory."""
    metrics = Metrics()
    tokens = TokenOffice(config.secret_key, config.token_days * 86_400.0)
    recorder = Recorder(memory, metrics)
    threads = Threads(config.n_sense_threads)
    rules = rules_of(config)
    link = BotLink(config.bot_socket_url, config.bot_secret, lambda: registry.bot_back())
    surroundings = Surroundings(
        clock=clock,
        senses=senses,
        threads=threads,
        bot=link,
        recorder=recorder,
        memory=memory,
        metrics=metrics,
    )
    registry = SessionRegistry(
        surroundings,
        rules,
        tokens,
        max_sessions=config.max_sessions,
        max_sessions_per_address=config.max_sessions_per_address,
    )
    return Services(
        config=config,
        clock=clock,
        tokens=tokens,
        registry=registry,
        doorman=Doorman(
            registry,
            tokens,
            IdentityDesk(config.identity_secret, config.secret_key),
            memory,
            threads,
            clock,
        ),
        bot=link,
        rules=rules,
        threads=threads,
        calls=AddressBuckets(config.calls_per_s, config.call_burst),
        senses=senses,
        memory=memory,
        recorder=recorder,
        metrics=metrics,
    )


def rules_of(config: GatewayConfig) -> SessionRules:
    """What sessions allow under `config`."""
    limits = Limits(
        max_text_chars=config.max_text_chars,
        max_frame_bytes=config.max_frame_bytes,
        messages_per_s=config.messages_per_s,
        burst=config.burst,
        max_queued=config.max_queued,
        session_window_s=config.session_window_s,
    )
    biometric: SenseState = "not_available" if config.context == "public" else "not_allowed"
    senses: dict[Sense, SenseState] = {
        "text": "on", "voice": biometric, "face": biometric, "behaviour": "not_available",
    }  # fmt: skip
    return SessionRules(limits=limits, senses=senses)


def build_services(config: GatewayConfig) -> Services:
    """The services over the real perception and the real database; loads the models and migrates.

    Raises ConfigError, `perception.errors.WeightsError` and `personalization.errors.StoreError`.
    """
    from gateway.companion_memory import CompanionMemory
    from gateway.pipeline_senses import PipelineSenses
    from perception.bootstrap import PerceptionConfig, build_pipeline
    from personalization.bootstrap import build_companion

    check_web_dir(config.web_dir)
    senses = PipelineSenses(build_pipeline(PerceptionConfig(config.models_dir)))
    senses.sense("hello", senses.new_trajectory())  # the first call is the slow one
    now = datetime.now(UTC)
    companion = build_companion(config.database_url, now=now, store_words=config.store_words)
    return assemble(config, senses, CompanionMemory(companion, config.retention_days))
