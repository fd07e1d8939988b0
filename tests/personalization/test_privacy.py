import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from personalization.companion import MUSIC, Companion
from personalization.consent import Sense
from personalization.errors import UnknownUserError
from personalization.interaction import InteractionKind, SenseReading, TurnRecord
from personalization.links import LinkKeeper
from personalization.music import MusicKeeper
from personalization.music_model import MusicLogin
from personalization.privacy import DataSummary
from personalization.profile import Polarity
from personalization.recommend.personal import PersonalRecommender
from personalization.store import Store
from personalization.tables import Base, ItemRow
from tests.personalization.conftest import SAD


def live(companion: Companion, user_id: str, now: datetime) -> None:
    """Leave something in every table."""
    companion.open_session(f"s-{user_id}", user_id, channel="web", locale="en-GB", now=now)
    companion.record_consent(user_id, Sense.TEXT, granted=True, now=now)
    companion.record_turn(
        TurnRecord(
            "t1",
            f"s-{user_id}",
            user_id,
            now,
            SAD.probabilities,
            -0.6,
            -0.4,
            0.8,
            text="zanzibar-by-night",
            senses={"text": SenseReading(SAD.probabilities, -0.6, -0.4, 0.8)},
            weights={"text": 1.0},
        )
    )
    companion.offer(user_id, kinds=MUSIC, mood=SAD, now=now)
    companion.feedback(user_id, InteractionKind.LIKE, now)
    companion.remember_preference(user_id, "jazz", Polarity.LOVED, now)
    companion.record_crisis(user_id, now)
    links = LinkKeeper(companion.store, "a process")
    links.new_code(user_id, f"code of {user_id}", now)
    links.redeem(f"code of {user_id}", f"elsewhere of {user_id}", "slack", f"else-{user_id}", now)
    links.new_code(user_id, f"next code of {user_id}", now)
    links.claim(f"event of {user_id}", f"elsewhere of {user_id}", f"chat of {user_id}", "nobody", now)
    links.allow(f"chat of {user_id}", user_id, Sense.VOICE, now)
    login = MusicLogin(user_id, "spotify", b"sealed", "playlist-modify-private", now, now)
    MusicKeeper(companion.store).keep_login(login)


def rows_by_table(store: Store) -> dict[str, int]:
    with store.connection() as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
            if table is not ItemRow.__table__
        }


def test_an_export_holds_something_from_every_table_and_is_json(companion: Companion, now: datetime) -> None:
    live(companion, "ann", now)
    export = json.loads(json.dumps(companion.export("ann", now)))
    assert export["format"] == "undertone.export.v1"
    assert export["profile"]["user"] == "ann"
    assert [told["subject"] for told in export["profile"]["preferences"]["told"]] == ["jazz"]
    assert export["consents"][0]["sense"] == "text"
    assert export["consents"][0]["notice_version"]
    assert export["sessions"][0]["session"] == "s-ann"
    assert export["turns"][0]["valence"] == -0.6
    assert export["turns"][0]["senses"]["text"]["probabilities"] == list(SAD.probabilities)
    assert export["expression"]["text"]["n_read"] == 1
    assert [event["kind"] for event in export["interactions"]] == ["offered", "like", "crisis"]
    assert [link["channel"] for link in export["channels"]] == ["slack"]
    assert [consent["sense"] for consent in export["chat_consents"]] == ["voice"]
    assert export["music_logins"][0]["service"] == "spotify"
    assert "sealed" not in json.dumps(export)
    assert [event["event"] for event in export["seen_events"]] == ["event of ann"]


def test_an_export_holds_every_column_that_belongs_to_a_person() -> None:
    exported = {
        "consents": {"sense", "granted", "at", "notice_version"},
        "sessions": {"id", "channel", "opened_at", "closed_at"},
        "turns": {
            "turn_id", "session_id", "at", "probabilities", "valence", "arousal", "confidence", "trend",
            "shift", "change", "need", "words", "corrected", "senses", "weights", "mixed",
        },
        "interactions": {"item_id", "kind", "at", "variant", "context"},
        "users": {"id", "locale", "created_at", "last_seen_at", "preferences", "vector", "expression"},
        "channel_links": {"channel", "linked_at"},
        "link_codes": set(),
        "chat_consents": {"chat", "sense", "at"},
        "seen_events": {"event", "chat", "at", "answered"},
        "music_logins": {"service", "scope", "connected_at", "renewed_at"},
    }  # fmt: skip
    internal = {
        "consents": {"id"}, "turns": {"id"}, "interactions": {"id", "key"}, "channel_links": {"author"},
        "link_codes": {"code", "expires_at"}, "seen_events": {"taken_by"}, "music_logins": {"sealed"},
    }  # fmt: skip
    for table in Base.metadata.sorted_tables:
        if table.name not in ("items", "found_tracks"):
            columns = {column.name for column in table.columns} - {"user_id"}
            assert columns == exported[table.name] | internal.get(table.name, set()), table.name


