"""Help lines by region, for moments when a person should not be alone with it."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class HelpLine:
    """One line; `number` and `url` as they are published, either may be missing."""

    name: str
    number: str | None = None
    url: str | None = None

    def as_dict(self) -> dict[str, str | None]:
        """JSON-ready."""
        return {"name": self.name, "number": self.number, "url": self.url}


_DIRECTORY = HelpLine("Find a Helpline", url="https://findahelpline.com")
_SAMARITANS = HelpLine("Samaritans", "116 123", "https://www.samaritans.org")

_BY_REGION: dict[str, tuple[HelpLine, ...]] = {
    "US": (HelpLine("988 Suicide & Crisis Lifeline", "988", "https://988lifeline.org"), _DIRECTORY),
    "CA": (HelpLine("9-8-8: Suicide Crisis Helpline", "988", "https://988.ca"), _DIRECTORY),
    "GB": (_SAMARITANS, _DIRECTORY),
    "IE": (_SAMARITANS, _DIRECTORY),
}

_ELSEWHERE = (HelpLine("Emergency services", "112"), _DIRECTORY)

_NO_MORE = HelpLine("NO MORE Global Directory", url="https://nomoredirectory.org")


def _emergency(number: str | None) -> HelpLine:
    return HelpLine("In danger right now: emergency services", number)


_AGAINST_VIOLENCE: dict[str, tuple[HelpLine, ...]] = {
    "US": (
        HelpLine("National Domestic Violence Hotline", "1-800-799-7233", "https://www.thehotline.org"),
        HelpLine("RAINN, sexual assault hotline", "1-800-656-4673", "https://www.rainn.org"),
        _emergency("911"),
    ),
    "GB": (
        HelpLine(
            "National Domestic Abuse Helpline", "0808 2000 247", "https://www.nationaldahelpline.org.uk"
        ),
        HelpLine("Rape & Sexual Abuse Support Line", "0808 500 2222", "https://247sexualabusesupport.org.uk"),
        _emergency("999"),
    ),
    "IE": (
        HelpLine("Women's Aid", "1800 341 900", "https://www.womensaid.ie"),
        HelpLine("National Rape Crisis Helpline", "1800 77 8888", "https://www.drcc.ie"),
        _emergency("112"),
    ),
    "CA": (HelpLine("ShelterSafe", url="https://sheltersafe.ca"), _NO_MORE, _emergency("911")),
    "AU": (
        HelpLine("1800RESPECT", "1800 737 732", "https://www.1800respect.org.au"),
        _emergency("000"),
    ),
}

_WITH_112 = frozenset(re.findall("..", "ATBEBGCHCYCZDEDKEEESFIFRGRHRHUISITLILTLULVMTNLNOPLPTROSESISK"))
"""The European Union and its neighbours where 112 is answered."""


def region_of(locale: str | None) -> str | None:
    """The region of a BCP 47 tag ("en-GB", "en_gb", "zh-Hant-TW") in upper case, or None."""
    if not locale:
        return None
    for subtag in locale.split(".")[0].replace("_", "-").split("-")[1:]:
        if len(subtag) == 1:  # what follows a single letter is an extension, not a region
            return None
        if len(subtag) == 2 and subtag.isalpha():
            return "GB" if subtag.upper() == "UK" else subtag.upper()
    return None


def help_lines(locale: str | None) -> tuple[HelpLine, ...]:
    """The lines to show for a locale, the nearest first; never empty."""
    return _BY_REGION.get(region_of(locale) or "", _ELSEWHERE)


def violence_lines(locale: str | None) -> tuple[HelpLine, ...]:
    """The lines for somebody who suffers or fears violence, the nearest first; never empty."""
    region = region_of(locale) or ""
    elsewhere = (_NO_MORE, _emergency("112" if region in _WITH_112 else None))
    return _AGAINST_VIOLENCE.get(region, elsewhere)
