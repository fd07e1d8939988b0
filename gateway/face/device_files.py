"""What a browser needs to read a face by itself, served from here and nowhere else: the network, and two
packages that `make install` fetches by npm (web_widget/device). Without them there is no such mode."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

URL: Final = "/device"

PACKAGE_FILES: Final = (
    "face_mesh.binarypb",
    "face_mesh.js",
    "face_mesh_solution_packed_assets.data",
    "face_mesh_solution_packed_assets_loader.js",
    "face_mesh_solution_simd_wasm_bin.data",
    "face_mesh_solution_simd_wasm_bin.js",
    "face_mesh_solution_simd_wasm_bin.wasm",
    "ort-wasm-simd-threaded.mjs",
    "ort-wasm-simd-threaded.wasm",
    "ort.wasm.min.js",
)
"""Of the fetched packages; web_widget/device/fetch.sh copies these and no others. All are served beside the
worker: there, the face mesh looks for its files where the worker is from."""

MODEL_FILES: Final = ("face.onnx", "serving.json")
"""Of models/face."""

MEDIA_TYPES: Final = {
    ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm",
    ".html": "text/html", ".json": "application/json", ".onnx": "application/octet-stream",
    ".data": "application/octet-stream", ".binarypb": "application/octet-stream",
}  # fmt: skip
OWN: Final = (".js", ".html")
"""Kinds of our own files beside the packages: the worker."""

POLICY: Final = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'unsafe-eval'; connect-src 'self'; "
    "worker-src 'self'"
)
"""For a worker that is loaded from here: it runs WebAssembly, and the face mesh's glue makes functions from
text. The page around it keeps its own, strict policy."""


@dataclass(frozen=True)
class DeviceFolders:
    """`own` is web_widget/device, `packages` what fetch.sh has filled, `models` the folder of the network."""

    own: Path
    packages: Path
    models: Path

    def found(self) -> dict[str, Path]:
        """Every file by its name under URL; those that are there."""
        files = {path.name: path for path in self.own.glob("*") if path.suffix in OWN}
        files |= {name: self.packages / name for name in PACKAGE_FILES}
        files |= {name: self.models / name for name in MODEL_FILES}
        return {name: path for name, path in files.items() if path.is_file()}

    def missing(self) -> list[str]:
        """What would have to be there and is not."""
        found = self.found()
        return [name for name in (*PACKAGE_FILES, *MODEL_FILES) if name not in found]


class DeviceFiles(StaticFiles):
    """Only the files that are named above. Browsers ask each time whether one has changed (ETag)."""

    def __init__(self, folders: DeviceFolders) -> None:
        super().__init__(directory=folders.own, check_dir=False)
        self._folders = folders

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, with the headers that pages of other origins need."""
        file = self._folders.found().get(path)
        if file is None or scope["method"] not in ("GET", "HEAD"):
            raise HTTPException(404 if file is None else 405)
        response = self.file_response(file, file.stat(), scope)
        if isinstance(response, FileResponse):
            response.headers["Content-Type"] = MEDIA_TYPES[file.suffix]
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cache-Control"] = "no-cache"
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


def mount_device_files(app: FastAPI, folders: DeviceFolders) -> None:
    """Serve the files under URL; call it before whatever takes every path that is left."""
    app.mount(URL, DeviceFiles(folders), name="device")
