"""A gateway that plays a script: the widget's files under a strict policy, `undertone.v1` without a bot.

Every message goes through `gateway.protocol`, so that the script cannot drift from the wire.
"""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from gateway.cards import TrackCard
from gateway.codec import SERVER_MESSAGES, decode, encode
from gateway.face.device_files import DeviceFiles, DeviceFolders
from gateway.face.frames import PictureFrame, decode_picture, is_picture
from gateway.notice import AI_NOTICE
from gateway.protocol import Message, ServerModel
from gateway.static import ElementFiles
from gateway.voice.frames import AudioFrame, decode_frame
from tests.browser.script import MIDDAY_MS, emotion
from tests.browser.scripted_ear import ScriptedEar

ROOT = Path(__file__).resolve().parents[2]
WIDGET = ROOT / "web_widget"
DEVICE = DeviceFolders(WIDGET / "device", WIDGET / "device" / "packages", ROOT / "models" / "face")
MODULES = Path(__file__).parent / "modules"
STRICT_POLICY = (
    "default-src 'self'; frame-src https://open.spotify.com; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
)
LIMITS = {
    "max_text_chars": 4000,
    "max_frame_bytes": 65536,
    "messages_per_s": 50.0,
    "burst": 100,
    "max_queued": 20,
    "session_window_s": 3600.0,
}

BARE_PAGE = """<!doctype html><html lang="en"><head><title>A site</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<script type="module" src="/element/undertone-chat.js"></script></head>
<body><main><h1>A site</h1><p>With one script tag.</p></main></body></html>"""


VOICE = {
    "recognition": "pocketsphinx",
    "speech": "browser",
    "end_of_speech_ms": 600,
    "max_utterance_s": 30.0,
    "languages": ["en"],
}

FACE: dict[str, Any] = {
    "where": ["server"],
    "fps": 5.0,
    "max_width_px": 320,
    "max_image_bytes": 65528,
    "device_url": None,
}
NO_FACE: dict[str, Any] = FACE | {"where": []}

PARTIAL_READING = emotion("anger", -0.6, 0.7) | {
    "seq": 0,
    "turn": None,
    "partial": True,
    "at_ms": MIDDAY_MS,
    "utterance": "utterance-1",
    "weights": {"voice": 1.0},
}

FACE_READING = emotion("joy", 0.7, 0.4) | {
    "seq": 0,
    "turn": None,
    "partial": True,
    "at_ms": MIDDAY_MS,
    "utterance": None,
    "weights": {"face": 1.0},
}

Answer = list[dict[str, Any]]
Script = Callable[[str], Answer]


@dataclass
class Talk:
    """One session: what was sent, what was answered, and who listens now."""

    name: str
    token: str
    seq: int = 0
    sent: list[ServerModel] = field(default_factory=list)
    answered: set[str] = field(default_factory=set)
    socket: WebSocket | None = None
    paused: bool = False
    voice_granted: bool = False
    face_granted: bool = False
    behaviour_granted: bool = False
    camera: dict[str, Any] | None = None
    ear: ScriptedEar | None = None
    n_utterances: int = 0
    user: str | None = None
    readings: dict[str, dict[str, Any]] = field(default_factory=dict)


