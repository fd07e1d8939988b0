/**
 * Seeing, between the views and the world: asks first, opens and closes the camera, and puts its pictures, or what the
 * device reads in them, on the line at the gateway's pace. Owns no DOM; all it needs is given.
 */
import { PHOTO_SIDE_PX } from "../capture/photo.js";
import { PictureStream } from "../capture/picture-stream.js";
import { isConsentOnItsWay, whereOf } from "./state.js";

export class Camera {
  /** @type {any} an open camera or photo */
  #source = null;
  /** @type {any} what reads faces on the device, once it was needed */
  #reader = null;
  /** @type {PictureStream | null} while the gateway looks */
  #stream = null;
  /** @type {string | null} the id of the `camera.start` under way */
  #startId = null;
  #where = "server";
  #isPhoto = false;
  #hasShown = false;
  /** @type {Blob | null} a photo that waits for the visitor's answer */
  #photo = null;
  /** Tells an opening that was overtaken by a stop from the one that counts. */
  #opening = 0;
  #n_streams = 0;
  #fps = 0;
  #isLooking = false;
  /** @type {any} */
  #timer = null;

  /**
   * @param {object} given
   * @param {ReturnType<typeof import("../store.js").createStore>} given.store
   * @param {(event: any) => void} given.dispatch
   * @param {import("../socket.js").Line} given.line
   * @param {(message: object, urgent?: boolean) => string} given.queue sends surely, in order; its answer is the id
   * @param {import("../socket.js").Timers} given.timers
   * @param {() => string} given.newId
   * @param {() => number} given.now epoch milliseconds
   * @param {import("../parts.js").Parts} given.parts `device` reads faces on the device
   * @param {string} given.base the gateway's address
   * @param {(lost: () => void) => Promise<any>} given.openCamera
   * @param {(file: Blob) => Promise<any>} given.openPhoto
   * @param {import("../capture/jpeg.js").JpegMaker} given.jpegs
   */
  constructor(given) {
    this.given = given;
  }

