"""Assembles the gateway's services."""

import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import numpy as np

from gateway.bot_link import BotLink
from gateway.channels.platform import Chats, platforms_of
from gateway.channels.visits import ChatVisits
from gateway.config import GatewayConfig
from gateway.doorman import Doorman
from gateway.erasures import Erasures
from gateway.errors import ConfigError
from gateway.face.device_files import URL as DEVICE_URL
from gateway.face.device_files import DeviceFolders
from gateway.face.sight import Sight, SightRules
from gateway.identity import IdentityDesk
from gateway.limits import AddressBuckets
from gateway.live import Surroundings
from gateway.memory import Memory
from gateway.metrics import Metrics
from gateway.music.desk import music_desk
from gateway.ports import Senses
from gateway.protocol import Limits
from gateway.recorder import Recorder
from gateway.registry import SessionRegistry
from gateway.rules import FaceRules, SessionRules, VoiceRules
from gateway.services import Services
from gateway.static import check_web_dir
from gateway.threads import Threads
from gateway.tokens import TokenOffice
from gateway.vocabulary import PictureWhere, Sense, SenseState
from gateway.voice.espeak import EspeakSpeaker
from gateway.voice.frames import HEADER
from gateway.voice.hearing import Hearing
from gateway.voice.recognition import RecognitionDesk
from gateway.voice.tools import VoiceTools
from gateway.voice.voice_readings import VoiceReadings
from perception.hearing.endpointing import EndpointRules
from perception.hearing.sphinx import SphinxTranscriber
from perception.hearing.transcriber import Transcriber
from perception.hearing.voice_activity import SileroVoiceActivity, VoiceActivity
from perception.hearing.whisper import WhisperTranscriber
from perception.sound import RATE_HZ, Sound
from personalization.links import LinkKeeper

A_SECOND: Final = Sound(np.zeros(RATE_HZ, np.float32))


def assemble(
    config: GatewayConfig,
    senses: Senses,
    memory: Memory,
    clock: Callable[[], float] = time.time,
    transcriber: Transcriber | None = None,
    make_activity: Callable[[], VoiceActivity] = SileroVoiceActivity,
    links: LinkKeeper | None = None,
) -> Services:
    """The services over given senses, memory and, where words are recognised here, a recogniser; without
    `links` nobody is spoken to elsewhere."""
    metrics = Metrics()
    tokens = TokenOffice(config.secret_key, config.token_days * 86_400.0)
    recorder = Recorder(memory, metrics)
    threads = Threads(config.n_sense_threads, config.n_look_threads)
    rules = rules_of(
        config,
        hears_voices=senses.hears_voices,
        reads_behaviour=senses.reads_behaviour,
        transcriber=transcriber,
        where=where_faces_are_read(config, senses),
    )
    sight_rules = SightRules(config.face_fps, config.max_cameras, config.n_look_threads)
    speaker = EspeakSpeaker(config.speech_voice) if config.speech == "espeak" else None
    hearing = Hearing(
        VoiceTools(
            clock=clock,
            listen_pool=threads.listen,
            readings=VoiceReadings(senses, threads.sense, config.n_sense_threads, metrics),
            recognition=RecognitionDesk(transcriber, config.n_recognizers) if transcriber else None,
            make_activity=make_activity,
            rules=EndpointRules(config.end_of_speech_s, config.max_utterance_s),
            metrics=metrics,
        )
    )
    music = music_desk(config.spotify, memory.music, threads, metrics, clock, config.secret_key)
    erasures = Erasures()
    recorder.on_erased += [lambda user, _: music.forget(user), erasures.note]
    link = BotLink(config.bot_socket_url, config.bot_secret, lambda: registry.bot_back())
    surroundings = Surroundings(
        clock=clock,
        senses=senses,
        threads=threads,
        bot=link,
        recorder=recorder,
        memory=memory,
        metrics=metrics,
        hearing=hearing,
        sight=Sight(senses, threads.look, sight_rules, clock, metrics),
        cards=music.cards,
    )
    registry = SessionRegistry(
        surroundings,
        rules,
        tokens,
        max_sessions=config.max_sessions,
        max_sessions_per_address=config.max_sessions_per_address,
    )
    doorman = Doorman(
        registry,
        tokens,
        IdentityDesk(config.identity_secret, config.secret_key),
        memory,
        threads,
        clock,
        senses,
        erasures,
    )
    chats = chats_of(config, doorman, surroundings, links) if links else None
    return Services(
        config=config,
        clock=clock,
        tokens=tokens,
        registry=registry,
        doorman=doorman,
        bot=link,
        rules=rules,
        threads=threads,
        calls=AddressBuckets(config.calls_per_s, config.call_burst),
        senses=senses,
        memory=memory,
        recorder=recorder,
        metrics=metrics,
        hearing=hearing,
        music=music,
        chats=chats,
        transcriber=transcriber,
        speaker=speaker,
        outside=(lambda: music.status, *(chats.outside if chats else ())),
    )


