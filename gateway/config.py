"""What the gateway needs to know to start; whoever starts it fills it in."""

from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Literal

from pydantic import SecretStr

from gateway.errors import ConfigError
from gateway.music.config import SpotifyConfig
from gateway.vocabulary import RecognitionName
from perception.hearing.whisper import WhisperConfig

BYTES_PER_CHARACTER = 12
"""What JSON needs at most for one character: two escapes of a surrogate pair."""

FRAME_OVERHEAD_BYTES = 4096
"""Room for what is in a frame beside the text."""

SHORTEST_IDENTITY_SECRET_BYTES = 32
"""As long as the hash of HS256 (RFC 7518, section 3.2)."""

UNSET = SecretStr("")

Context = Literal["public", "workplace", "education"]
SpeechSetting = Literal["browser", "espeak", "off"]
FaceWhere = Literal["any", "server", "device"]
TelegramMode = Literal["polling", "webhook"]
"""Whether the gateway asks Telegram for what is new, or Telegram sends it to the gateway's public address."""


@dataclass(frozen=True)
class GatewayConfig:
    """Durations in seconds, sizes in bytes.

    `allowed_origins` are besides the gateway's own; `trusted_proxies` are the addresses whose word on where a
    visitor comes from (X-Forwarded-For) is believed. Without `identity_secret` no signed identity is taken.
    `device_dir` holds the packages with which a browser reads a face by itself, if not below `web_dir`.
    """

    database_url: str
    models_dir: Path
    web_dir: Path
    bot_socket_url: str
    secret_key: str
    host: str = "127.0.0.1"
    port: int = 8080
    bot_secret: str = ""
    identity_secret: str = ""
    allowed_origins: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ("127.0.0.1", "::1")
    context: Context = "public"
    session_window_s: float = 1800.0
    max_sessions: int = 10_000
    max_sessions_per_address: int = 100
    messages_per_s: float = 4.0
    burst: int = 20
    max_text_chars: int = 4000
    max_queued: int = 20
    calls_per_s: float = 20.0
    call_burst: int = 100
    max_frame_bytes: int = 64 * 1024
    token_days: int = 365
    store_words: bool = False
    retention_days: int = 30
    n_sense_threads: int = 2
    log_level: str = "info"
    voice_checkpoint: str = ""
    recognition: RecognitionName = "off"
    n_recognizers: int = 2
    whisper: WhisperConfig | None = None
    end_of_speech_s: float = 0.6
    max_utterance_s: float = 30.0
    confirm_below: float = 0.5
    speech: SpeechSetting = "browser"
    speech_voice: str = "en-us"
    face: bool = True
    face_where: FaceWhere = "any"
    face_fps: float = 5.0
    face_checkpoint: str = ""
    max_cameras: int = 200
    behaviour: bool = True
    n_look_threads: int = 2
    device_dir: Path | None = None
    spotify: SpotifyConfig | None = None
    slack_signing_secret: SecretStr = UNSET
    slack_bot_token: SecretStr = UNSET
    slack_app_token: SecretStr = UNSET
    slack_api_url: str = "https://slack.com/api/"
    telegram_token: SecretStr = UNSET
    telegram_mode: TelegramMode = "polling"
    telegram_secret: SecretStr = UNSET
    telegram_url: str = ""
    telegram_api_url: str = "https://api.telegram.org"

    def __post_init__(self) -> None:
        fitting = (self.max_frame_bytes - FRAME_OVERHEAD_BYTES) // BYTES_PER_CHARACTER
        if not 1 <= self.max_text_chars <= fitting:
            raise ConfigError(
                f"max_text_chars is {self.max_text_chars}; 1 to {fitting} characters fit into a frame of "
                f"{self.max_frame_bytes} bytes, however they are written"
            )
        if len(self.secret_key) < 16:
            raise ConfigError(
                f"secret_key has {len(self.secret_key)} characters; it signs the tokens: give at least 16"
            )
        n_bytes = len(self.identity_secret.encode())
        if 0 < n_bytes < SHORTEST_IDENTITY_SECRET_BYTES:
            raise ConfigError(
                f"identity_secret has {n_bytes} bytes; it proves who a visitor is: "
                f"give at least {SHORTEST_IDENTITY_SECRET_BYTES}"
            )
        for origin in self.allowed_origins:
            if not origin.startswith(("http://", "https://")) or origin.count("/") != 2:
                raise ConfigError(
                    f"allowed_origins has {origin!r}; write scheme and host only, such as 'https://example.org'"
                )
        for proxy in self.trusted_proxies:
            if not _is_network(proxy):
                raise ConfigError(
                    f"trusted_proxies has {proxy!r}; write addresses or networks, such as '10.0.0.0/8'"
                )


def _is_network(text: str) -> bool:
    try:
        ip_network(text)
    except ValueError:
        return False
    return True
