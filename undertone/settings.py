"""All settings, typed and read once: defaults < `undertone.toml` < environment (`UNDERTONE_…`)."""

import os
import secrets
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from undertone.errors import SettingsError

PROJECT_ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """One frozen object that every process receives; nobody else reads the environment.

    Ports given as 0 are chosen freely on loopback at start. Durations are seconds.
    """

    model_config = SettingsConfigDict(env_prefix="UNDERTONE_", frozen=True, extra="forbid")

    host: str = Field("127.0.0.1", description="Address the public door listens on.")
    port: int = Field(8080, ge=0, le=65535, description="Port of the public door; 0 picks a free one.")
    allowed_origins: tuple[str, ...] = Field(
        (), description="Web origins that may embed the widget, besides the gateway's own."
    )
    trusted_proxies: tuple[str, ...] = Field(
        ("127.0.0.1", "::1"),
        description="Addresses of reverse proxies whose X-Forwarded-For is believed.",
    )
    context: Literal["public", "workplace", "education"] = Field(
        "public", description="Where this runs; at work and in education only words are read."
    )

    data_dir: Path = Field(PROJECT_ROOT / "var", description="Database, logs and the signing key live here.")
    models_dir: Path = Field(PROJECT_ROOT / "models", description="Weights and their cards.")
    database_url: str = Field("", description="Any SQLAlchemy URL; empty means SQLite in data_dir.")
    secret_key: str = Field("", description="Signs session tokens; empty means a key kept in data_dir.")

    identity_secret: str = Field(
        "",
        description="Shared with your own server, which signs who a visitor is (at least 32 bytes); "
        "empty means that nobody has a name.",
    )

    store_words: bool = Field(
        default=False,
        description="Keep what visitors wrote beside the readings. Off by default: readings only.",
    )
    retention_days: int = Field(30, ge=1, description="Days after which turns and sessions are erased.")

    max_text_chars: int = Field(4000, ge=1, description="Longest text of one turn, in characters.")
    messages_per_s: float = Field(4.0, gt=0, description="Sustained messages per second of one session.")
    message_burst: int = Field(20, ge=1, description="Messages that may come at once before the rate counts.")
    max_sessions_per_address: int = Field(100, ge=1, description="Open sessions allowed from one address.")
    session_window_s: float = Field(
        1800.0, gt=0, description="How long a session without a connection can be resumed."
    )

    recognition: Literal["pocketsphinx", "whisper", "off"] = Field(
        "pocketsphinx",
        description="Who turns speech into words on this server; docs/voice.md compares them.",
    )
    recognizers: int = Field(
        2, ge=1, le=32, description="Utterances that are recognised side by side; about 90 MB each."
    )
    whisper_model: str = Field(
        "base.en", description="Which Whisper model; `undertone models fetch` brings it."
    )
    whisper_device: Literal["auto", "cpu", "cuda"] = Field("auto", description="Where Whisper runs.")
    end_of_speech_ms: int = Field(
        600, ge=200, le=3000, description="Silence that ends an utterance, in milliseconds."
    )
    max_utterance_s: float = Field(30.0, ge=2, le=60, description="Longest utterance, in seconds.")
    confirm_below: float = Field(
        0.5, ge=0, le=1, description="Words less sure than this are shown to the visitor before they count."
    )
    backend: Literal["onnx", "torch"] = Field(
        "onnx",
        description="Who runs the voice sense: onnx, the graph that ships, or torch, any checkpoint by name.",
    )
    voice_checkpoint: str = Field(
        "",
        validate_default=True,
        description="The SpeechBrain or transformers model that torch serves: a folder or a hub's name.",
    )
    speech: Literal["browser", "espeak", "off"] = Field(
        "browser", description="Who speaks the replies aloud: the visitor's browser, espeak-ng here, nobody."
    )
    speech_voice: str = Field("en-us", description="Which of espeak-ng's voices speaks.")

    face: bool = Field(
        default=True,
        description="Whether faces are read, of visitors who allow it.",
    )
    face_where: Literal["any", "server", "device"] = Field(
        "any",
        description="Where pictures of a face may be read: on this server, on the visitor's device only, "
        "or as the visitor likes.",
    )
    face_fps: float = Field(
        5.0,
        ge=0.5,
        le=15,
        description="Pictures a second of one camera, while there is room for all.",
    )
    face_checkpoint: str = Field(
        "",
        description="Another model for the face sense, served by torch: a folder or a hub's name; "
        "empty means the one that ships.",
    )
    face_threads: int = Field(2, ge=1, le=64, description="Pictures that are looked at side by side.")
    max_cameras: int = Field(200, ge=1, description="Open cameras; more wait until one is closed.")

    behaviour: bool = Field(
        default=True,
        description="Whether the rhythm of typing is read, of visitors who allow it.",
    )

    slack_bot_token: SecretStr = Field(
        SecretStr(""), description="Slack: the bot's token (xoxb-…); empty leaves Slack out. docs/slack.md."
    )
    slack_signing_secret: SecretStr = Field(
        SecretStr(""), description="Slack: proves that a request is Slack's; for a public address."
    )
    slack_app_token: SecretStr = Field(
        SecretStr(""), description="Slack: the app's token (xapp-…), where there is no public address."
    )
    slack_api_url: str = Field(
        "https://slack.com/api/", description="Slack: where its Web API is spoken; another for GovSlack."
    )

    telegram_token: SecretStr = Field(
        SecretStr(""), description="Telegram: what @BotFather gives; empty leaves Telegram out."
    )
    telegram_mode: Literal["polling", "webhook"] = Field(
        "polling",
        description="Telegram: whether we ask it for what is new, or it sends that to our public address.",
    )
    telegram_secret: SecretStr = Field(
        SecretStr(""), description="Telegram: proves that a request is Telegram's; needed for webhook."
    )
    telegram_url: str = Field(
        "",
        description="Telegram: our public https address, for webhook; empty means that you tell it yourself.",
    )
    telegram_api_url: str = Field(
        "https://api.telegram.org", description="Telegram: where its Bot API is spoken."
    )

    spotify_client_id: str = Field(
        "",
        description="Spotify: the app's client id; with the secret, songs are found there. docs/spotify.md.",
    )
    spotify_client_secret: SecretStr = Field(SecretStr(""), description="Spotify: the app's client secret.")
    spotify_redirect_url: str = Field(
        "",
        description="Spotify: where a visitor comes back to after logging in, as registered with the app; "
        "empty means that nobody logs in.",
    )
    spotify_market: str = Field(
        "", pattern="^([A-Z]{2})?$", description="Spotify: country whose catalogue is searched, such as IE."
    )
    spotify_api_url: str = Field("https://api.spotify.com", description="Spotify: where its API is spoken.")
    spotify_accounts_url: str = Field(
        "https://accounts.spotify.com", description="Spotify: where keys become tokens and visitors log in."
    )

    bot_port: int = Field(0, ge=0, le=65535, description="Rasa's HTTP port on loopback; 0 picks one.")
    bot_socket_port: int = Field(
        0, ge=0, le=65535, description="Rasa's turn socket on loopback; 0 picks one."
    )
    bot_secret: str = Field("", description="Shared by gateway and bot; empty means a new one at each start.")
    actions_port: int = Field(0, ge=0, le=65535, description="The action server on loopback; 0 picks one.")

    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="Least severe log line."
    )

    @field_validator("voice_checkpoint")
    @classmethod
    def _is_of_the_backend(cls, name: str, info: ValidationInfo) -> str:
        """A checkpoint may bring code of its own: none is loaded by a stray name alone."""
        backend = info.data.get("backend")
        if backend == "torch" and not name:
            raise PydanticCustomError(
                "missing_checkpoint",
                "backend is torch, which serves the model that this names: name a folder or a hub's model, "
                "or set backend to onnx",
            )
        if backend == "onnx" and name:
            raise PydanticCustomError(
                "unused_checkpoint",
                "backend is onnx, which serves the graph that ships: "
                "set backend to torch, or leave this empty",
            )
        return name

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - pydantic-settings calls by this name
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the same
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order the sources: arguments, environment, then the file."""
        named = os.environ.get("UNDERTONE_CONFIG")
        file = Path(named or PROJECT_ROOT / "undertone.toml")
        if named and not file.is_file():
            raise SettingsError(f"UNDERTONE_CONFIG is {named!r}, which is no file; name one, or leave it out")
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=file)

    @property
    def effective_database_url(self) -> str:
        """The database that is used: the one given, or SQLite in `data_dir`."""
        return self.database_url or f"sqlite:///{self.data_dir / 'undertone.db'}"

    @property
    def url(self) -> str:
        """The address a browser on this machine opens."""
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host  # noqa: S104 - compared, not bound
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"


def load_settings(**given: object) -> Settings:
    """Read the settings; values in `given` that are not None win over file and environment.

    Raises SettingsError with one line per setting that cannot be used.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]  # pydantic checks the values
    except ValidationError as error:
        lines = [
            f"setting `{'.'.join(map(str, problem['loc']))}` was {_shown(problem)}: {problem['msg']}"
            for problem in error.errors()
        ]
        raise SettingsError("; ".join(lines) + ". docs/settings.md lists what is allowed.") from error
    except ValueError as error:  # a malformed TOML file
        raise SettingsError(f"the settings file cannot be read: {error}") from error


def _shown(problem: ErrorDetails) -> str:
    """What was given; never what may be a key."""
    name = str(problem["loc"][0]) if problem["loc"] else ""
    field = Settings.model_fields.get(name)
    if field is None or field.annotation is SecretStr or name.endswith(("_secret", "_key", "_token")):
        return "not as allowed"
    return repr(problem.get("input"))


def make_data_dir(settings: Settings) -> Path:
    """The folder of database, logs and key, made where it is missing.

    Raises SettingsError when it cannot be made or written to.
    """
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            f"setting `data_dir` was {str(settings.data_dir)!r}: it cannot be made ({error.strerror}); "
            "give one that can be written to"
        ) from error
    if not os.access(settings.data_dir, os.W_OK | os.X_OK):
        raise SettingsError(f"setting `data_dir` was {str(settings.data_dir)!r}: it cannot be written to")
    return settings.data_dir


def signing_key(settings: Settings) -> str:
    """The key that signs session tokens: the one given, or one made once and kept (0600) in `data_dir`."""
    if settings.secret_key:
        return settings.secret_key
    path = make_data_dir(settings) / "signing.key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        key = secrets.token_urlsafe(32)
        file.write(key)
    return key
