"""The widget's modules as one, put together in memory.

A browser asks for modules as it finds them, and over HTTP/1.1 for six at a time: with 100 ms on the line
forty small files take more than a second, one file a tenth of it. The files stay the source.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

from gateway.errors import GatewayError

APART = "lang"
"""Folder whose modules stay modules of their own: a site may import them, and both must share their words."""

IMPORT = re.compile(r'^import (?:\{([^}]*)\}|(\w+)) from "(\.[^"]+)";$', re.MULTILINE)
PASSED_ON = re.compile(r'^export \{([^}]*)\} from "(\.[^"]+)";$', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const) (\w+))", re.MULTILINE)
DEFAULT = re.compile(r"^export default ", re.MULTILINE)
FOR_PEOPLE = re.compile(r"^[ \t]*/\*.*?\*/[ \t]*\n|^[ \t]*//[^\n]*\n|^[ \t]+|^\n", re.MULTILINE | re.DOTALL)
"""Comments on lines of their own, indents and empty lines: a fifth of what would cross the line."""
STRANGE_IMPORT = re.compile(r"^import\b(?![.(]).*", re.MULTILINE)
STRANGE = re.compile(r"^(?:import\b(?![.(])|export\b).*", re.MULTILINE)


class BundleError(GatewayError):
    """A module is written in a way that cannot be put together with others."""


@dataclass
class _Bundle:
    root: Path
    apart: list[str] = field(default_factory=list)
    """Imports of the modules that stay apart."""
    parts: list[str] = field(default_factory=list)
    """The other modules, each after those it imports."""
    names: dict[Path, str] = field(default_factory=dict)
    """What each module is called in the bundle."""
    exports: dict[str, set[str]] = field(default_factory=dict)
    under_way: list[Path] = field(default_factory=list)


def bundle(entry: Path) -> str:
    """The source of one module that does what `entry` and all that it imports do.

    Raises BundleError for syntax that is not known here, an import in a circle, a name or a file that is
    missing.
    """
    entry = entry.resolve()
    made = _Bundle(entry.parent)
    own = _with_imports(made, entry)
    _check(entry.name, STRANGE_IMPORT, own)
    return "\n".join([*made.apart, *made.parts, own])


def _with_imports(made: _Bundle, module: Path) -> str:
    """The source of a module in which imports have become constants; what it imports is in the bundle."""
    made.under_way.append(module)

    def imported(found: re.Match[str]) -> str:
        names, default, target = found.groups()
        wanted = _names(names or f"default as {default}")
        return f"const {_taken(wanted)} = {_name_of(made, module, target, wanted)};"

    def passed_on(found: re.Match[str]) -> str:
        names, target = found.groups()
        wanted = _names(names)
        given = ", ".join(local for _, local in wanted)
        return f"const {_taken(wanted)} = {_name_of(made, module, target, wanted)};\nexport {{ {given} }};"

    source = PASSED_ON.sub(passed_on, IMPORT.sub(imported, FOR_PEOPLE.sub("", _read(module))))
    made.under_way.pop()
    return source


def _names(listed: str) -> list[tuple[str, str]]:
    """`a, b as c` -> [("a", "a"), ("b", "c")]."""
    pairs = [part.split(" as ") for part in listed.split(",") if part.strip()]
    return [(pair[0].strip(), pair[-1].strip()) for pair in pairs]


def _taken(wanted: list[tuple[str, str]]) -> str:
    parts = [name if name == local else f"{name}: {local}" for name, local in wanted]
    return f"{{ {', '.join(parts)} }}"


def _read(module: Path) -> str:
    try:
        return module.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BundleError(f"{module} cannot be read: {error}") from error


def _name_of(made: _Bundle, importer: Path, target: str, wanted: list[tuple[str, str]]) -> str:
    """What the module is called that `importer` wants; it is put into the bundle where it is not yet."""
    module = (importer.parent / target).resolve()
    if module in made.under_way or not module.is_relative_to(made.root):
        raise BundleError(f"{importer} imports {target}: in a circle, or from outside {made.root}")
    if module not in made.names:
        made.names[module] = _put_in(made, module, module.relative_to(made.root).as_posix())
    name = made.names[module]
    missing = {wanted_name for wanted_name, _ in wanted} - made.exports[name]
    if missing:
        raise BundleError(f"{importer} imports {', '.join(sorted(missing))}, which {target} does not export")
    return name


def _put_in(made: _Bundle, module: Path, place: str) -> str:
    name = "$" + re.sub(r"\W", "_", place.removesuffix(".js"))
    source = _with_imports(made, module)
    exports = set(EXPORT.findall(source)) | ({"default"} if DEFAULT.search(source) else set())
    made.exports[name] = exports
    if place.startswith(f"{APART}/"):
        made.apart.append(f'import * as {name} from "./{place}";')
        return name
    source = DEFAULT.sub("const $default = ", EXPORT.sub("", source))
    _check(place, STRANGE, source)
    source = source.replace("import.meta.url", f'new URL("./{place}", import.meta.url).href')
    given = ", ".join("default: $default" if name == "default" else name for name in sorted(exports))
    made.parts.append(f"const {name} = (() => {{\n{source}\nreturn {{ {given} }};\n}})();")
    return name


def _check(place: str, strange: re.Pattern[str], source: str) -> None:
    if found := strange.search(source):
        raise BundleError(
            f'{place} has {found[0]!r}; write `import {{ … }} from "…";` and `export` before what is exported'
        )
