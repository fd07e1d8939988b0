"""The widget's modules as a few, put together in memory.

A browser asks for modules as it finds them, and over HTTP/1.1 for six at a time: with 100 ms on the line
forty small files take more than a second, one file a tenth of it. The files stay the source.

What a visitor may never need is a part: `import("./folder/part.js")` somewhere in the modules names it.
A part is one module too, fetched when it is asked for; what it shares with the entry is handed to it, so
that no module is there twice.
"""

import posixpath
import re
from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from gateway.errors import GatewayError

APART = "lang"
"""Folder whose modules stay modules of their own where the entry needs them: a site may import them, and both
must share their words."""

IMPORT = re.compile(r'^import (?:\{([^}]*)\}|(\w+)) from "(\.[^"]+)";$', re.MULTILINE)
PASSED_ON = re.compile(r'^export \{([^}]*)\} from "(\.[^"]+)";$', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const) (\w+))", re.MULTILINE)
DEFAULT = re.compile(r"^export default ", re.MULTILINE)
WANTED_LATER = re.compile(r'\bimport\("(\.[^"]+)"\)')
FOR_PEOPLE = re.compile(r"^[ \t]*/\*.*?\*/[ \t]*\n|^[ \t]*//[^\n]*\n|^[ \t]+|^\n", re.MULTILINE | re.DOTALL)
"""Comments on lines of their own, indents and empty lines: a fifth of what would cross the line."""
STRANGE_IMPORT = re.compile(r"^import\b(?![.(]).*", re.MULTILINE)
STRANGE = re.compile(r"^(?:import\b(?![.(])|export\b).*", re.MULTILINE)

FETCH_PART = """\
const $part = (() => {
const coming = {}, failed = {};
const from = (place) => `./${place}?of=%(version)s${failed[place] ? `&again=${failed[place]}` : ""}`;
return (place) => coming[place] ??= import(from(place))
.then(({ default: make }) => make({ %(shared)s }))
.catch((error) => { failed[place] = (failed[place] ?? 0) + 1; delete coming[place]; throw error; });
})();"""
"""Some browsers remember that a module failed: another address asks again."""


class BundleError(GatewayError):
    """A module is written in a way that cannot be put together with others."""


@dataclass(frozen=True)
class Bundle:
    """The sources to be served: `parts` by their place under the entry's folder.

    They belong together: the entry asks for its parts with `?of=` and `version`, which changes with any
    byte of them, since modules of another day may not fit what is handed to them.
    """

    entry: str
    parts: dict[str, str]
    version: str


@dataclass
class _Module:
    """One source under way: the entry with what it needs, or a part."""

    root: Path
    place: str
    """Where it will be served, under `root`."""
    given: "_Module | None" = None
    """The entry, for a part: what is in it is not put in again."""
    apart: list[str] = field(default_factory=list)
    """Imports of the modules that stay apart."""
    sources: list[str] = field(default_factory=list)
    """The other modules, each after those it imports."""
    names: dict[Path, str] = field(default_factory=dict)
    """What each module is called here."""
    exports: dict[str, set[str]] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    """Names that a part takes from the entry."""
    later: list[Path] = field(default_factory=list)
    """Parts that its modules ask for."""
    under_way: list[Path] = field(default_factory=list)


def bundle(entry: Path) -> Bundle:
    """The modules that do what `entry`, all that it imports and all its parts do.

    Raises BundleError for syntax that is not known here, an import in a circle, a part that is imported
    as well, a name or a file that is missing.
    """
    entry = entry.resolve()
    first = _Module(entry.parent, entry.name)
    own, passed = _with_imports(first, entry)
    _check(entry.name, STRANGE_IMPORT, own)
    own += f"export {{ {', '.join(sorted(passed))} }};\n" if passed else ""
    parts = _parts_of(first)
    n_homes = Counter(module for part in parts for module in part.names)
    if several := [module for module, n in n_homes.items() if n > 1]:
        for module in several:
            _name_of(first, entry, f"./{_place(first, module)}", [])
        parts = _parts_of(first)
    sources = {part.place: _part_source(part) for part in parts}
    modules = "\n".join([*first.apart, *first.sources, own])
    version = sha256("\0".join([modules, *sources, *sources.values()]).encode()).hexdigest()[:16]
    if parts:
        shared = ", ".join(sorted(set().union(*(part.taken for part in parts))))
        fetch = FETCH_PART % {"version": version, "shared": shared}
        modules = "\n".join([*first.apart, fetch, *first.sources, own])
    return Bundle(modules, sources, version)


