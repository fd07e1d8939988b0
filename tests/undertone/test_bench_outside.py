"""`undertone bench outside`: what it counts, whom it compares, what its stand-in answers."""

import time
from typing import Any

import httpx
import pytest

from undertone.bench.outside import CASES, Seen, document_of, quiet_settings, rotated
from undertone.bench.outside_stand_in import music_service
from undertone.settings import Settings, load_settings


def seen(p95_ms: float) -> Seen:
    return Seen([p95_ms / 1000] * 20, n_songs=20)


def document(**p95_ms: float) -> dict[str, Any]:
    everyone = {case: seen(p95_ms.get(case, 100.0)) for case in CASES}
    return document_of(everyone, dict.fromkeys(CASES, "ok"), 20)


def test_each_case_is_compared_with_the_one_without_a_service() -> None:
    cases = document(slow=109.0)["cases"]
    assert cases["absent"]["p95_ratio"] == 1.0
    assert cases["slow"]["p95_ratio"] == pytest.approx(1.09)


@pytest.mark.parametrize("case", ["fast", "slow", "failing"])
def test_a_service_that_holds_turns_up_misses_the_goal(case: str) -> None:
    missed = [goal for goal in document(**{case: 111.0})["goals"] if not goal["met"]]
    assert len(missed) == 1
    assert case in missed[0]["goal"]


def test_every_case_goes_first_as_often_as_any_other() -> None:
    firsts = [rotated(CASES, n)[0] for n in range(len(CASES))]
    assert sorted(firsts) == sorted(CASES)
    assert all(sorted(rotated(CASES, n)) == sorted(CASES) for n in range(7))


def test_nothing_of_the_owners_own_services_is_used(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SPOTIFY_CLIENT_SECRET", "SLACK_BOT_TOKEN", "TELEGRAM_TOKEN", "SPOTIFY_CLIENT_ID"):
        monkeypatch.setenv(f"UNDERTONE_{name}", "the owner's own")
    quiet: Settings = quiet_settings(load_settings(), tmp_path)
    assert "the owner's own" not in str(quiet.model_dump(mode="python"))
    assert quiet.telegram_token.get_secret_value() == quiet.slack_bot_token.get_secret_value() == ""


def asked(url: str) -> httpx.Response:
    return httpx.get(f"{url}/v1/search", params={"q": "track:Yesterday artist:The Beatles"}, trust_env=False)


def test_the_stand_in_has_the_song_among_others_that_it_is_not() -> None:
    with music_service() as url:
        tracks = asked(url).json()["tracks"]["items"]
    assert [track["name"] for track in tracks] == ["Yesterday - Live", "Yesterday", "Yesterday"]
    assert tracks[2]["artists"] == [{"name": "The Beatles"}]
    assert len(tracks[2]["id"]) == 22


def test_the_stand_in_is_slow_or_fails_as_it_is_told() -> None:
    with music_service(answers_after_s=0.2) as url:
        began = time.perf_counter()
        assert asked(url).status_code == 200
        assert time.perf_counter() - began >= 0.2
    with music_service(fails=True) as url:
        assert asked(url).status_code == 503