def chats_of(config: GatewayConfig, doorman: Doorman, around: Surroundings, links: LinkKeeper) -> Chats:
    """Where people talk elsewhere. Raises ConfigError for a platform that is set up by half."""
    visits = ChatVisits(
        doorman=doorman,
        recorder=around.recorder,
        threads=around.threads,
        memory=around.memory,
        links=links,
        metrics=around.metrics,
        own_key=config.secret_key,
        retention_days=config.retention_days,
        words_kept=config.store_words,
        clock=around.clock,
    )
    platforms = platforms_of(config, around.metrics, around.clock)
    for platform in platforms:
        visits.add(platform.channel, platform.sender, platform.media)
    return Chats(visits, platforms)


def where_faces_are_read(config: GatewayConfig, senses: Senses) -> tuple[PictureWhere, ...]:
    """What the owner allows and this installation can do."""
    if not config.face or not senses.sees_faces:
        return ()
    can: dict[PictureWhere, bool] = {
        "server": senses.sees_pictures,
        "device": not (config.face_checkpoint or device_folders(config).missing()),
    }
    return tuple(where for where in can if can[where] and config.face_where in ("any", where))


def device_folders(config: GatewayConfig) -> DeviceFolders:
    """Where what a browser needs lies."""
    own = config.web_dir / "device"
    return DeviceFolders(own, config.device_dir or own / "packages", config.models_dir / "face")


def rules_of(
    config: GatewayConfig,
    *,
    hears_voices: bool = False,
    reads_behaviour: bool = False,
    transcriber: Transcriber | None = None,
    where: tuple[PictureWhere, ...] = (),
) -> SessionRules:
    """What sessions allow under `config`."""
    limits = Limits(
        max_text_chars=config.max_text_chars,
        max_frame_bytes=config.max_frame_bytes,
        messages_per_s=config.messages_per_s,
        burst=config.burst,
        max_queued=config.max_queued,
        session_window_s=config.session_window_s,
    )
    allowed = config.context == "public"
    senses: dict[Sense, SenseState] = {
        "text": "on",
        "voice": "not_allowed" if not allowed else "off" if hears_voices else "not_available",
        "face": "not_allowed" if not (allowed and config.face) else "off" if where else "not_available",
        "behaviour": _behaviour_state(config, reads_behaviour=reads_behaviour),
    }
    voice = VoiceRules(
        recognition=config.recognition if transcriber else "off",
        speech="gateway" if config.speech == "espeak" else config.speech,
        languages=transcriber.languages if transcriber else (),
        end_of_speech_s=config.end_of_speech_s,
        max_utterance_s=config.max_utterance_s,
        confirm_below=config.confirm_below,
    )
    face = FaceRules(
        where=where if allowed else (),
        fps=config.face_fps,
        max_image_bytes=config.max_frame_bytes - HEADER.size,
        device_url=f"{DEVICE_URL}/",
    )
    return SessionRules(limits=limits, senses=senses, voice=voice, face=face)


def _behaviour_state(config: GatewayConfig, *, reads_behaviour: bool) -> SenseState:
    """How somebody types is biometric as voice and face are: nothing may be inferred from it at work and in
    education (EU AI Act, article 5(1)(f); the Commission's guidelines on it name keystrokes)."""
    if config.context != "public" or not config.behaviour:
        return "not_allowed"
    return "off" if reads_behaviour else "not_available"


def transcriber_of(config: GatewayConfig) -> Transcriber | None:
    """The recogniser that the settings name, loaded. Raises ConfigError and RecognitionError."""
    if config.recognition == "off":
        return None
    if config.recognition == "whisper":
        if config.whisper is None:
            raise ConfigError("recognition is whisper and no model is named; set whisper_model")
        return WhisperTranscriber(config.whisper)
    return SphinxTranscriber(config.n_recognizers)


def build_services(config: GatewayConfig) -> Services:
    """The services over the real perception and the real database; loads the models and migrates.

    Raises ConfigError, `perception.errors.WeightsError` and `personalization.errors.StoreError`.
    """
    from gateway.companion_memory import CompanionMemory
    from gateway.pipeline_senses import PipelineSenses
    from perception.bootstrap import PerceptionConfig, build_pipeline
    from personalization.bootstrap import build_companion

    check_web_dir(config.web_dir)
    seen = config.face and config.context == "public"
    perception = PerceptionConfig(
        config.models_dir,
        voice_checkpoint=config.voice_checkpoint,
        faces=seen,
        pictures=seen and config.face_where != "device",
        face_checkpoint=config.face_checkpoint,
    )
    senses = PipelineSenses(build_pipeline(perception))
    senses.sense("hello", senses.new_trajectory(), A_SECOND)  # the first call is the slow one
    now = datetime.now(UTC)
    companion = build_companion(config.database_url, now=now, store_words=config.store_words)
    memory = CompanionMemory(companion, config.retention_days)
    links = LinkKeeper(companion.store, secrets.token_hex(8))
    return assemble(config, senses, memory, transcriber=transcriber_of(config), links=links)
