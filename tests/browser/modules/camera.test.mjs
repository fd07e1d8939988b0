import { equal, ok, test } from "./harness.mjs";
import { load } from "./element.mjs";
import { FakeSocket, FakeStorage, FakeTimers, WELCOME } from "./fakes.mjs";

const { Camera } = await load("face/camera.js");
const { Conversation } = await load("conversation.js");
const { pictureFrame } = await load("capture/picture-frame.js");
const { fitted } = await load("capture/fitted.js");
const { Line } = await load("socket.js");
const { Memory } = await load("memory.js");
const { Parts } = await load("parts.js");
const { createStore, initialState, reduce } = await load("store.js");

const settled = () => new Promise((done) => setTimeout(done, 0));
const TERMS = { where: ["server"], fps: 5, max_width_px: 320, max_image_bytes: 65528, device_url: null };
const SEES = { ...WELCOME, senses: { ...WELCOME.senses, face: "off" }, face: TERMS };

/** A camera that shows as many pictures as the test lets it. */
class FakeCamera {
  static last = null;
  isOpen = true;
  n_looks = 0;

  constructor(lost) {
    this.lose = lost;
    FakeCamera.last = this;
  }

  async look() {
    this.n_looks += 1;
    return {};
  }

  close() {
    this.isOpen = false;
  }
}

function watching({ welcome = SEES, openCamera = async (lost) => new FakeCamera(lost), jpeg = async () => new Uint8Array([1, 2, 3]).buffer } = {}) {
  FakeCamera.last = null;
  const timers = new FakeTimers();
  let ids = 0;
  const store = createStore(reduce, initialState());
  const part = { cameraOf: (tools) => new Camera({ ...tools, openCamera, openPhoto: async () => new FakeCamera(() => {}), jpegs: { jpeg, close() {} } }) };
  const conversation = new Conversation({
    store, timers, http: { base: "https://here/" }, locale: "en-GB", newId: () => `id-${(ids += 1)}`, now: () => timers.now,
    memory: new Memory("https://here/", { tab: new FakeStorage(), device: new FakeStorage() }),
    partsFor: (dispatch) => new Parts({ device: async () => { throw new Error("lost"); } }, dispatch, { camera: part }), isShown: () => true,
    lineFor: (hooks) => new Line({ url: "ws://here/ws", Socket: FakeSocket, timers, random: () => 0.5, now: () => timers.now, ...hooks }),
  });
  conversation.connect();
  FakeSocket.last.open();
  FakeSocket.last.hear(welcome);
  return { conversation, store, timers, request: (type, more = {}) => conversation.request({ type, ...more }) };
}

const sent = (type) => FakeSocket.last.sent.filter((message) => message.type === type);
const hear = (message) => FakeSocket.last.hear({ seq: 0, ...message });
const acknowledge = (type) => { for (const { id } of sent(type)) hear({ type: "ack", id }); };
const seeing = (state, more = {}) => hear({ type: "seeing", stream: sent("camera.start").at(-1).stream, state, fps: 5, n_faces: 1, detail: null, ...more });

/** Asked, allowed, open, and looked at. */
async function seen(given) {
  const visit = watching(given);
  visit.request("face_camera");
  visit.request("face_choose", { where: "server" });
  await settled();
  acknowledge("consent");
  seeing("looking");
  await settled();
  return visit;
}

test("a picture's frame has kind, stream, sequence and time before the file", () => {
  const frame = new Uint8Array(pictureFrame({ stream: 7, sequence: 65_537, at_ms: 258.4 }, new Uint8Array([9, 8]).buffer));
  equal([...frame], [2, 7, 0, 1, 0, 0, 1, 2, 9, 8]);
});

test("a picture keeps its sides' ratio and is never made larger", () => {
  equal(fitted({ width: 640, height: 480 }, { width: 320 }), { width: 320, height: 240 });
  equal(fitted({ width: 160, height: 120 }, { width: 320 }), { width: 160, height: 120 });
  equal(fitted({ width: 1000, height: 4000 }, { width: 640, height: 640 }), { width: 160, height: 640 });
});

