import { canSee } from "./state.js";

/**
 * Where the conversation meets the camera. The part that sees is fetched when it is first needed; until it is here the last
 * wish is remembered, and what cannot wait is done at once: taking a consent back.
 */
export class FaceDoor {
  /** @type {any} a Camera, once its part is here */
  #camera = null;
  /** @type {any} the request that waits for the part */
  #waiting = null;

  /** @param {any} given the tools of `Camera`, and `parts` */
  constructor(given) {
    this.given = given;
  }

  get #here() {
    this.#camera ??= this.given.parts.get("camera")?.cameraOf(this.given) ?? null;
    return this.#camera;
  }

  /** @returns {MediaStream | ImageBitmap | null} what the visitor may see of themselves */
  get view() {
    return this.#camera?.view ?? null;
  }

  /** @param {{type: string, [detail: string]: any}} request what a view wants */
  async request(request) {
    if (request.type === "face_sense") return this.#sense(request.on);
    if (!canSee(this.given.store.state)) return;
    if (this.#here) return this.#camera.request(request);
    this.#waiting = request;
    await this.given.parts.need("camera");
    const waited = this.#waiting;
    this.#waiting = null;
    if (waited && this.#here) this.#camera.request(waited);
  }

  /** The visitor asks again for what could not be fetched. */
  tryAgain() {
    this.request({ type: "face_camera" });
  }

  /** An entry that waits for an answer can be drawn only by the part. */
  received(message) {
    if (message.type === "forgotten") this.silence();
    this.#camera?.received(message);
  }

  /** Stop seeing at once. */
  silence(trouble = null) {
    this.#waiting = null;
    this.#camera?.stop(trouble);
  }

  /** Where the sign that the camera is on cannot be seen, it is off; so it is where nobody answers. */
  stopIfOn(trouble) {
    this.#waiting = null;
    if (this.given.store.state.face.camera !== "off") this.silence(trouble);
  }

  /** A consent that is taken back waits for nothing. */
  #sense(on) {
    if (!on) this.silence();
    this.given.queue({ type: "consent", sense: "face", granted: on }, !on);
    this.given.dispatch({ type: "face_chosen", on });
  }
}
