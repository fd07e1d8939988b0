"""Files of regular expressions, one a line, in sections: what may not be lost to a classifier's doubt.

`[name]` begins a section, `#` a remark. The section `groups` holds `name = expression`; `{name}` stands
for it in the groups after it and in every other section.
"""

import re
from collections.abc import Iterable
from pathlib import Path


def read_patterns(path: Path) -> dict[str, re.Pattern[str]]:
    """Each section of a file as one expression that matches where any of its lines does."""
    sections = _sections(path.read_text(encoding="utf-8").splitlines())
    groups = _groups(sections.pop("groups", []))
    return {name: _either(lines, groups) for name, lines in sections.items()}


def _sections(lines: Iterable[str]) -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {}
    for line in lines:
        if re.fullmatch(r"\[\w+\]", line):
            current = sections.setdefault(line[1:-1], [])
        elif line and not line.startswith("#"):
            current.append(line)
    return sections


def _groups(lines: list[str]) -> dict[str, str]:
    groups: dict[str, str] = {}
    for line in lines:
        name, expression = line.split(" = ", 1)
        groups[name] = _filled_in(expression, groups)
    return groups


def _either(lines: list[str], groups: dict[str, str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{_filled_in(line, groups)})" for line in lines))


def _filled_in(expression: str, groups: dict[str, str]) -> str:
    for name, group in groups.items():
        expression = expression.replace("{" + name + "}", group)
    return expression
