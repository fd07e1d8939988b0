/**
 * Reads faces in the visitor's browser, beside the page: MediaPipe's face mesh, the crop, the network. A picture comes in,
 * numbers go out; nothing is kept and nothing is sent from here.
 *
 * A classic worker, because the face mesh's package loads its files by `importScripts` and by script elements; what it
 * wants of a page stands here in its place.
 */
self.window = self;
self.document = {
  createElement(tag) {
    if (tag === "canvas") return new OffscreenCanvas(1, 1);
    const attributes = {};
    const listeners = {};
    return {
      setAttribute: (name, value) => { attributes[name] = value; },
      addEventListener: (name, listener) => { listeners[name] = listener; },
      run() {
        try {
          importScripts(attributes.src);
          listeners.load?.();
        } catch (error) {
          listeners.error?.(error);
        }
      },
    };
  },
  body: { appendChild: (node) => node.run() },
};

let tools = null;
const picture = new OffscreenCanvas(1, 1);
const square = new OffscreenCanvas(1, 1);

const ANSWERS = { wake, read, rest };

onmessage = async ({ data: { id, kind, ...given } }) => {
  try {
    postMessage({ id, found: (await ANSWERS[kind](given)) ?? null });
  } catch (error) {
    postMessage({ id, error: String(error?.message ?? error) });
  }
};

/** @param {{base: string}} given folder of all that is needed, on the gateway */
async function wake({ base }) {
  if (tools) return;
  const at = (place) => new URL(place, base).href;
  const [align, observation] = await Promise.all([import(at("align.js")), import(at("observation.js"))]);
  const [mesh, network] = await Promise.all([meshFrom(at), networkFrom(at, observation.EXPRESSIONS)]);
  tools = { ...align, ...observation, ...mesh, ...network };
  await warmUp();
}

/** The first picture takes much longer than those after it: it is an empty one, before the camera is opened. */
async function warmUp() {
  const canvas = new OffscreenCanvas(64, 64);
  canvas.getContext("2d").fillRect(0, 0, 64, 64);
  await tools.facesIn(canvas, false);
}

async function meshFrom(at) {
  importScripts(at("face_mesh.js"));
  const mesh = new FaceMesh({ locateFile: (file) => at(file) });
  mesh.setOptions({ maxNumFaces: 3, refineLandmarks: false, selfieMode: false });
  let faces = [];
  mesh.onResults(({ multiFaceLandmarks }) => { faces = multiFaceLandmarks ?? []; });
  await mesh.initialize();
  return { async facesIn(canvas, isFresh) {
    if (isFresh) mesh.reset();
    faces = [];
    await mesh.send({ image: canvas });
    return faces;
  } };
}

async function networkFrom(at, expressions) {
  importScripts(at("ort.wasm.min.js"));
  ort.env.wasm.wasmPaths = at("./");
  ort.env.wasm.numThreads = 1;
  const { labels } = await (await fetch(at("serving.json"))).json();
  if (String(labels) !== String(expressions)) throw new Error("the network names other labels than this version knows");
  const session = await ort.InferenceSession.create(at("face.onnx"));
  return { async outputOf(crop, side) {
    const found = await session.run({ [session.inputNames[0]]: new ort.Tensor("float32", crop, [1, 1, side, side]) });
    const [logits, , affect, embedding] = session.outputNames.map((name) => found[name].data);
    return { logits, affect, embedding };
  } };
}

/**
 * @param {{bitmap: ImageBitmap, width: number, height: number, isFresh: boolean}} given the sides to which it is made small;
 *   `isFresh`: nothing is followed from the picture before
 * @returns {Promise<object | null>} the observation; null where no face is
 */
async function read({ bitmap, width, height, isFresh }) {
  const side = Math.max(width, height);
  Object.assign(picture, { width, height });
  Object.assign(square, { width: side, height: side });
  const context = picture.getContext("2d", { willReadFrequently: true });
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  const around = square.getContext("2d");
  around.fillRect(0, 0, side, side);
  around.drawImage(picture, 0, 0);
  const faces = (await tools.facesIn(square, isFresh))
    .map((face) => face.map(({ x, y, z }) => ({ x: x * side, y: y * side, z: z * side })))
    .sort((one, other) => extentOf(other) - extentOf(one));
  if (faces.length === 0) return null;
  const place = tools.similarity(faces[0]);
  if (tools.sizeOf(place) < 1) return null;
  const crop = tools.aligned(context.getImageData(0, 0, width, height), place);
  return tools.observed(faces[0], place, crop, { width, height }, await tools.outputOf(crop, tools.SIDE), faces.length);
}

function extentOf(face) {
  return Math.max(...["x", "y"].map((axis) => Math.max(...face.map((point) => point[axis])) - Math.min(...face.map((point) => point[axis]))));
}

/** The camera is off: the last picture goes. */
function rest() {
  for (const canvas of [picture, square]) Object.assign(canvas, { width: 1, height: 1 });
}
