"""The house's table of who may import whom, held by reading the imports."""

import ast
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = {
    "undertone",
    "gateway",
    "perception",
    "personalization",
    "actions",
    "bot",
    "models",
    "tests",
    "web_widget",
}
MAY_IMPORT = {
    "perception": set(),
    "personalization": {"perception"},
    "actions": {"personalization", "perception"},
    "gateway": {"perception", "personalization"},
    "bot": set(),
    "undertone": {"perception", "personalization", "actions", "gateway", "models"},
    "models": {"perception"},
}
ONLY_THE_EMOTION_MODULE = {"personalization", "actions"}
HEAVY = {"torch", "tensorflow", "mediapipe", "transformers"}


def imported_modules(path: Path) -> set[str]:
    tree = ast.parse(path.read_text())
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module)
    return found


def sources(package: str) -> list[Path]:
    return [path for path in (ROOT / package).rglob("*.py") if ".venv" not in path.parts]


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_a_package_imports_only_what_the_house_allows(package: str) -> None:
    for path in sources(package):
        rooms = {name.split(".")[0] for name in imported_modules(path)} & OURS - {package}
        assert rooms <= MAY_IMPORT[package], f"{path.relative_to(ROOT)} imports {rooms - MAY_IMPORT[package]}"


@pytest.mark.parametrize("package", sorted(ONLY_THE_EMOTION_MODULE))
def test_of_perception_only_the_emotion_module_is_known_to(package: str) -> None:
    for path in sources(package):
        known = {name for name in imported_modules(path) if name.split(".")[0] == "perception"}
        assert known <= {"perception.emotion"}, f"{path.relative_to(ROOT)} imports {known}"


@pytest.mark.parametrize("package", ["perception", "personalization", "actions", "gateway", "undertone"])
def test_serving_imports_no_training_framework(package: str) -> None:
    for path in sources(package):
        heavy = {name.split(".")[0] for name in imported_modules(path)} & HEAVY
        assert not heavy, f"{path.relative_to(ROOT)} imports {heavy}"


def test_actions_never_import_rasa_itself() -> None:
    for path in sources("actions"):
        assert "rasa" not in {name.split(".")[0] for name in imported_modules(path)}


def test_only_the_settings_read_the_environment() -> None:
    readers = [
        path.relative_to(ROOT).as_posix()
        for package in ("perception", "personalization", "actions", "gateway", "undertone")
        for path in sources(package)
        if "os.environ" in path.read_text() or "getenv" in path.read_text()
    ]
    allowed = {
        "undertone/settings.py",  # the reader
        "undertone/up.py",  # hands the environment on to a child, and looks whether there is a display
        "undertone/supervision.py",  # hands it on to the children, without the settings and keys
    }
    assert set(readers) <= allowed


def rooms_imported(path: Path, package: str) -> set[str]:
    """Which rooms of `package` a file of it imports; `from package import room` names one, too."""
    tree = ast.parse(path.read_text())
    names = imported_modules(path) | {
        f"{package}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == package
        for alias in node.names
    }
    return {room_of(name) for name in names if name.startswith(f"{package}.")}


def room_of(module: str) -> str:
    """A module at the top of a package, or the package there that it lies in."""
    return ".".join(module.split(".")[:2])


@pytest.mark.parametrize(
    "package", ["perception", "personalization", "actions", "gateway", "undertone", "models"]
)
def test_the_rooms_of_a_package_import_each_other_in_one_direction(package: str) -> None:
    imports: dict[str, set[str]] = {}
    where: dict[tuple[str, str], str] = {}
    for path in sources(package):
        file = path.relative_to(ROOT)
        room = room_of(".".join(file.with_suffix("").parts))
        found = rooms_imported(path, package) - {room}
        imports.setdefault(room, set()).update(found)
        where |= {(room, other): file.as_posix() for other in found}
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        circle = error.args[1][::-1]  # each is imported by the next one
        steps = [f"{one} -> {other} ({where[one, other]})" for one, other in pairwise(circle)]
        pytest.fail("a circle of imports:\n" + "\n".join(steps))