class ScriptedGateway:
    """`script` gives, for a text, the server messages of its turn (without `seq` and `turn`)."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.talks: dict[str, Talk] = {}
        self.received: list[dict[str, Any]] = []
        self.forgotten: list[str] = []
        self.told: list[dict[str, Any]] = []
        self.learned: list[dict[str, Any]] = []
        self.service: str | None = None
        self.account: dict[str, Any] = {"available": False, "connected": False}
        self.links: dict[str, Any] = {"links": [], "channels": []}
        self.playlists: list[str] = []
        self.remembered: list[dict[str, Any]] = []
        self.known_users: set[str] = set()
        self.refused_users: set[str] = set()
        self.voice = VOICE
        self.voice_sense = "off"
        self.listens = True
        self.face: dict[str, Any] = NO_FACE
        self.face_sense = "not_available"
        self.behaviour_sense = "not_available"
        self.sees = True
        self.pictures: list[PictureFrame] = []
        self.frames: list[AudioFrame] = []
        self.spoken: list[str | dict[str, Any]] = []
        self.sound: bytes | None = None
        self.reachable = True
        self.hold_answers = False
        self.url = ""
        self.bundled = True
        self._files: dict[str, StaticFiles] = {
            "bundled": ElementFiles(WIDGET / "element"),
            "single": StaticFiles(directory=WIDGET / "element"),
        }
        self._loop: asyncio.AbstractEventLoop | None = None
        self._go_on = asyncio.Event()
        self._arrival = threading.Condition()

    # --- what tests do ---

    def texts(self) -> list[str]:
        """The texts that arrived, in order, repetitions included."""
        return [message["text"] for message in self.received if message["type"] == "text"]

    def of_type(self, kind: str) -> list[dict[str, Any]]:
        """The messages of one type that arrived."""
        return [message for message in self.received if message["type"] == kind]

    def await_messages(self, kind: str, n: int) -> None:
        """Wait until `n` messages of a type have arrived."""
        with self._arrival:
            assert self._arrival.wait_for(lambda: len(self.of_type(kind)) >= n, 5), self.received

    def await_frames(self, n: int) -> None:
        """Wait until `n` frames of sound have arrived."""
        with self._arrival:
            assert self._arrival.wait_for(lambda: len(self.frames) >= n, 10), len(self.frames)

    def await_pictures(self, n: int) -> None:
        """Wait until `n` pictures have arrived."""
        with self._arrival:
            assert self._arrival.wait_for(lambda: len(self.pictures) >= n, 15), len(self.pictures)

    def allow_faces(self, *where: str) -> None:
        """Read faces, from now on, in the ways that are given."""
        url = "/device/" if "device" in where else None
        self.face = FACE | {"where": list(where or ("server",)), "device_url": url}
        self.face_sense = "off"

    def sign(self, state: str, *, fps: float = 5.0, n_faces: int = 1, detail: str | None = None) -> None:
        """Tell whoever is seen what is seen."""
        self._run(self._sign_to_all(state, fps=fps, n_faces=n_faces, detail=detail))

    def heard_s(self) -> float:
        """How much sound has arrived, in seconds."""
        return sum(len(frame.samples) for frame in self.frames) / 16_000

    def cut(self) -> None:
        """Break every line and answer no call until `mend`."""
        self.reachable = False
        self._run(self._close_all())

    def mend(self) -> None:
        """Answer calls again."""
        self.reachable = True

    def say(self, **message: Any) -> None:
        """Send something to everyone, now or when they come back."""
        self._run(self._say_to_all(message))

    def release(self) -> None:
        """Let answers that `hold_answers` kept back go out."""
        self.hold_answers = False
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._go_on.set)

    def lose_memory(self) -> None:
        """Forget what could be replayed, as a gateway whose buffer ran over."""
        for talk in self.talks.values():
            talk.sent.clear()

    def _run(self, coroutine: Any) -> None:
        assert self._loop is not None
        asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(5)

    async def _close_all(self) -> None:
        for talk in self.talks.values():
            if talk.socket is not None:
                await talk.socket.close(1012)
                talk.socket = None

    async def _say_to_all(self, message: dict[str, Any]) -> None:
        for talk in self.talks.values():
            await self._send(talk, turn=None, **message)

    def complete(self, card: dict[str, Any], message: int | None = None) -> None:
        """More is known of this card: of the newest message that had it, or of the one of this number."""
        self._run(self._complete_for_all(card, message))

    async def _complete_for_all(self, card: dict[str, Any], message: int | None) -> None:
        for talk in self.talks.values():
            seqs = [one.seq for one in talk.sent if isinstance(one, Message) and _is_card(one, card["id"])]
            await self._send(talk, type="card", message=message or seqs[-1], card=card)

    async def _sign_to_all(self, state: str, **more: Any) -> None:
        for talk in self.talks.values():
            if talk.camera is not None:
                await self._seeing(talk, state, **more)

    # --- the line ---

    async def line(self, socket: WebSocket) -> None:
        """One websocket, from hello to goodbye."""
        self._loop = asyncio.get_running_loop()
        if not self.reachable:
            await socket.close(1013)
            return
        await socket.accept()
        talk = None
        with suppress(WebSocketDisconnect, RuntimeError):
            while True:
                came = await socket.receive()
                if came["type"] == "websocket.disconnect":
                    break
                if came.get("bytes") is not None:
                    if talk is not None:
                        await self._bytes(talk, came["bytes"])
                    continue
                message = decode(came["text"]).model_dump(exclude_none=True)
                with self._arrival:
                    self.received.append(message)
                    self._arrival.notify_all()
                if message.get("user") in self.refused_users:
                    error = {
                        "type": "error",
                        "seq": 0,
                        "code": "identity_invalid",
                        "detail": "Not signed here.",
                    }
                    await socket.send_text(encode(_checked(error)))
                elif message["type"] == "hello":
                    talk = await self._hello(socket, message)
                elif talk is not None:
                    await self._hear(talk, message)
        if talk is not None and talk.socket is socket:
            talk.socket = None
            talk.camera = None

    async def _bytes(self, talk: Talk, frame: bytes) -> None:
        await (self._picture if is_picture(frame) else self._sound)(talk, frame)

    async def _hello(self, socket: WebSocket, hello: dict[str, Any]) -> Talk:
        known = self.talks.get(hello.get("token", ""))
        talk = known or self._new_talk()
        talk.socket = socket
        talk.user = hello.get("user")
        last_seq = hello.get("last_seq", 0)
        if known is None:
            await self._send(talk, type="welcome", resumed=False, **self._terms(talk))
            await self._send(talk, type="message", turn=None, text=AI_NOTICE)
            return talk
        missed = [message for message in talk.sent if message.seq > last_seq]
        await self._write(
            talk, _checked({"type": "welcome", "seq": last_seq, "resumed": True, **self._terms(talk)})
        )
        for message in missed:
            await self._write(talk, message)
        if len(missed) < talk.seq - last_seq:
            await self._send(talk, type="history_lost")
        return talk

    def _new_talk(self) -> Talk:
        name = f"session-{len(self.talks) + 1}"
        self.talks[f"token-of-{name}"] = Talk(name, f"token-of-{name}")
        return self.talks[f"token-of-{name}"]

    def _terms(self, talk: Talk) -> dict[str, Any]:
        senses = {
            "text": "off" if talk.paused else "on",
            "voice": "on" if talk.voice_granted else self.voice_sense,
            "face": "on" if talk.face_granted else self.face_sense,
            "behaviour": "on" if talk.behaviour_granted else self.behaviour_sense,
        }
        return {
            "session": talk.name,
            "token": talk.token,
            "known": talk.user in self.known_users,
            "limits": LIMITS,
            "senses": senses,
            "voice": self.voice,
            "face": self.face,
            "ai_notice": AI_NOTICE,
        }

    async def _hear(self, talk: Talk, message: dict[str, Any]) -> None:
        match message["type"]:
            case "text":
                await self._text(talk, message)
            case "feedback":
                await self._send(talk, type="ack", id=message["id"])
            case "consent":
                await self._consent(talk, message)
            case "correction":
                await self._send(talk, type="ack", id=message["id"])
                reading = talk.readings[message["turn"]] | {"label": message["label"], "corrected": True}
                await self._send(talk, **reading)
            case "ping":
                await self._send(talk, type="pong", id=message["id"])
            case "camera.start" | "camera.stop" | "look":
                await self._about_sight(talk, message)
            case "audio.start":
                await self._open_ear(talk, message)
            case "audio.stop" | "utterance" | "confirm" | "interrupt":
                await self._send(talk, type="ack", id=message["id"])
                await self._about_speech(talk, message)

    async def _consent(self, talk: Talk, message: dict[str, Any]) -> None:
        granted = message["granted"]
        if message["sense"] == "voice":
            talk.voice_granted = granted
        elif message["sense"] == "face":
            talk.face_granted = granted
            if not granted:
                await self._close_eye(talk, "the face is not read any more")
        elif message["sense"] == "behaviour":
            talk.behaviour_granted = granted
        else:
            talk.paused = not granted
            await self._send(talk, type="sensing", paused=talk.paused)
        await self._send(talk, type="ack", id=message["id"])

    async def _text(self, talk: Talk, message: dict[str, Any]) -> None:
        await self._send(talk, type="ack", id=message["id"])
        if message["id"] in talk.answered:
            return
        talk.answered.add(message["id"])
        asyncio.get_running_loop().create_task(self._answer(talk, message["text"]))

    # --- pictures ---

    async def _about_sight(self, talk: Talk, message: dict[str, Any]) -> None:
        if message["type"] == "camera.start":
            await self._open_eye(talk, message)
        elif message["type"] == "camera.stop":
            await self._send(talk, type="ack", id=message["id"])
            await self._close_eye(talk)
        else:
            await self._looked(talk)

    async def _open_eye(self, talk: Talk, start: dict[str, Any]) -> None:
        code = None if self.sees else "not_available"
        if code is None and not (talk.face_granted and not talk.paused):
            code = "consent_needed"
        if code is not None:
            await self._send(talk, type="error", code=code, detail="Not now.", id=start["id"])
            return
        talk.camera = start
        await self._send(talk, type="ack", id=start["id"])
        await self._seeing(talk, "looking", fps=self.face["fps"], n_faces=0)

    async def _close_eye(self, talk: Talk, detail: str | None = None) -> None:
        if talk.camera is not None:
            await self._seeing(talk, "stopped", fps=0.0, n_faces=0, detail=detail)
            talk.camera = None

    async def _picture(self, talk: Talk, frame: bytes) -> None:
        picture = decode_picture(frame)
        with self._arrival:
            self.pictures.append(picture)
            self._arrival.notify_all()
        if talk.camera is not None and talk.camera["stream"] == picture.stream:
            await self._looked(talk)

    async def _looked(self, talk: Talk) -> None:
        if talk.camera is None:
            return
        is_photo = talk.camera["source"] == "photo"
        if is_photo:
            await self._close_eye(talk)
        await self._write(talk, _checked(FACE_READING))

    async def _seeing(
        self, talk: Talk, state: str, *, fps: float, n_faces: int, detail: str | None = None
    ) -> None:
        assert talk.camera is not None
        fields = {"type": "seeing", "stream": talk.camera["stream"], "state": state, "fps": fps}
        await self._write(talk, _checked(fields | {"n_faces": n_faces, "detail": detail, "seq": 0}))

    # --- sound ---

    async def _about_speech(self, talk: Talk, message: dict[str, Any]) -> None:
        if message["type"] == "audio.stop" and talk.ear is not None:
            await self._heard(talk, talk.ear.stop())
            talk.ear = None
        elif message.get("text"):
            utterance = message.get("utterance") or f"utterance-{talk.n_utterances}"
            await self._spoken_turn(talk, utterance, message["text"])

    async def _open_ear(self, talk: Talk, start: dict[str, Any]) -> None:
        if not self.listens:
            detail = "Not here."
            await self._send(talk, type="error", code="not_available", detail=detail, id=start["id"])
            return
        talk.ear = ScriptedEar(start["stream"], start["recognition"])
        await self._send(talk, type="ack", id=start["id"])
        await self._hearing(talk, "listening")

    async def _sound(self, talk: Talk, frame: bytes) -> None:
        sound = decode_frame(frame)
        with self._arrival:
            self.frames.append(sound)
            self._arrival.notify_all()
        if talk.ear is not None and talk.ear.stream == sound.stream:
            await self._heard(talk, talk.ear.hear(sound.samples))

    async def _heard(self, talk: Talk, event: str | None) -> None:
        """What the ear noticed: `speech`, `going_on` or `ended`."""
        if event == "speech":
            talk.n_utterances += 1
        if event in ("speech", "ended"):
            await self._hearing(talk, event)
        if event is None or talk.ear is None or talk.ear.recognition == "browser":
            return
        words = self.spoken[0] if self.spoken else ""
        told = {"text": words} if isinstance(words, str) else words
        if event == "going_on":
            await self._transcript(talk, told["text"].rpartition(" ")[0], final=False)
        if event == "ended":
            del self.spoken[:1]
            await self._transcript(talk, **({"final": True} | told))

    async def _hearing(self, talk: Talk, state: str) -> None:
        ear = talk.ear
        utterance = None if state == "listening" else f"utterance-{talk.n_utterances}"
        message = {
            "type": "hearing",
            "state": state,
            "utterance": utterance,
            "stream": ear.stream if ear else 0,
        }
        await self._write(talk, _checked({**message, "seq": 0}))

    async def _transcript(self, talk: Talk, text: str, *, final: bool, **more: Any) -> None:
        utterance = f"utterance-{talk.n_utterances}"
        fields: dict[str, Any] = {"type": "transcript", "utterance": utterance, "text": text, "final": final}
        fields |= {"confidence": 0.9, "confirm": False, "turn": None, "words": []} | more
        if not final:
            await self._write(talk, _checked({**fields, "seq": 0}))
            if talk.voice_granted:
                await self._write(talk, _checked(PARTIAL_READING))
        elif fields["confirm"] or not text:
            await self._send(talk, **fields)
        else:
            await self._spoken_turn(talk, utterance, text)

    async def _spoken_turn(self, talk: Talk, utterance: str, text: str) -> None:
        fields = {"type": "transcript", "text": text, "final": True, "confidence": 0.9, "confirm": False}
        await self._send(talk, **fields, utterance=utterance, turn=f"turn-{talk.seq + 1}", words=[])
        asyncio.get_running_loop().create_task(self._answer(talk, text))

    async def _answer(self, talk: Talk, text: str) -> None:
        turn = f"turn-{talk.seq}"
        await self._send(talk, type="typing", turn=turn, on=True)
        if self.hold_answers:
            await self._go_on.wait()
        for part in self.script(text):
            if part["type"] == "emotion" and talk.paused:
                continue
            if part["type"] == "emotion":
                at_ms = MIDDAY_MS + 120_000 * len(talk.readings)
                part = {"turn": turn, "at_ms": at_ms, **part}
                talk.readings[turn] = part
            await self._send(talk, **{"turn": turn, **part})
        await self._send(talk, type="typing", turn=turn, on=False)
        await self._send(talk, type="done", turn=turn)

    async def _send(self, talk: Talk, **fields: Any) -> None:
        if fields.get("type") in ("history_lost", "sensing", "error", "forgotten", "hearing"):
            fields.pop("turn", None)
        talk.seq += 1
        message = _checked({**fields, "seq": talk.seq})
        talk.sent.append(message)
        await self._write(talk, message)

    async def _write(self, talk: Talk, message: ServerModel) -> None:
        if talk.socket is not None:
            with suppress(WebSocketDisconnect, RuntimeError):
                await talk.socket.send_text(encode(message))

    # --- http ---

    async def speech(self, request: Request) -> Response:
        """A message as sound: what the test laid there."""
        if self.sound is None or "authorization" not in request.headers:
            return JSONResponse({"title": "not found"}, 404)
        return Response(self.sound, media_type="audio/wav")

    async def export(self, request: Request) -> Response:
        """Everything kept: here, the names of the session and its number of messages."""
        talk = self.talks.get(request.headers.get("authorization", "").removeprefix("Bearer "))
        if talk is None:
            return JSONResponse({"title": "unauthorized"}, 401)
        return JSONResponse(
            {"user": talk.name, "turns": [{"label": "sadness"}, {"label": "joy"}], "consents": []}
        )

    async def mood(self, _request: Request) -> Response:
        """The course of earlier visits."""
        return JSONResponse({"points": self.remembered})

    async def preferences(self, request: Request) -> Response:
        """What was told and learned: read, told, taken back."""
        if request.method == "PUT":
            told = await request.json()
            if told["subject"] == "no such thing":
                return JSONResponse({"title": "invalid"}, 422)
            self.told.append({**told, "spoken": told["subject"]})
        if request.method == "DELETE":
            gone = request.query_params["subject"]
            self.told = [one for one in self.told if one["subject"] != gone]
            self.learned = [one for one in self.learned if one["genre"] != gone]
        return JSONResponse(
            {"told": self.told, "learned": self.learned, "strategy": None, "service": self.service}
        )

    async def own_music(self, request: Request) -> Response:
        """The visitor's account at the music service: six digits are 123456."""
        connected = {"available": True, "connected": True, "waiting": False, "url": None}
        match request.url.path.removeprefix("/v1/music/spotify"), request.method:
            case "/login", _:
                self.account |= {"waiting": True, "url": f"{self.url}/bare"}
                return JSONResponse({"url": f"{self.url}/bare", "expires_in_s": 600.0})
            case "/login/finish", _:
                if (await request.json())["digits"] != "123456":
                    return JSONResponse({"title": "invalid"}, 422)
                self.account = connected
            case "/playlists", _:
                if not self.account["connected"]:
                    return JSONResponse({"title": "consent_needed"}, 403)
                self.playlists.append((await request.json())["songs"])
                saved = {"name": "Undertone, today", "n_songs": 2, "missing": ["A Rare Song"]}
                return JSONResponse(saved | {"url": "https://open.spotify.com/playlist/1"}, 201)
            case _, "DELETE":
                self.account = connected | {"connected": False}
        return JSONResponse(self.account)

    async def chats_elsewhere(self, request: Request) -> Response:
        """Chats elsewhere: which there are, which are linked, a code to link one."""
        if request.method == "POST":
            return JSONResponse({"code": "ABCD-EFGH", "expires_in_s": 600}, 201)
        if request.method == "DELETE":
            self.links["links"] = []
            return JSONResponse({"n_undone": 1, "links": []})
        return JSONResponse(self.links)

    async def profile(self, request: Request) -> Response:
        """Where the visitor listens."""
        self.service = (await request.json())["service"]
        return JSONResponse({"preferences": {"service": self.service}})

    async def forget(self, request: Request) -> Response:
        """Erase a session and tell its line."""
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        talk = self.talks.pop(token, None)
        if talk is None:
            return JSONResponse({"title": "unauthorized"}, 401)
        self.forgotten.append(token)
        talk.token = f"{token}-renewed"
        self.talks[talk.token] = talk
        talk.sent.clear()
        await self._send(talk, type="forgotten", token=talk.token)
        return JSONResponse({"erased": {"turns": 2}, "token": talk.token})

    async def element(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The widget as the gateway sends it; without `bundled` each module by itself."""
        files = self._files["bundled" if self.bundled else "single"]
        await files(scope, receive, send)

    def app(self) -> ASGIApp:
        """All of it as one application."""
        return strictly(
            Starlette(
                middleware=[
                    Middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["*"], allow_headers=["*"])
                ],
                routes=[
                    Route("/bare", lambda _request: HTMLResponse(BARE_PAGE)),
                    Route("/v1/export", self.export),
                    Route("/v1/forget", self.forget, methods=["POST"]),
                    Route("/v1/mood", self.mood),
                    Route("/v1/speech", self.speech),
                    Route("/v1/preferences", self.preferences, methods=["GET", "PUT", "DELETE"]),
                    Route("/v1/links", self.chats_elsewhere, methods=["GET", "DELETE"]),
                    Route("/v1/links/code", self.chats_elsewhere, methods=["POST"]),
                    Route("/v1/profile", self.profile, methods=["PATCH"]),
                    Route("/v1/music/spotify", self.own_music, methods=["GET", "DELETE"]),
                    Route("/v1/music/spotify/{step:path}", self.own_music, methods=["POST"]),
                    WebSocketRoute("/ws", self.line),
                    Mount("/element", self.element),
                    Mount("/device", DeviceFiles(DEVICE)),
                    Mount("/modules", StaticFiles(directory=MODULES)),
                    Mount("/", StaticFiles(directory=WIDGET / "demo", html=True)),
                ],
            )
        )


def _is_card(message: Message, item: str) -> bool:
    return isinstance(message.card, TrackCard) and message.card.id == item


def _checked(message: dict[str, Any]) -> ServerModel:
    return SERVER_MESSAGES.validate_python(message)


def strictly(app: ASGIApp) -> ASGIApp:
    """The application under a policy that allows nothing inline and nothing from elsewhere; what brings a
    policy of its own keeps it."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        async def with_policy(message: Any) -> None:
            if message["type"] == "http.response.start":
                brought = [name for name, _ in message["headers"]]
                policy = (b"content-security-policy", STRICT_POLICY.encode())
                message["headers"] = [
                    *message["headers"],
                    *([] if policy[0] in brought else [policy]),
                    (b"cache-control", b"no-store"),
                ]
            await send(message)

        await app(scope, receive, with_policy)

    return wrapped


def announce_start(server: uvicorn.Server, ready: threading.Event) -> None:
    """Set `ready` when the server listens, which uvicorn itself tells by a flag only."""
    start = server.startup

    async def startup(sockets: Any = None) -> None:
        await start(sockets)
        ready.set()

    server.startup = startup  # type: ignore[method-assign]


@contextmanager
def serving(app: ASGIApp) -> Iterator[str]:
    """Serve `app` on a free port of this machine from a thread; gives its address."""
    config = uvicorn.Config(app, port=0, log_level="error", lifespan="off", ws="websockets-sansio")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    ready = threading.Event()
    announce_start(server, ready)
    thread.start()
    assert ready.wait(10), "the scripted gateway did not start"
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)
