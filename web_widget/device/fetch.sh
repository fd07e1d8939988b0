#!/bin/sh
# Fetches what a browser needs to read a face by itself: two packages by npm, as package-lock.json pins them, and of
# these the few files that gateway/face/device_files.py names. They are never committed.
set -eu
cd "$(dirname "$0")"
if ! command -v npm >/dev/null 2>&1; then
    echo "No npm here: faces are read on the server only (install Node.js for the other way)." >&2
    exit 1
fi
echo "Fetching what browsers need to read faces themselves …"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp package.json package-lock.json .npmrc "$work"
npm ci --prefix "$work" --ignore-scripts --no-audit --no-fund --fetch-retries=1 --loglevel=error >/dev/null
rm -rf packages
mkdir "$work/packages"
from="$work/node_modules/@mediapipe/face_mesh"
for file in face_mesh.js face_mesh.binarypb face_mesh_solution_packed_assets.data \
    face_mesh_solution_packed_assets_loader.js face_mesh_solution_simd_wasm_bin.data \
    face_mesh_solution_simd_wasm_bin.js face_mesh_solution_simd_wasm_bin.wasm; do
    cp "$from/$file" "$work/packages/"
done
from="$work/node_modules/onnxruntime-web/dist"
for file in ort.wasm.min.js ort-wasm-simd-threaded.mjs ort-wasm-simd-threaded.wasm; do
    cp "$from/$file" "$work/packages/"
done
chmod -R u+rw "$work/packages"
touch "$work/packages/.fetched"
mv "$work/packages" packages
