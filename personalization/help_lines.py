"""Help lines by region, for moments when a person should not be alone with it."""

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