def test_an_export_holds_nothing_of_anybody_else(companion: Companion, now: datetime) -> None:
    live(companion, "ann", now)
    live(companion, "bob", now)
    assert "bob" not in json.dumps(companion.export("ann", now))


def test_the_export_of_somebody_new_is_empty_and_leaves_no_row(
    companion: Companion, store: Store, now: datetime
) -> None:
    export = companion.export("ann", now)
    assert export["format"] == "undertone.export.v1"
    assert export["profile"] is None
    assert [export[part] for part in ("consents", "sessions", "turns", "interactions")] == [[]] * 4
    assert set(rows_by_table(store).values()) == {0}


def test_forgetting_erases_the_person_from_every_table_and_nobody_else(
    companion: Companion, store: Store, now: datetime
) -> None:
    live(companion, "bob", now)
    before = rows_by_table(store)
    live(companion, "ann", now)

    report = companion.forget("ann")

    assert rows_by_table(store) == before
    assert report.as_dict() == {
        "users": 1, "consents": 1, "sessions": 1, "turns": 1, "interactions": 3, "channel_links": 1,
        "link_codes": 1, "chat_consents": 1, "seen_events": 1, "music_logins": 1,
    }  # fmt: skip
    assert report.n_rows == 12


def test_forgetting_twice_is_no_error(companion: Companion, now: datetime) -> None:
    live(companion, "ann", now)
    companion.forget("ann")
    assert companion.forget("ann").n_rows == 0


def test_every_table_with_a_person_in_it_is_covered_by_forgetting() -> None:
    with_person = {table.name for table in Base.metadata.sorted_tables if "user_id" in table.columns}
    assert with_person == {
        "consents", "sessions", "turns", "interactions", "channel_links", "link_codes", "chat_consents",
        "seen_events", "music_logins",
    }  # fmt: skip


def test_forgotten_words_are_gone_from_the_database_files_too(tmp_path: Path, now: datetime) -> None:
    with Store(f"sqlite:///{tmp_path / 'words.db'}", store_words=True) as store:
        store.migrate()
        companion = Companion(store, PersonalRecommender())
        companion.open_session("s-ann", "ann", channel="web", locale="en", now=now)
        companion.record_turn(TurnRecord("t1", "s-ann", "ann", now, text="zanzibar-by-night"))
        assert any(b"zanzibar" in file.read_bytes() for file in tmp_path.iterdir())

        companion.forget("ann")

        assert not any(b"zanzibar" in file.read_bytes() for file in tmp_path.iterdir())


def test_by_default_no_word_reaches_the_disk(companion: Companion, tmp_path: Path, now: datetime) -> None:
    live(companion, "ann", now)
    assert not any(b"zanzibar" in file.read_bytes() for file in tmp_path.iterdir())


def test_a_summary_counts_what_an_export_would_list(companion: Companion, now: datetime) -> None:
    live(companion, "ann", now)
    assert companion.summary("ann") == DataSummary(
        n_sessions=1, n_turns=1, n_words=0, n_interactions=3, n_told=1
    )


def test_a_purge_erases_what_is_past_its_retention_and_keeps_the_rest(
    companion: Companion, store: Store, now: datetime
) -> None:
    long_ago = now - timedelta(days=40)
    live(companion, "gone", long_ago)
    live(companion, "faithful", long_ago)
    live(companion, "faithful", now)

    report = companion.purge(now, retention_days=30)

    assert report.as_dict() == {
        "before": (now - timedelta(days=30)).isoformat(),
        "turns": 2,
        "interactions": 6,
        "sessions": 2,
        "users": 1,
    }
    export = companion.export("faithful", now)
    assert [told["subject"] for told in export["profile"]["preferences"]["told"]] == ["jazz"]
    assert len(export["interactions"]) == 3
    with pytest.raises(UnknownUserError):
        companion.profile("gone")


def test_a_purge_of_nothing_counts_nothing(companion: Companion, now: datetime) -> None:
    live(companion, "ann", now)
    report = companion.purge(now, retention_days=30).as_dict()
    assert [report[name] for name in ("turns", "interactions", "sessions", "users")] == [0, 0, 0, 0]
