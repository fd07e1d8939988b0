"""One good message of every type, and broken ones beside them."""

from typing import Any

from tests.fakes.observer import observation

TRACK = {
    "kind": "track", "id": "song-1", "title": "A Slow Morning", "artist": "The Example Band", "year": 1999,
    "genres": ["folk"], "valence": 0.3, "arousal": -0.5, "feelings": {"joy": 0.2, "trust": 0.7},
    "links": [{"service": "deezer", "url": "https://www.deezer.com/search/A%20Slow%20Morning"}],
    "why": "It is calm.", "mood": "trust", "preferred": None, "found": None,
}  # fmt: skip
COMPLETED = TRACK | {
    "preferred": "spotify",
    "found": {
        "service": "spotify", "url": "https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC",
        "embed": "https://open.spotify.com/embed/track/4uLU6hMCjMI75M1A2tKUQC",
    },
}  # fmt: skip
BREATH = {"in_s": 4.0, "hold_s": 0.0, "out_s": 6.0, "rest_s": 0.0, "rounds": 6}
EXERCISE = {
    "kind": "exercise", "id": "breath-1", "title": "Four breaths", "practice": "breathing",
    "steps": [
        {"text": "Sit as you like.", "duration_s": 20.0, "breath": None, "write": False},
        {"text": "Breathe.", "duration_s": None, "breath": BREATH, "write": False},
        {"text": "Write one word.", "duration_s": None, "breath": None, "write": True},
    ],
    "ending": "That was enough for now.", "duration_s": 80.0, "why": "It is short.",
}  # fmt: skip
READ = {
    "kind": "read", "id": "read-1", "title": "A walk", "form": "reflection", "body": "Go outside.",
    "duration_s": None, "why": "It is short.",
}  # fmt: skip
RESOURCE = {
    "kind": "resource", "title": "People who listen",
    "lines": [{"name": "Samaritans", "number": "116 123", "url": None}], "why": "You are not alone.",
}  # fmt: skip
EXPORT = {"kind": "export", "title": "Your data", "why": "You asked for it."}
CARDS = {str(card["kind"]): card for card in (TRACK, EXERCISE, READ, RESOURCE, EXPORT)}

NINE = {
    "joy": 0.02, "sadness": 0.8, "surprise": 0.02, "fear": 0.05, "anger": 0.02, "disgust": 0.02,
    "anticipation": 0.02, "trust": 0.02, "neutral": 0.03,
}  # fmt: skip
TYPING = {
    "duration_ms": 5200, "n_deletions": 3, "n_keys": 31, "n_pauses": 2, "longest_pause_ms": 4100,
    "reply_delay_ms": 2600,
}  # fmt: skip
LIMITS = {
    "max_text_chars": 4000, "max_frame_bytes": 65536, "messages_per_s": 4.0, "burst": 20, "max_queued": 20,
    "session_window_s": 1800.0,
}  # fmt: skip

VOICE = {
    "recognition": "pocketsphinx", "speech": "browser", "end_of_speech_ms": 600, "max_utterance_s": 30.0,
    "languages": ["en"],
}  # fmt: skip

FACE = {
    "where": ["server", "device"], "fps": 5.0, "max_width_px": 320, "max_image_bytes": 65528,
    "device_url": "/device/",
}  # fmt: skip
OBSERVATION = observation().as_wire()

CLIENT: dict[str, dict[str, Any]] = {
    "hello": {
        "protocol": "undertone.v1", "token": "t", "user": "eyJ.eyJ.sig", "locale": "en-GB",
        "timezone": "America/Argentina/Buenos_Aires", "page": "https://a.example", "last_seq": 7,
    },
    "text": {"id": "m1", "text": "I am sad", "typing": TYPING, "mood": "sadness"},
    "feedback": {"id": "m2", "item": "song-1", "action": "like"},
    "correction": {"id": "m2c", "turn": "s.1a.1", "label": "trust"},
    "consent": {"id": "m3", "sense": "text", "granted": False},
    "resume": {"last_seq": 3},
    "ack": {"seq": 9},
    "ping": {"id": "m4"},
    "audio.start": {
        "id": "m5", "stream": 1, "rate_hz": 16000, "mode": "hands_free", "recognition": "server",
    },
    "audio.stop": {"id": "m6", "stream": 1},
    "utterance": {"id": "m6u", "stream": 1, "text": "I am sad"},
    "confirm": {"id": "m6c", "utterance": "s.1a.s1.1", "text": "I am sad"},
    "camera.start": {"id": "m7", "stream": 2, "where": "server", "source": "camera"},
    "camera.stop": {"id": "m7x", "stream": 2},
    "look": {"stream": 2, "t_ms": 400, "observation": OBSERVATION},
    "behaviour": {"id": "m8", "typing": TYPING},
    "interrupt": {"id": "m9", "turn": "s.1a.1", "spoken_chars": 12},
}  # fmt: skip

