"""The widget's files and the demo page."""

import gzip
import os
import re
from pathlib import Path

import pytest

from gateway.errors import ConfigError
from gateway.static import check_web_dir
from tests.gateway.house import open_house

ELEMENT = "/element/undertone-chat.js"


@pytest.mark.anyio
async def test_the_element_may_be_loaded_by_any_site_as_javascript(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        answer = await house.http.get(ELEMENT, headers={"Origin": "https://any.example"})
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/javascript")
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"


@pytest.mark.anyio
async def test_an_unchanged_element_is_not_sent_again(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        first = await house.http.get(ELEMENT)
        assert first.headers["cache-control"] == "no-cache"
        again = await house.http.get(ELEMENT, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["access-control-allow-origin"] == "*"


@pytest.mark.anyio
async def test_the_element_comes_with_all_its_modules_and_changes_with_any_of_them(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        element = tmp_path / "web" / "element"
        (element / "undertone-chat.js").write_text('import { word } from "./word.js";\nconsole.log(word);\n')
        (element / "word.js").write_text('export const word = "first";\n')
        first = await house.http.get(ELEMENT)
        assert '"first"' in first.text
        (element / "word.js").write_text('export const word = "other";\n')
        os.utime(element / "word.js", ns=(1, 1))
        second = await house.http.get(ELEMENT, headers={"If-None-Match": first.headers["etag"]})
        assert second.status_code == 200
        assert '"other"' in second.text
        assert (await house.http.get("/element/word.js")).text == 'export const word = "other";\n'


@pytest.mark.anyio
async def test_a_part_is_served_to_the_entry_that_it_belongs_to_and_to_no_other(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        element = tmp_path / "web" / "element"
        (element / "undertone-chat.js").write_text('const later = () => import("./part.js");\n')
        (element / "part.js").write_text('export { word } from "./word.js";\n')
        (element / "word.js").write_text('export const word = "first";\n')
        [version] = re.findall(r"\?of=(\w+)", (await house.http.get(ELEMENT)).text)
        part = await house.http.get(f"/element/part.js?of={version}")
        assert '"first"' in part.text
        assert part.headers["content-type"].startswith("text/javascript")
        assert part.headers["access-control-allow-origin"] == "*"
        assert (await house.http.get(f"/element/part.js?of={version}&again=1")).text == part.text
        again = await house.http.get(
            f"/element/part.js?of={version}", headers={"If-None-Match": part.headers["etag"]}
        )
        assert again.status_code == 304
        assert (await house.http.get("/element/part.js")).text == 'export { word } from "./word.js";\n'
        for other in (f"word.js?of={version}", "part.js?of=another", f"gone.js?of={version}"):
            assert (await house.http.get(f"/element/{other}")).status_code == 404, other
        (element / "word.js").write_text('export const word = "other";\n')
        assert (await house.http.get(f"/element/part.js?of={version}")).status_code == 404


@pytest.mark.anyio
async def test_modules_that_cannot_be_put_together_are_served_as_they_are(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        source = 'import { word } from "./gone.js";\n'
        (tmp_path / "web" / "element" / "undertone-chat.js").write_text(source)
        assert (await house.http.get(ELEMENT)).text == source


@pytest.mark.anyio
async def test_what_is_served_is_compressed_for_those_who_can_read_it(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        element = tmp_path / "web" / "element"
        for file in ("undertone-chat.js", "word.js"):
            (element / file).write_text("the_same(words);\n" * 100)
            for asked, sent in (("gzip, br", "gzip"), ("identity", None)):
                async with house.http.stream(
                    "GET", f"/element/{file}", headers={"Accept-Encoding": asked}
                ) as answer:
                    raw = b"".join([part async for part in answer.aiter_raw()])
                assert answer.headers.get("content-encoding") == sent
                assert "Accept-Encoding" in answer.headers["vary"]
                assert (gzip.decompress(raw) if sent else raw).startswith(b"the_same(words)")
                assert len(raw) < 500 or not sent


@pytest.mark.anyio
async def test_the_demo_page_has_a_strict_policy(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        answer = await house.http.get("/")
        policy = answer.headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert f"ws://127.0.0.1:{house.port}" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.anyio
@pytest.mark.parametrize("host", ["a;script-src *", "a b", "a\u00e4"])
async def test_a_strange_host_header_never_gets_into_the_policy(tmp_path: Path, host: str) -> None:
    async with open_house(tmp_path) as house:
        answer = await house.http.get("/", headers=[(b"Host", host.encode("latin-1"))])
        assert answer.status_code == 400 or "*" not in answer.headers["content-security-policy"]


@pytest.mark.anyio
@pytest.mark.parametrize(
    "path", ["/element/../../secret", "/element/%2e%2e/demo/index.html", "/%2e%2e/web/demo/x"]
)
async def test_nothing_outside_the_folders_is_served(tmp_path: Path, path: str) -> None:
    (tmp_path / "secret").write_text("no")
    async with open_house(tmp_path) as house:
        assert (await house.http.get(path)).status_code == 404


def test_a_missing_folder_is_said_at_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"undertone-chat\.js is missing"):
        check_web_dir(tmp_path)
