"""The element's modules in one file, for sites that count requests: only comments and blanks are gone.

Run from the project's root after changing the element: `python web_widget/pack.py`. Nothing needs it: the
modules work as they are. A test holds that the packed file is what the modules say, and its size.
"""

import re
from pathlib import Path

ELEMENT = Path(__file__).parent / "element"
ENTRY = ELEMENT / "undertone-chat.js"
PACKED = ELEMENT / "undertone-chat.packed.js"
NOTICE = "// Undertone, Apache-2.0. Packed by web_widget/pack.py from the modules beside it: change those.\n"

BLOCK_COMMENT = re.compile(r"^[ \t]*/\*.*?\*/[ \t]*\n", re.M | re.S)
LINE_COMMENT = re.compile(r"^[ \t]*//.*\n", re.M)
INDENT = re.compile(r"^[ \t]+|\n(?=\s*\n)", re.M)
IMPORT = re.compile(r'^import (?P<names>\{[^}]*\}|\w+) from "(?P<path>[^"]+)";\n', re.M)
PASSED_ON = re.compile(r'^export (?P<names>\{[^}]*\}) from "(?P<path>[^"]+)";\n', re.M)
LISTED = re.compile(r"^export \{(?P<names>[^}]*)\};\n", re.M)
DECLARED = re.compile(r"^export (?P<what>(?:async )?(?:const|function\*?|class)) (?P<name>\w+)", re.M)
DEFAULT = re.compile(r"^export default ", re.M)


class UnpackableError(Exception):
    """A module says something that this packer does not understand."""


def packed() -> str:
    """The whole element as one module, with the exports of its entry."""
    done: dict[Path, str] = {}
    _gather(ENTRY, done)
    names = ",".join(_exported(_bare(ENTRY)))
    return NOTICE + "".join(done.values()) + f"export const {{{names}}}={_name(ENTRY)};\n"


def _gather(path: Path, done: dict[Path, str]) -> None:
    """Put the modules that `path` needs into `done`, then `path` itself as a scope of its own."""
    if path in done:
        return
    source = _bare(path)
    for found in (*IMPORT.finditer(source), *PASSED_ON.finditer(source)):
        _gather((path.parent / found["path"]).resolve(), done)
    exported = ",".join(_exported(source))

    def taken(found: re.Match[str]) -> str:
        names = found["names"] if found["names"].startswith("{") else f"{{default:{found['names']}}}"
        return f"const {names}={_name((path.parent / found['path']).resolve())};\n"

    body = PASSED_ON.sub(taken, IMPORT.sub(taken, source))
    body = DEFAULT.sub("const $default=", LISTED.sub("", DECLARED.sub(r"\g<what> \g<name>", body)))
    if leftover := re.search(r"^(?:import|export)\b.*", body, re.M):
        raise UnpackableError(f"{path.name}: {leftover[0]}")
    done[path] = f"const {_name(path)}=(()=>{{\n{body}return{{{exported}}};\n}})();\n"


def _bare(path: Path) -> str:
    """The source without what only people read."""
    source = LINE_COMMENT.sub("", BLOCK_COMMENT.sub("", path.read_text(encoding="utf-8")))
    return INDENT.sub("", source).lstrip("\n")


def _exported(source: str) -> list[str]:
    names = [found["name"] for found in DECLARED.finditer(source)]
    for found in (*LISTED.finditer(source), *PASSED_ON.finditer(source)):
        names += [name.strip() for name in found["names"].strip("{}").split(",") if name.strip()]
    return names + ["default:$default"] * bool(DEFAULT.search(source))


def _name(path: Path) -> str:
    return "$" + re.sub(r"\W", "_", str(path.resolve().relative_to(ELEMENT.resolve()).with_suffix("")))


if __name__ == "__main__":
    PACKED.write_text(packed(), encoding="utf-8")