SERVER: dict[str, dict[str, Any]] = {
    "welcome": {
        "session": "s", "token": "t", "resumed": False, "known": True, "ai_notice": "I'm an AI.",
        "limits": LIMITS,
        "senses": {"text": "on", "voice": "not_available", "face": "not_allowed", "behaviour": "off"},
        "voice": VOICE, "face": FACE,
    },
    "message": {
        "turn": "s.1", "text": "How about this?", "from": "bot", "card": TRACK,
        "quick_replies": [{"title": "Something else", "text": "something else"}],
        "delivery": {"rate": 0.9, "pitch": 0.9, "pause_ms": 300},
    },
    "emotion": {
        "turn": "s.1", "at_ms": 1800000000000, "label": "sadness", "probabilities": NINE,
        "valence": -0.6, "arousal": -0.2, "confidence": 0.7, "change": -0.4,
        "trend": "falling", "shift": False, "weights": {"text": 1.0}, "need": "comfort", "mixed": False,
        "parts": {"text": {"label": "sadness", "valence": -0.6, "arousal": -0.2, "confidence": 0.7}},
        "corrected": False, "partial": False, "utterance": "s.1a.s1.1",
    },
    "card": {"message": 2, "card": COMPLETED},
    "hearing": {"stream": 1, "state": "speech", "utterance": "s.1a.s1.1"},
    "seeing": {"stream": 2, "state": "several", "fps": 5.0, "n_faces": 2, "detail": None},
    "transcript": {
        "utterance": "s.1a.s1.1", "text": "i am sad", "final": True, "confidence": 0.4, "confirm": True,
        "turn": None, "words": [{"text": "sad", "confidence": 0.4}],
    },
    "typing": {"turn": "s.1", "on": True},
    "ack": {"id": "m1"},
    "error": {"code": "rate_limited", "detail": "too many", "id": "m1", "retry_after_ms": 250},
    "history_lost": {},
    "forgotten": {"token": "t2"},
    "sensing": {"paused": True},
    "pong": {"id": "m4"},
    "done": {"turn": "s.1"},
}  # fmt: skip

ID = {"id": "m"}
BROKEN: dict[str, list[dict[str, Any]]] = {
    "hello": [
        {}, {"protocol": 1}, {"protocol": "undertone.v1", "locale": "en GB"},
        {"protocol": "undertone.v1", "last_seq": -1}, {"protocol": "x", "admin": True},
        {"protocol": "undertone.v1", "user": "x" * 2049}, {"protocol": "undertone.v1", "user": ""},
        {"protocol": "undertone.v1", "timezone": "../../etc/passwd"},
        {"protocol": "undertone.v1", "timezone": "Europe/Dub lin"},
    ],
    "text": [
        ID, {"text": "x"}, {"id": "", "text": "x"}, {"id": "a b", "text": "x"},
        {"id": "i" * 65, "text": "x"}, {"id": 1, "text": "x"}, ID | {"text": ["x"]},
        ID | {"text": "x", "typing": {"duration_ms": 1}},
        ID | {"text": "x", "typing": {"duration_ms": 1.5, "n_deletions": 0}},
        *(
            ID | {"text": "x", "typing": TYPING | wrong}
            for wrong in (
                {"n_keys": -1}, {"n_keys": 100_001}, {"n_pauses": 0.5}, {"longest_pause_ms": "1"},
                {"duration_ms": 86_400_001}, {"reply_delay_ms": -1}, {"reply_delay_ms": 2.5}, {"keys": "a"},
            )
        ),
        ID | {"text": "x", "mood": "ok"},
    ],
    "feedback": [
        ID | {"item": "song", "action": "love"}, ID | {"action": "like"}, ID | {"item": "", "action": "like"},
    ],
    "correction": [
        ID, ID | {"turn": "s.1"}, ID | {"turn": "", "label": "joy"}, ID | {"turn": "s.1", "label": "peckish"},
        {"turn": "s.1", "label": "joy"},
    ],
    "consent": [
        ID | {"sense": "smell", "granted": True}, ID | {"sense": "text", "granted": "yes"},
        ID | {"sense": "text", "granted": 1},
    ],
    "resume": [{}, {"last_seq": -1}, {"last_seq": "3"}],
    "ack": [{}, {"seq": None}, {"seq": 1.0}],
    "ping": [{}, {"id": None}],
    "audio.start": [
        ID, ID | {"rate_hz": 16000},
        ID | {"stream": 256, "rate_hz": 16000, "mode": "hands_free", "recognition": "server"},
        ID | {"stream": 0, "rate_hz": 0, "mode": "hands_free", "recognition": "server"},
        ID | {"stream": 0, "rate_hz": 16000, "mode": "eavesdrop", "recognition": "server"},
        ID | {"stream": 0, "rate_hz": 16000, "mode": "hands_free", "recognition": "elsewhere"},
    ],
    "audio.stop": [{}, ID, ID | {"stream": -1}],
    "utterance": [ID, ID | {"text": "x"}, ID | {"stream": 0, "text": None}],
    "confirm": [ID, ID | {"text": "x"}, ID | {"utterance": "", "text": "x"}],
    "camera.start": [
        ID, ID | {"stream": 1, "where": "server"},
        ID | {"stream": 256, "where": "server", "source": "camera"},
        ID | {"stream": 1, "where": "elsewhere", "source": "camera"},
        ID | {"stream": 1, "where": "server", "source": "screen"},
    ],
    "camera.stop": [{}, ID, ID | {"stream": -1}],
    "look": [
        {}, {"stream": 1, "t_ms": 0}, {"stream": 1, "t_ms": -1, "observation": None},
        {"stream": 1, "t_ms": 2**32, "observation": None},
        {"stream": 1, "t_ms": 0, "observation": {}},
        {"stream": 1, "t_ms": 0, "observation": OBSERVATION | {"quality": 1.5}},
        {"stream": 1, "t_ms": 0, "observation": OBSERVATION | {"n_faces": 0}},
        {"stream": 1, "t_ms": 0, "observation": OBSERVATION | {"logits": [0.0] * 7}},
        {"stream": 1, "t_ms": 0, "observation": OBSERVATION | {"pose": ["a", 0, 0]}},
        {"stream": 1, "t_ms": 0, "observation": OBSERVATION | {"picture": "data:"}},
    ],
    "behaviour": [ID, ID | {"typing": {}}],
    "interrupt": [{}, ID | {"turn": "x"}, ID | {"turn": "x", "spoken_chars": -1}],
}  # fmt: skip