  get #state() {
    return this.given.store.state;
  }

  /** @returns {MediaStream | ImageBitmap | null} what the visitor may see of themselves */
  get view() {
    return this.#source?.view ?? null;
  }

  /** @param {{type: string, [detail: string]: any}} request */
  request(request) {
    REQUESTS[request.type](this, request);
  }

  /** Let go at once, and say why if the visitor did not wish it. */
  stop(trouble = null) {
    this.#opening += 1;
    this.given.timers.clear(this.#timer);
    this.#timer = null;
    this.#source?.close();
    this.#source = null;
    this.#photo = null;
    this.given.jpegs.close();
    this.#reader?.rest();
    if (this.#stream) this.given.line.send({ type: "camera.stop", id: this.given.newId(), stream: this.#stream.number });
    this.#stream = null;
    this.#startId = null;
    if (this.#state.face.camera !== "off" || trouble) this.#change({ camera: "off", trouble });
  }

  /** What the gateway said. */
  received(message) {
    if (message.type === "error" && this.#startId && message.id === this.#startId) return this.#refused(message);
    if (message.type === "error" && message.code === "image_unreadable" && this.#isPhoto && this.#stream) return this.#photoUnread("photo");
    if (message.type === "welcome" && this.#state.face.sense !== "on" && this.#state.face.camera !== "off") return this.stop();
    if (message.type === "sensing" && message.paused && this.#state.face.camera !== "off") return this.stop("paused");
    if (message.type === "seeing" && message.stream === this.#stream?.number) return this.#seeing(message);
    this.#begin();
  }

  // --- what views want ---

  press() {
    if (this.#state.face.camera !== "off") return this.stop();
    if (this.#state.sensing.paused) return this.#change({ trouble: "paused" });
    if (this.#mustAsk) return this.#ask(null);
    this.#open(null);
  }

  /** @param {Blob} file */
  show(file) {
    if (this.#state.face.camera !== "off") this.stop();
    if (this.#state.sensing.paused) return this.#change({ trouble: "paused", isChoosing: false });
    if (this.#mustAsk) return this.#ask(file);
    this.#open(file);
  }

  /** The answer to “may I see you?”. Who agreed to show a photo that is gone by now has not agreed to a camera. */
  choose(where, isPhoto) {
    const photo = this.#photo;
    if (isPhoto && !photo) return this.instead(true);
    this.given.queue({ type: "consent", sense: "face", granted: true });
    this.given.dispatch({ type: "face_allowed", where, now: this.given.now() });
    this.#open(photo);
  }

  /** Another way from now on: whoever is seen just now is seen anew, in that way. */
  stays(where) {
    const wasOn = this.#state.face.camera !== "off" && !this.#isPhoto;
    if (wasOn) this.stop();
    this.given.dispatch({ type: "face_choice_changed", change: { where } });
    if (wasOn) this.#open(null);
  }

  /** Where the device cannot read faces, the server may, if the visitor says so. */
  changeWhere(where) {
    this.given.dispatch({ type: "face_choice_changed", change: { where } });
    this.#open(this.#photo);
  }

  refuse() {
    this.#photo = null;
    this.given.dispatch({ type: "camera_refused" });
  }

  /** A photo or a mood in the place of a camera. */
  instead(on) {
    if (on) this.given.dispatch({ type: "sheet_shown", sheet: null });
    this.refuse();
    this.#change({ isChoosing: on, trouble: null });
  }

  dismiss() {
    this.#change({ trouble: null });
  }

  get #mustAsk() {
    return this.#state.face.sense !== "on" || whereOf(this.#state) === null;
  }

  #ask(photo) {
    this.#photo = photo;
    this.given.dispatch({ type: "camera_asked", now: this.given.now(), isPhoto: photo !== null });
  }

  #change(change) {
    this.given.dispatch({ type: "camera_changed", change });
  }

  // --- opening ---

  async #open(photo) {
    this.#opening += 1;
    const opening = this.#opening;
    const where = whereOf(this.#state);
    this.#change({ camera: where === "device" ? "loading" : "opening", isPhoto: photo !== null, isChoosing: false, trouble: null, seeing: "looking" });
    let source = null;
    try {
      if (where === "device") await this.#fetchReader();
      if (opening !== this.#opening) return;
      this.#change({ camera: "opening" });
      source = await (photo ? this.given.openPhoto(photo) : this.given.openCamera(() => { if (opening === this.#opening) this.stop("device"); }));
    } catch (error) {
      if (opening !== this.#opening) return;
      this.stop(error.reason ?? "failed");
      this.#photo = photo;
      return;
    }
    if (opening !== this.#opening) return source.close();
    this.#source = source;
    this.#where = where;
    this.#isPhoto = photo !== null;
    this.#hasShown = false;
    this.#change({ camera: "on" });
    this.#begin();
  }

  async #fetchReader() {
    const part = await this.given.parts.need("device");
    if (!part) throw Object.assign(new Error("the part did not come"), { reason: "no_reader" });
    this.#reader ??= part.readerOf();
    await this.#reader.wake(new URL(this.#state.face.terms.device_url ?? "/device/", this.given.base));
  }

  /** As soon as the gateway knows of the consent: before that it would refuse. */
  #begin() {
    if (!this.#source || this.#stream || isConsentOnItsWay(this.#state)) return;
    const id = this.given.newId();
    const number = this.#n_streams % 256;
    const start = { type: "camera.start", id, stream: number, where: this.#where, source: this.#isPhoto ? "photo" : "camera" };
    if (!this.given.line.send(start)) return;
    this.#n_streams += 1;
    this.#startId = id;
    this.#stream = new PictureStream(this.given.line, number, this.given.now());
    this.#fps = 0;
  }

  #refused({ code }) {
    this.#stream = null;
    this.given.dispatch({ type: "problem_dismissed" });
    if (code === "consent_needed") this.given.dispatch({ type: "face_chosen", on: false });
    this.stop(code === "consent_needed" ? "unallowed" : "gateway");
  }

  // --- looking ---

  #seeing({ state, fps, detail }) {
    if (state === "stopped") return this.#stopped(detail);
    this.#fps = fps;
    if (this.#isPhoto && this.#hasShown && state === "no_face") return this.#photoUnread("no_face");
    if (this.#timer === null) this.#tick();
  }

  /** The gateway closes the stream of a photo once it has seen a face in it. */
  #stopped(detail) {
    const isSeen = this.#isPhoto && this.#hasShown && !detail;
    const { reading } = this.#state.face;
    this.#stream = null;
    this.stop(isSeen ? "photo_seen" : "gateway");
    if (isSeen) this.#change({ isPhoto: true, reading });
  }

  #photoUnread(reason) {
    this.given.dispatch({ type: "problem_dismissed" });
    this.stop(reason === "photo" ? "photo" : "photo_faceless");
  }

  /** At the gateway's pace, or slower: a picture that is still being made, or a line that is late, leaves one out. */
  #tick() {
    this.given.timers.clear(this.#timer);
    this.#timer = null;
    if (!this.#stream || !(this.#fps > 0) || this.#hasShown) return;
    this.#timer = this.given.timers.set(() => this.#tick(), 1000 / this.#fps);
    if (!this.#isLooking && !this.#stream.isLate) this.#look();
  }

  async #look() {
    const [stream, source] = [this.#stream, this.#source];
    const at_ms = this.given.now();
    this.#isLooking = true;
    try {
      const bitmap = await source.look();
      const sent = bitmap && (await this.#made(bitmap));
      if (!sent || stream !== this.#stream) return;
      if (this.#where === "device") stream.tell(sent.observation, at_ms);
      else stream.send(sent, at_ms);
      this.#hasShown = this.#isPhoto;
    } catch {
      if (stream === this.#stream) this.stop(this.#where === "device" ? "no_reader" : this.#isPhoto ? "photo" : "failed");
    } finally {
      this.#isLooking = false;
    }
  }

  #made(bitmap) {
    const { max_width_px: width, max_image_bytes: bytes } = this.#state.face.terms;
    const most = this.#isPhoto ? { width: PHOTO_SIDE_PX, height: PHOTO_SIDE_PX, bytes } : { width, bytes };
    return this.#where === "device" ? this.#reader.read(bitmap, most) : this.given.jpegs.jpeg(bitmap, most);
  }
}

const REQUESTS = {
  face_camera: (camera) => camera.press(),
  face_stop: (camera) => camera.stop(),
  face_photo: (camera, { file }) => camera.show(file),
  face_choose: (camera, { where, isPhoto = false }) => camera.choose(where, isPhoto),
  face_where: (camera, { where }) => camera.changeWhere(where),
  face_stays: (camera, { where }) => camera.stays(where),
  face_refuse: (camera) => camera.refuse(),
  face_instead: (camera, { on }) => camera.instead(on),
  face_dismiss: (camera) => camera.dismiss(),
  face_self_view: (camera, { shown }) => camera.given.dispatch({ type: "face_choice_changed", change: { selfView: shown } }),
};
