"""`undertone bench senses --face`: one picture, from its JPEG to a reading, on one processor; in the same run
the way of most such systems: OpenCV's Haar cascade, and then the same network.
"""

import importlib
import io
import os
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np
import PIL.Image
import psutil
from rich.console import Console
from rich.table import Table

from gateway.pipeline_senses import PipelineSenses
from perception.face.align import SIDE
from perception.face.graph import FaceGraph
from perception.signals.face_observation import FaceTrack
from undertone.bench.report import show_goals
from undertone.bench.senses import rss_mib, timed
from undertone.cli_output import print_json
from undertone.errors import MissingPartError
from undertone.sense import pipeline_for
from undertone.settings import Settings

SIZES: Final = ((320, 240), (640, 480))
"""What the widget sends, and what a camera gives."""

N_PICTURES: Final = 12
QUALITY: Final = 75
PER_S_GOAL: Final = 100.0
RATIO_GOAL: Final = 10.0
LIVE: Final = 10
"""Observations of a live reading: two seconds at five a second."""


def bench(settings: Settings, n_rounds: int, *, as_json: bool) -> None:
    """Run every measurement and print the table or one JSON document."""
    console = Console(stderr=True)
    with_face = face_image()
    senses = PipelineSenses(pipeline_for(settings))
    if not senses.sees_pictures:
        raise MissingPartError("there is no face sense here; models/face holds its network")
    document: dict[str, Any] = {"n_processors": psutil.cpu_count(), "rounds": n_rounds}
    document["pinned"] = on_one_processor()
    before = rss_mib()
    senses.see(pictures(with_face, SIZES[0])[0], 0.0)
    document["rss_mib"] = {"the first picture": round(rss_mib() - before, 1)}
    document["sizes"] = {}
    for size in SIZES:
        console.print(f"Pictures of {size[0]} x {size[1]} …")
        shown = pictures(with_face, size)
        row: dict[str, Any] = {"undertone": measured(lambda data: read(senses, data), shown, n_rounds)}
        row["haar"] = measured_haar(settings, shown, n_rounds)
        document["sizes"][f"{size[0]}x{size[1]}"] = row | {"bytes": round(float(np.mean([*map(len, shown)])))}
    document["parts_ms"] = parts(senses, pictures(with_face, SIZES[0]), n_rounds)
    document["rss_mib"]["in all"] = round(rss_mib(), 1)
    document["goals"] = goals(document)
    if as_json:
        print_json(document)
    else:
        show(document, Console())


def face_image() -> PIL.Image.Image:
    """A face in the public domain: NASA's portrait of Eileen Collins, from scikit-image's wheel."""
    spec = find_spec("skimage")
    if spec is None or spec.origin is None:
        raise MissingPartError(
            "scikit-image, which carries the picture of a face, is missing; `make install-test`"
        )
    return PIL.Image.open(Path(spec.origin).parent / "data" / "astronaut.png").convert("RGB")


def pictures(image: PIL.Image.Image, size: tuple[int, int]) -> list[bytes]:
    """JPEG files of somebody before a camera, who moves a little and in whose room the light changes."""
    width, height = size
    found = []
    for n in range(N_PICTURES):
        side = round(min(image.size) * (0.72 + 0.02 * (n % 4)))
        left = round(10 + 6 * (n % 5))
        part = image.crop((left, 0, left + round(side * width / height), side)).resize(size)
        lit = part.point([min(255, round(value * (0.75 + 0.05 * (n % 6)))) for value in range(256)] * 3)
        file = io.BytesIO()
        lit.save(file, "JPEG", quality=QUALITY)
        found.append(file.getvalue())
    return found


def on_one_processor() -> bool:
    """Keep this process, with all of its threads to come, on one processor, where the system can."""
    if not hasattr(os, "sched_setaffinity"):
        return False
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    return True


def read(senses: PipelineSenses, data: bytes) -> bool:
    """From the file to a reading; whether a face was found."""
    seen = senses.see(data, 0.0)
    return seen is not None and senses.look(FaceTrack((seen,))) is not None


