"""A stored consent names the notice that was shown, and that notice is the one of its words."""

from hashlib import sha256

from gateway.notice import AI_NOTICE
from personalization.consent import NOTICE_VERSION


def test_other_words_of_the_notice_need_another_version() -> None:
    told = {NOTICE_VERSION: sha256(AI_NOTICE.encode()).hexdigest()[:16]}
    assert told == {"2026-11-22": "94c1384fc3cc3fb7"}