test("nothing is opened before the visitor has answered", async () => {
  const { store, request } = watching();
  request("face_camera");
  await settled();
  equal(store.state.entries.map(({ kind }) => kind), ["camera_asking"]);
  equal([FakeCamera.last, sent("consent").length], [null, 0]);
});

test("the stream begins only when the gateway knows of the consent", async () => {
  const { request, store } = watching();
  request("face_camera");
  request("face_choose", { where: "server" });
  await settled();
  equal([store.state.face.camera, sent("camera.start").length], ["on", 0]);
  acknowledge("consent");
  equal(sent("camera.start").length, 1);
});

test("pictures go at the pace of the last sign, and none at a pace of 0", async () => {
  const { timers } = await seen();
  for (let n = 0; n < 10; n += 1) { timers.pass(100); await settled(); }
  ok([5, 6, 7].includes(FakeSocket.last.frames.length), `${FakeSocket.last.frames.length} pictures in a second`);
  seeing("busy", { fps: 0 });
  const before = FakeSocket.last.frames.length;
  for (let n = 0; n < 10; n += 1) { timers.pass(500); await settled(); }
  equal(FakeSocket.last.frames.length, before);
});

test("while a picture is being made none is taken, and a late line leaves pictures out", async () => {
  let finish = () => {};
  const { timers } = await seen({ jpeg: () => new Promise((done) => { finish = () => done(new ArrayBuffer(3)); }) });
  for (let n = 0; n < 5; n += 1) { timers.pass(200); await settled(); }
  equal([FakeCamera.last.n_looks, FakeSocket.last.frames.length], [1, 0]);
  finish();
  await settled();
  equal(FakeSocket.last.frames.length, 1);
  FakeSocket.last.bufferedAmount = 1_000_000;
  for (let n = 0; n < 5; n += 1) { timers.pass(200); await settled(); }
  equal(FakeCamera.last.n_looks, 1);
});

test("a picture that is ready after the camera was turned off is not sent", async () => {
  let finish = () => {};
  const { request } = await seen({ jpeg: () => new Promise((done) => { finish = () => done(new ArrayBuffer(3)); }) });
  request("face_stop");
  finish();
  await settled();
  equal([FakeSocket.last.frames.length, FakeCamera.last.isOpen, sent("camera.stop").length], [0, false, 1]);
});

test("consent that is taken back closes the camera and overtakes what waits", async () => {
  const { conversation, request, store } = await seen();
  conversation.queue({ type: "feedback", item: "a", action: "like" });
  conversation.queue({ type: "feedback", item: "b", action: "like" });
  request("face_sense", { on: false });
  equal([FakeCamera.last.isOpen, store.state.face.sense, store.state.face.reading], [false, "off", null]);
  equal(sent("consent").map(({ granted }) => granted), [true, false]);
});

test("a camera that opens after the visitor has turned away is let go", async () => {
  let open = () => {};
  const { conversation, request, store } = watching({ openCamera: (lost) => new Promise((done) => { open = () => done(new FakeCamera(lost)); }) });
  request("face_camera");
  request("face_choose", { where: "server" });
  conversation.hide();
  open();
  await settled();
  equal([FakeCamera.last.isOpen, store.state.face.camera, store.state.face.trouble], [false, "off", "hidden"]);
});

test("the end of the device, of the line and of the session closes it and says why", async () => {
  const ends = {
    device: () => FakeCamera.last.lose(), line: () => FakeSocket.last.lose(),
    paused: () => hear({ type: "sensing", seq: 9, paused: true }), gateway: () => seeing("stopped", { detail: "no more" }),
  };
  for (const [trouble, end] of Object.entries(ends)) {
    const { store } = await seen();
    end();
    equal([trouble, FakeCamera.last.isOpen, store.state.face.camera, store.state.face.trouble], [trouble, false, "off", trouble]);
  }
});