def _parts_of(first: _Module) -> list[_Module]:
    """Every part that the entry or another part asks for, in the order in which they are met."""
    parts: dict[Path, _Module] = {}
    waiting = list(first.later)
    while waiting:
        entry = waiting.pop(0)
        if entry in parts:
            continue
        place = _place(first, entry)
        if entry in first.names:
            raise BundleError(f"{place} is a part and is imported as well; take the import or the part away")
        parts[entry] = part = _Module(first.root, place, given=first)
        _name_of(part, entry, f"./{entry.name}", [])
        waiting += part.later
    for part in parts.values():
        if inside := [entry for entry in parts if entry in part.names and _place(part, entry) != part.place]:
            raise BundleError(f"{part.place} imports {_place(part, inside[0])}, which is a part")
    return list(parts.values())


def _part_source(part: _Module) -> str:
    given = f"{{ {', '.join(sorted(part.taken))} }}" if part.taken else ""
    body = "\n".join(part.sources)
    return f"export default ({given}) => {{\n{body}\nreturn {_called(part.place)};\n}};\n"


def _with_imports(made: _Module, module: Path) -> tuple[str, set[str]]:
    """The source of a module in which imports have become constants, and the names that it passes on.

    What it imports is in `made` then.
    """
    made.under_way.append(module)
    passed: set[str] = set()

    def imported(found: re.Match[str]) -> str:
        names, default, target = found.groups()
        wanted = _names(names or f"default as {default}")
        return f"const {_taken(wanted)} = {_name_of(made, module, target, wanted)};"

    def passed_on(found: re.Match[str]) -> str:
        names, target = found.groups()
        wanted = _names(names)
        passed.update(local for _, local in wanted)
        return f"const {_taken(wanted)} = {_name_of(made, module, target, wanted)};"

    def later(found: re.Match[str]) -> str:
        part = _found(made, module, found[1])
        made.later.append(part)
        if made.given:
            made.taken.add("$part")
        return f'$part("{_place(made, part)}")'

    source = PASSED_ON.sub(passed_on, IMPORT.sub(imported, FOR_PEOPLE.sub("", _read(module))))
    made.under_way.pop()
    return WANTED_LATER.sub(later, source), passed


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


def _place(made: _Module, module: Path) -> str:
    return module.relative_to(made.root).as_posix()


def _called(place: str) -> str:
    return "$" + re.sub(r"\W", "_", place.removesuffix(".js"))


def _found(made: _Module, importer: Path, target: str) -> Path:
    module = (importer.parent / target).resolve()
    if module in made.under_way or not module.is_relative_to(made.root):
        raise BundleError(f"{importer} imports {target}: in a circle, or from outside {made.root}")
    return module


def _name_of(made: _Module, importer: Path, target: str, wanted: list[tuple[str, str]]) -> str:
    """What the module is called that `importer` wants; it is put in where it is not yet."""
    module = _found(made, importer, target)
    home = made.given if made.given and module in made.given.names else made
    if module not in home.names:
        home.names[module] = _put_in(home, module, _place(home, module))
    name = home.names[module]
    if home is not made:
        made.taken.add(name)
    missing = {wanted_name for wanted_name, _ in wanted} - home.exports[name]
    if missing:
        raise BundleError(f"{importer} imports {', '.join(sorted(missing))}, which {target} does not export")
    return name


def _put_in(made: _Module, module: Path, place: str) -> str:
    name = _called(place)
    source, passed = _with_imports(made, module)
    exports = passed | set(EXPORT.findall(source)) | ({"default"} if DEFAULT.search(source) else set())
    made.exports[name] = exports
    if place.startswith(f"{APART}/") and not made.given:
        made.apart.append(f'import * as {name} from "./{place}";')
        return name
    source = DEFAULT.sub("const $default = ", EXPORT.sub("", source))
    _check(place, STRANGE, source)
    source = source.replace("import.meta.url", f'new URL("{_from(made, place)}", import.meta.url).href')
    given = ", ".join("default: $default" if name == "default" else name for name in sorted(exports))
    made.sources.append(f"const {name} = (() => {{\n{source}\nreturn {{ {given} }};\n}})();")
    return name


def _from(made: _Module, place: str) -> str:
    """The way to a file's place from where its source is served."""
    way = posixpath.relpath(place, posixpath.dirname(made.place))
    return way if way.startswith(".") else f"./{way}"


def _check(place: str, strange: re.Pattern[str], source: str) -> None:
    if found := strange.search(source):
        raise BundleError(
            f'{place} has {found[0]!r}; write `import {{ … }} from "…";` and `export` before what is exported'
        )
