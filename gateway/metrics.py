"""What is counted and timed. Never a word of a visitor."""

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
)

LATENCY_BUCKETS_S = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)


class Metrics:
    """The gateway's figures, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        GCCollector(registry=self.registry)
        self.turns = Counter(
            "undertone_turns", "Turns, by how they ended.", ["outcome"], registry=self.registry
        )
        self.part_seconds = Histogram(
            "undertone_turn_part_seconds",
            "Time of a turn, by part: sense, bot, total.",
            ["part"],
            buckets=LATENCY_BUCKETS_S,
            registry=self.registry,
        )
        self.sessions = Gauge(
            "undertone_sessions", "Sessions that are open or can be resumed.", registry=self.registry
        )
        self.connections = Gauge("undertone_connections", "Open websockets.", registry=self.registry)
        self.errors = Counter(
            "undertone_errors", "Errors told to clients, by code.", ["code"], registry=self.registry
        )
        self.sound_dropped = Counter(
            "undertone_sound_dropped",
            "Frames of sound not taken, by reason.",
            ["reason"],
            registry=self.registry,
        )
        self.sound_taken = Counter("undertone_sound_taken", "Frames of sound taken.", registry=self.registry)
        self.utterances = Counter(
            "undertone_utterances", "Utterances, by how they were heard.", ["outcome"], registry=self.registry
        )
        self.voice_seconds = Histogram(
            "undertone_voice_seconds",
            "From the end of an utterance to a result, by part: reading, transcript.",
            ["part"],
            buckets=LATENCY_BUCKETS_S,
            registry=self.registry,
        )
        self.partial_readings = Counter(
            "undertone_partial_readings",
            "Readings while somebody speaks: made, or shed under load.",
            ["outcome"],
            registry=self.registry,
        )
        self.cameras = Gauge("undertone_cameras", "Open cameras.", registry=self.registry)
        self.camera_fps = Gauge(
            "undertone_camera_fps", "Pictures a second that each camera may send.", registry=self.registry
        )
        self.pictures_taken = Counter(
            "undertone_pictures_taken", "Pictures taken in.", registry=self.registry
        )
        self.pictures_dropped = Counter(
            "undertone_pictures_dropped",
            "Pictures and looks that were not used, by reason.",
            ["reason"],
            registry=self.registry,
        )
        self.pictures_seen = Counter(
            "undertone_pictures_seen",
            "Pictures looked at, by what they show: face, no_face, unreadable, failed.",
            ["outcome"],
            registry=self.registry,
        )
        self.face_seconds = Histogram(
            "undertone_face_seconds",
            "Time of a picture, by part: wait, look, read.",
            ["part"],
            buckets=LATENCY_BUCKETS_S,
            registry=self.registry,
        )
        self.care = Counter(
            "undertone_care_offered", "Turns answered with help lines.", registry=self.registry
        )
        self.records_lost = Counter(
            "undertone_records_lost", "Records that the database did not take.", registry=self.registry
        )
        self.bot_connected = Gauge(
            "undertone_bot_connected", "1 while the bot listens.", registry=self.registry
        )
        self.chat_events = Counter(
            "undertone_chat_events",
            "Events of channels: taken, repeated, taken_elsewhere, dropped.",
            ["channel", "outcome"],
            registry=self.registry,
        )
        self.chat_letters = Counter(
            "undertone_chat_letters",
            "Messages to channels: sent, refused, unsure, too_old, too_many, failed, emptied.",
            ["channel", "outcome"],
            registry=self.registry,
        )
        self.outside_calls = Counter(
            "undertone_outside_calls",
            "Calls to services outside, by how they ended: ok, limited, away, refused, left_alone.",
            ["service", "what", "outcome"],
            registry=self.registry,
        )
        self.outside_seconds = Histogram(
            "undertone_outside_seconds",
            "Time of a call to a service outside.",
            ["service"],
            buckets=LATENCY_BUCKETS_S,
            registry=self.registry,
        )