def measured(run: Callable[[bytes], bool], shown: Sequence[bytes], n_rounds: int) -> dict[str, Any]:
    """Times of one picture, pictures a second by the clock and by processor time, and how many had a face."""
    n_found = sum(run(data) for data in shown)
    place = [0]

    def one() -> None:
        run(shown[place[0] % len(shown)])
        place[0] += 1

    found: dict[str, Any] = timed(one, n_rounds)
    per_s = {"per_s": round(1000.0 / found["p50"], 1), "per_s_of_processor": round(1000.0 / found["cpu"], 1)}
    return found | per_s | {"found": f"{n_found} of {len(shown)}"}


def measured_haar(settings: Settings, shown: Sequence[bytes], n_rounds: int) -> dict[str, Any] | str:
    """The same with OpenCV's frontal cascade as it comes, and the network on its largest box."""
    if find_spec("cv2") is None:
        return "not measured: OpenCV is not installed (`make install-train`)"
    cv2: Any = importlib.import_module("cv2")
    cv2.setNumThreads(1)
    cascade = cv2.CascadeClassifier(cv2.data.haarcascades + "haarcascade_frontalface_default.xml")
    graph = FaceGraph(settings.models_dir / "face")

    def run(data: bytes) -> bool:
        grey = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE)
        boxes = cascade.detectMultiScale(grey)
        if not len(boxes):
            return False
        x, y, width, height = max(boxes, key=lambda box: int(box[2]))
        graph.run(cv2.resize(grey[y : y + height, x : x + width], (SIDE, SIDE)).astype(np.float32))
        return True

    return measured(run, shown, n_rounds)


def parts(senses: PipelineSenses, shown: Sequence[bytes], n_rounds: int) -> dict[str, Any]:
    """Where the time goes: from the file to an observation, and a live reading of two seconds."""
    seen = senses.see(shown[0], 0.0)
    if seen is None:
        return {}
    track = FaceTrack((seen,) * LIVE)
    return {
        "a picture to an observation": timed(lambda: senses.see(shown[0], 0.0), n_rounds),
        f"a reading of {LIVE} observations": timed(lambda: senses.look(track), n_rounds),
    }


def goals(document: dict[str, Any]) -> list[dict[str, Any]]:
    """What was wanted, and what came of it; by processor time, since a machine may have other work to do."""
    found = []
    small, large = (document["sizes"][f"{width}x{height}"] for width, height in SIZES)
    per_s = small["undertone"]["per_s_of_processor"]
    found.append(
        {
            "goal": "pictures of 320 x 240 a second on one processor", "wanted": f">= {PER_S_GOAL:g}",
            "measured": per_s, "met": per_s >= PER_S_GOAL,
        }
    )  # fmt: skip
    for name, row in (("320 x 240", small), ("640 x 480", large)):
        if isinstance(row["haar"], str):
            continue
        ratio = round(row["haar"]["cpu"] / row["undertone"]["cpu"], 1)
        found.append(
            {
                "goal": f"times as fast as the Haar cascade, {name}", "wanted": f">= {RATIO_GOAL:g}",
                "measured": ratio, "met": ratio >= RATIO_GOAL,
            }
        )  # fmt: skip
    return found


def show(document: dict[str, Any], console: Console) -> None:
    """Print the figures and the goals."""
    columns = ("", "p50 ms", "p95 ms", "processor ms", "a second of processor", "faces found")
    table = Table(*columns, box=None)
    for size, rows in document["sizes"].items():
        for name in ("undertone", "haar"):
            row = rows[name]
            if isinstance(row, str):
                table.add_row(f"{size}, {name}", row)
                continue
            cells = [f"{row[key]:.1f}" for key in ("p50", "p95", "cpu", "per_s_of_processor")]
            table.add_row(f"{size}, {name}", *cells, row["found"])
    for name, row in document["parts_ms"].items():
        table.add_row(name, *(f"{row[key]:.2f}" for key in ("p50", "p95", "cpu")))
    console.print(table)
    memory = ", ".join(f"{name} {size:.0f} MiB" for name, size in document["rss_mib"].items())
    console.print(f"memory: {memory}")
    show_goals(document["goals"], console)
