"""What Spotify's answers and spotipy's exceptions mean.

spotipy 2.26 hides some of it: an error body whose `error` is a word ends in an AttributeError, and an error
of the accounts service carries no status. The HTTP response is then found in what they were raised from.
"""

import re
from collections.abc import Mapping
from typing import Final

import requests
from spotipy.exceptions import SpotifyException, SpotifyOauthError

from gateway.outside.errors import OutsideError, ServiceAway, ServiceLimited, ServiceRefused

QUOTA_EXCEEDED: Final = "QUOTA_EXCEEDED"
QUOTA_S: Final = 3600.0
"""How long a used up quota is left alone where Spotify does not say."""


class AccessWithdrawn(ServiceRefused):
    """The visitor has taken the access back at Spotify, or it has ended."""


def judge_of_visitor(error: Exception) -> OutsideError:
    """The same for a call in a visitor's name: what Spotify refuses them it need not refuse everybody."""
    status = error.http_status if isinstance(error, SpotifyException) else None
    if status == 401:
        return AccessWithdrawn("does not take the visitor's token (401)")
    if status == 403:
        return ServiceRefused(
            "refuses this visitor (403): an app in development serves the five people named in its dashboard"
        )
    judged = judge(error)
    return ServiceRefused(judged.why) if status is not None and isinstance(judged, ServiceRefused) else judged


def judge(error: Exception) -> OutsideError:
    """What an exception of spotipy or requests means for a call of the app itself."""
    if isinstance(error, SpotifyException):
        told = f"{error.reason or ''} {error.msg or ''}"
        return _answered(error.http_status, told, error.reason, error.headers)
    if isinstance(error, SpotifyOauthError) and error.error == "invalid_client":
        return ServiceRefused(
            "wrong keys (invalid_client): compare spotify_client_id and spotify_client_secret with the "
            "app's in Spotify's dashboard",
            everything=True,
        )
    if isinstance(error, SpotifyOauthError) and error.error == "invalid_grant":
        return AccessWithdrawn("the visitor has withdrawn the access, or it has ended (invalid_grant)")
    if isinstance(error, requests.Timeout):
        return ServiceAway("no answer in time")
    if isinstance(error, requests.ConnectionError):
        return ServiceAway("cannot be reached")
    response = _response_behind(error)
    if response is not None:
        return _answered(response.status_code, response.text[:500], None, response.headers)
    return ServiceAway(f"answered what cannot be read ({type(error).__name__})")


def _answered(status: int, told: str, reason: str | None, headers: Mapping[str, str]) -> OutsideError:
    if status == 429:
        return _limited(told, reason, headers)
    if status >= 500:
        return ServiceAway(f"answered {status}")
    if status == 401:
        return ServiceRefused("does not take this app's access token (401)", everything=True)
    if status == 403 and "premium" in told.casefold():
        return ServiceRefused("the owner of the app needs Spotify Premium (403)", everything=True)
    if status == 403:
        return ServiceRefused("refuses this app (403): see Spotify's dashboard", everything=True)
    if status in (404, 410):
        return ServiceRefused(f"no longer offers what is asked for here ({status})", everything=True)
    return ServiceRefused(f"refused a request ({status})")


def _limited(told: str, reason: str | None, headers: Mapping[str, str]) -> ServiceLimited:
    given = headers.get("Retry-After", "")
    retry_after_s = float(given) if re.fullmatch(r"\d{1,9}", given) else None
    if reason == QUOTA_EXCEEDED or QUOTA_EXCEEDED in told:
        return ServiceLimited(f"the account's quota is used up ({QUOTA_EXCEEDED})", retry_after_s or QUOTA_S)
    return ServiceLimited("asked too often (429)", retry_after_s)


def _response_behind(error: BaseException | None) -> requests.Response | None:
    while error is not None:
        if isinstance(error, requests.HTTPError) and error.response is not None:
            return error.response
        error = error.__cause__ or error.__context__
    return None