test("a face that has left moves the ring no more", async () => {
  const { store } = await seen();
  hear({ type: "emotion", turn: null, partial: true, label: "joy", probabilities: { joy: 1 }, weights: { face: 1 } });
  equal(store.state.face.reading?.label, "joy");
  seeing("no_face", { n_faces: 0 });
  equal(store.state.face.reading, null);
});

test("what the face alone says moves the ring while it is seen, and the turn's own reading after that", async () => {
  const { store, request } = await seen();
  const reading = { type: "emotion", turn: null, partial: true, label: "joy", probabilities: { joy: 1 }, weights: { face: 1 } };
  hear(reading);
  equal(store.state.face.reading?.label, "joy");
  request("face_stop");
  equal(store.state.face.reading, null);
  hear(reading);
  equal(store.state.face.reading, null);
});

test("a photo is shown once, kept for the ring until the next turn, and its stream ends well", async () => {
  const { store, request, timers } = watching();
  request("face_photo", { file: {} });
  request("face_choose", { where: "server" });
  await settled();
  acknowledge("consent");
  seeing("looking");
  await settled();
  for (let n = 0; n < 5; n += 1) { timers.pass(200); await settled(); }
  equal([sent("camera.start")[0].source, FakeSocket.last.frames.length], ["photo", 1]);
  seeing("stopped", { fps: 0 });
  equal([store.state.face.camera, store.state.face.trouble], ["off", "photo_seen"]);
  hear({ type: "emotion", turn: null, partial: true, label: "joy", probabilities: { joy: 1 }, weights: { face: 1 } });
  equal(store.state.face.reading?.label, "joy");
});

test("who agreed to show a photo that is gone is not filmed instead", async () => {
  const { conversation, store, request } = watching();
  request("face_photo", { file: {} });
  conversation.silence();
  request("face_choose", { where: "server", isPhoto: true });
  await settled();
  equal([FakeCamera.last, sent("consent").length, store.state.face.isChoosing], [null, 0, true]);
});

test("a live reading of voice and face together takes the place of one of the voice alone", async () => {
  const { store } = await seen();
  hear({ type: "emotion", turn: null, partial: true, label: "fear", probabilities: { fear: 1 }, weights: { voice: 0.5, face: 0.5 } });
  equal([store.state.voice.reading, store.state.face.reading?.label], [null, "fear"]);
});

test("a photo without a face is told, and another one may be shown", async () => {
  const { store, request } = watching();
  request("face_photo", { file: {} });
  request("face_choose", { where: "server" });
  await settled();
  acknowledge("consent");
  seeing("looking");
  await settled();
  seeing("no_face", { n_faces: 0 });
  equal([store.state.face.trouble, sent("camera.stop").length], ["photo_faceless", 1]);
  request("face_photo", { file: {} });
  await settled();
  equal(sent("camera.start").length, 2);
});

test("where the device cannot read faces nothing is opened, and the server is asked only if the visitor says so", async () => {
  const { store, request } = watching({ welcome: { ...SEES, face: { ...TERMS, where: ["server", "device"], device_url: "/device/" } } });
  request("face_camera");
  request("face_choose", { where: "device" });
  await settled();
  equal([store.state.face.trouble, FakeCamera.last], ["no_reader", null]);
  acknowledge("consent");
  request("face_where", { where: "server" });
  await settled();
  equal([store.state.faceChoice.where, sent("camera.start")[0].where], ["server", "server"]);
});

test("a mood that was chosen by hand goes with the words", () => {
  const { request } = watching();
  request("send_text", { text: "I feel sad.", mood: "sadness" });
  equal(sent("text").map(({ text, mood }) => [text, mood]), [["I feel sad.", "sadness"]]);
});

test("a withdrawal that waits for the line outlives a welcome that has not heard of it", async () => {
  const { store, request } = await seen();
  FakeSocket.last.lose();
  request("face_sense", { on: false });
  store.dispatch({ type: "received", message: { ...SEES, seq: 1, resumed: true, senses: { ...SEES.senses, face: "on" } }, now: 0 });
  equal(store.state.face.sense, "off");
});
