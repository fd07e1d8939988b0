"""The widget's modules, put together."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from gateway.bundle import BundleError, bundle

ELEMENT = Path(__file__).resolve().parents[2] / "web_widget" / "element"


def written(folder: Path, **modules: str) -> Path:
    """Modules in a folder; `main` is the entry, `a__b` is a/b.js."""
    for name, source in modules.items():
        file = folder / f"{name.replace('__', '/')}.js"
        file.parent.mkdir(exist_ok=True)
        file.write_text(source)
    return folder / "main.js"


def said(entry: Path) -> object:
    """What the bundle, run by Node, gives as `result`."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("no Node to run the bundle")
    (entry.parent / "package.json").write_text('{"type": "module"}')
    made = bundle(entry)
    (entry.parent / "bundle.js").write_text(made.entry)
    for place, source in made.parts.items():
        (entry.parent / place).write_text(source)
    (entry.parent / "run.js").write_text(
        'import { result } from "./bundle.js"; console.log(JSON.stringify(result));\n'
    )
    done = subprocess.run(  # noqa: S603 - our own module
        [node, "run.js"], cwd=entry.parent, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_modules_keep_their_own_names_and_are_evaluated_once_after_what_they_import(tmp_path: Path) -> None:
    entry = written(
        tmp_path,
        main='import { x as left } from "./left.js";\nimport { x } from "./view/right.js";\n'
        'import { order } from "./shared.js";\nexport const result = [left, x, order];\n',
        left='import {\n  order,\n} from "./shared.js";\nexport const x = 1;\norder.push("left");\n',
        view__right='import { order, note } from "../shared.js";\nexport const x = 2;\nnote("right");\n',
        shared="export const order = [];\nexport function note(what) { order.push(what); }\n",
    )
    assert said(entry) == [1, 2, ["left", "right"]]


def test_comments_and_indents_stay_at_home_and_no_code_with_them(tmp_path: Path) -> None:
    entry = written(
        tmp_path,
        main='import { sum } from "./sum.js";\n// for people\n'
        'export const result = [sum(1, 2), "// said"];\n',
        sum="/** Adds.\n * @param {number} a */\n"
        "export function sum(a, b) {\n  // one\n  return a + b;\n}\n/* end */\n",
    )
    assert said(entry) == [3, "// said"]
    assert not any(
        word in bundle(entry).entry for word in ("for people", "@param", "// one", "  return", "end */")
    )


def test_a_default_a_class_and_what_is_passed_on_arrive(tmp_path: Path) -> None:
    entry = written(
        tmp_path,
        main='import words from "./words.js";\nimport { Line } from "./line.js";\nexport { Line };\n'
        'export { limit as most } from "./line.js";\nexport const result = [words.hi, new Line().n];\n',
        words='export default {\n  hi: "hello",\n};\n',
        line="export class Line { n = limit; }\nexport const limit = 3;\n",
    )
    assert said(entry) == ["hello", 3]


def test_a_module_still_knows_its_own_address(tmp_path: Path) -> None:
    entry = written(
        tmp_path,
        main='import { home } from "./view/a.js";\nexport const result = home;\n',
        view__a='export const home = new URL("..", import.meta.url).href;\n',
    )
    assert said(entry) == f"{tmp_path.as_uri()}/"


def test_languages_stay_modules_that_a_site_shares(tmp_path: Path) -> None:
    entry = written(
        tmp_path,
        main='import { tag } from "./a.js";\nimport { known } from "./lang/index.js";\n'
        "export const result = [tag, known];\n",
        a='import { known } from "./lang/index.js";\nexport const tag = known[0];\n',
        lang__index='import en from "./en.js";\nexport const known = [en];\n',
        lang__en='export default "en";\n',
    )
    assert said(entry) == ["en", ["en"]]
    imports = [line for line in bundle(entry).entry.splitlines() if line.startswith("import")]
    assert [line.split()[-1] for line in imports] == ['"./lang/en.js";', '"./lang/index.js";']


def test_a_part_is_fetched_when_asked_for_once_and_shares_its_modules(tmp_path: Path) -> None:
    entry = written(
        tmp_path,
        main='import { log } from "./log.js";\nlog.push("entry");\n'
        'const wanted = () => import("./voice/part.js");\nlog.push("nothing yet");\n'
        "const [one, two] = [await wanted(), await wanted()];\n"
        "export const result = [log, one.say, one === two, one.home];\n",
        log="export const log = [];\n",
        voice__part='import { log } from "../log.js";\nimport { only } from "./only.js";\n'
        'export { say } from "./only.js";\nexport const home = only;\nlog.push("part");\n',
        voice__only='export const say = "hello";\nexport const only = new URL(".", import.meta.url).href;\n',
    )
    made = bundle(entry)
    assert said(entry) == [
        ["entry", "nothing yet", "part"],
        "hello",
        True,
        f"{tmp_path.as_uri()}/voice/",
    ]
    assert list(made.parts) == ["voice/part.js"]
    assert "hello" not in made.entry
    assert "const $log = (" not in made.parts["voice/part.js"]


def test_what_two_parts_need_and_what_a_part_s_part_needs_is_there_once(tmp_path: Path) -> None:
    entry = written(
        tmp_path,
        main='const first = await import("./a/part.js");\nconst second = await import("./b/part.js");\n'
        "export const result = [first.count(), second.count(), (await first.more()).count()];\n",
        a__part='export { count } from "../counter.js";\nexport const more = () => import("./more.js");\n',
        a__more='export { count } from "../counter.js";\n',
        b__part='export { count } from "../counter.js";\n',
        counter="let n = 0;\nexport function count() { n += 1; return n; }\n",
    )
    made = bundle(entry)
    assert [text.count("const $counter = (") for text in (made.entry, *made.parts.values())] == [1, 0, 0, 0]
    assert said(entry) == [1, 2, 3]


def test_a_part_that_did_not_come_is_asked_for_again_under_another_address(tmp_path: Path) -> None:
    entry = written(
        tmp_path,
        main="",
        part="export const ready = true;\n",
    )
    entry.write_text(
        'const wanted = () => import("./part.js");\nexport const result = [];\n'
        'const fs = await import("node:fs");\nconst file = new URL("part.js", import.meta.url);\n'
        'const kept = fs.readFileSync(file);\nfs.writeFileSync(file, "}");\n'
        "try { await wanted(); } catch (error) { result.push(error.name); }\n"
        "fs.writeFileSync(file, kept);\nresult.push((await wanted()).ready);\n"
    )
    assert said(entry) == ["SyntaxError", True]


def test_the_version_changes_with_the_entry_and_with_any_part(tmp_path: Path) -> None:
    entry = written(
        tmp_path, main='export const more = () => import("./part.js");\n', part="export const x = 1;\n"
    )
    versions = [bundle(entry).version]
    (tmp_path / "part.js").write_text("export const x = 2;\n")
    versions.append(bundle(entry).version)
    entry.write_text(entry.read_text() + "export const y = 1;\n")
    versions.append(bundle(entry).version)
    assert len(set(versions)) == 3
    assert bundle(entry).version == versions[-1]
    assert f"of={versions[-1]}" in bundle(entry).entry


@pytest.mark.parametrize(
    ("module", "problem"),
    [
        ('import { x } from "./b.js";\nexport const later = () => import("./b.js");\n', "imported as well"),
        ('export const later = () => import("./gone.js");\n', "cannot be read"),
        ('export const later = () => import("../outside.js");\n', "from outside"),
        (
            'export const one = () => import("./b.js");\nexport const two = () => import("./c.js");\n',
            "c.js imports b.js, which is a part",
        ),
    ],
)
def test_a_part_that_cannot_be_put_together_is_refused(tmp_path: Path, module: str, problem: str) -> None:
    entry = written(
        tmp_path,
        main=module,
        b="export const x = 1;\n",
        c='import { x } from "./b.js";\nexport const y = x;\n',
    )
    with pytest.raises(BundleError, match=problem):
        bundle(entry)


@pytest.mark.parametrize(
    ("module", "problem"),
    [
        ('import * as b from "./b.js";\n', "import . as b"),
        ('import "./b.js";\n', "a.js has"),
        ("const x = 1;\nexport { x };\n", "`export` before what is exported"),
        ("export let x = 1;\n", "export let x"),
        ('import { y } from "./b.js";\n', "y, which ./b.js does not export"),
        ('import { x } from "./main.js";\n', "in a circle"),
        ('import { x } from "./gone.js";\n', "cannot be read"),
        ('import { x } from "../outside.js";\n', "from outside"),
    ],
)
def test_what_cannot_be_put_together_is_refused(tmp_path: Path, module: str, problem: str) -> None:
    more = "export const ready = 1;\n"
    entry = written(
        tmp_path,
        main='import { ready } from "./a.js";\n',
        a=module + more,
        b="export const x = 1;\n",
    )
    with pytest.raises(BundleError, match=problem):
        bundle(entry)


OTHER_THREADS = {"capture/pcm-worklet.js", "capture/pcm.js", "capture/picture-worker.js"}
"""What runs in the browser's audio thread or in a worker: it is loaded by its address, and loads the rest
itself."""


def test_the_shipped_widget_is_put_together_with_all_its_modules() -> None:
    made = bundle(ELEMENT / "undertone-chat.js")
    for file in ELEMENT.rglob("*.js"):
        place = file.relative_to(ELEMENT).as_posix()
        if place in OTHER_THREADS:
            continue
        name = "$" + re.sub(r"\W", "_", place.removesuffix(".js"))
        homes = [text for text in (made.entry, *made.parts.values()) if f"const {name} = (() =>" in text]
        apart = f'from "./{place}"' in made.entry
        assert len(homes) + apart == (place != "undertone-chat.js"), place


def test_the_module_of_the_audio_thread_is_loaded_from_where_it_lies() -> None:
    source = bundle(ELEMENT / "undertone-chat.js").parts["voice/part.js"]
    assert 'new URL("./pcm-worklet.js", new URL("../capture/microphone.js", import.meta.url)' in source
