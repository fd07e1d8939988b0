"""The settings as each process wants them."""

from actions.config import ActionsConfig
from gateway.config import GatewayConfig
from gateway.face.device_files import DeviceFolders
from gateway.music.config import SpotifyConfig
from perception.hearing.whisper import WhisperConfig
from undertone.processes import LOOPBACK
from undertone.settings import PROJECT_ROOT, Settings, signing_key


def gateway_config(settings: Settings) -> GatewayConfig:
    """What the public door needs."""
    return GatewayConfig(
        host=settings.host,
        port=settings.port,
        database_url=settings.effective_database_url,
        models_dir=settings.models_dir,
        web_dir=PROJECT_ROOT / "web_widget",
        bot_socket_url=f"ws://{LOOPBACK}:{settings.bot_socket_port}/",
        bot_secret=settings.bot_secret,
        secret_key=signing_key(settings),
        identity_secret=settings.identity_secret,
        allowed_origins=settings.allowed_origins,
        trusted_proxies=settings.trusted_proxies,
        context=settings.context,
        session_window_s=settings.session_window_s,
        max_sessions_per_address=settings.max_sessions_per_address,
        messages_per_s=settings.messages_per_s,
        burst=settings.message_burst,
        max_text_chars=settings.max_text_chars,
        store_words=settings.store_words,
        retention_days=settings.retention_days,
        log_level=settings.log_level,
        voice_checkpoint=settings.voice_checkpoint,
        recognition=settings.recognition,
        n_recognizers=settings.recognizers,
        whisper=whisper_config(settings),
        end_of_speech_s=settings.end_of_speech_ms / 1000.0,
        max_utterance_s=settings.max_utterance_s,
        confirm_below=settings.confirm_below,
        speech=settings.speech,
        speech_voice=settings.speech_voice,
        face=settings.face,
        behaviour=settings.behaviour,
        face_where=settings.face_where,
        face_fps=settings.face_fps,
        face_checkpoint=settings.face_checkpoint,
        n_look_threads=settings.face_threads,
        max_cameras=settings.max_cameras,
        spotify=spotify_config(settings),
        slack_bot_token=settings.slack_bot_token,
        slack_signing_secret=settings.slack_signing_secret,
        slack_app_token=settings.slack_app_token,
        slack_api_url=settings.slack_api_url,
        telegram_token=settings.telegram_token,
        telegram_mode=settings.telegram_mode,
        telegram_secret=settings.telegram_secret,
        telegram_url=settings.telegram_url,
        telegram_api_url=settings.telegram_api_url,
    )


def spotify_config(settings: Settings) -> SpotifyConfig | None:
    """How Spotify is reached; None without both keys."""
    if not (settings.spotify_client_id and settings.spotify_client_secret.get_secret_value()):
        return None
    return SpotifyConfig(
        settings.spotify_client_id,
        settings.spotify_client_secret,
        redirect_url=settings.spotify_redirect_url,
        market=settings.spotify_market,
        api_url=settings.spotify_api_url.rstrip("/"),
        accounts_url=settings.spotify_accounts_url.rstrip("/"),
    )


def device_folders(settings: Settings) -> DeviceFolders:
    """Where what a browser needs to read faces by itself lies."""
    own = PROJECT_ROOT / "web_widget" / "device"
    return DeviceFolders(own, own / "packages", settings.models_dir / "face")


def whisper_config(settings: Settings) -> WhisperConfig:
    """Which Whisper model, and where it lies."""
    return WhisperConfig(settings.data_dir / "models", settings.whisper_model, device=settings.whisper_device)


def actions_config(settings: Settings) -> ActionsConfig:
    """What the action server needs."""
    return ActionsConfig(
        host=LOOPBACK, port=settings.actions_port, database_url=settings.effective_database_url
    )
