import { fitted } from "./fitted.js";

/** Pictures made small, and JPEG files of them; in a worker where the browser lets us have one, so that typing never waits. */

const WORKER = new URL("./picture-worker.js", import.meta.url);
const QUALITY = 0.78;
/** A file that is too large is tried again smaller, a few times. */
const SMALLER = 0.75;
const TRIES = 6;

export class JpegMaker {
  /** @type {Worker | null | undefined} undefined: not yet tried */
  #worker;
  #answers = new Map();
  #n_asked = 0;

  /**
   * @param {ImageBitmap} bitmap is closed then
   * @param {{width: number, height?: number, bytes: number}} most in pixels, and bytes of the file
   * @returns {Promise<ArrayBuffer>} a whole JPEG file
   */
  async jpeg(bitmap, most) {
    let size = fitted(bitmap, most);
    try {
      for (let n = 0; n < TRIES; n += 1) {
        const file = await this.#file(bitmap, size);
        if (file.byteLength <= most.bytes) return file;
        size = fitted(size, { width: size.width * SMALLER });
      }
      throw new RangeError(`the picture does not fit into ${most.bytes} bytes`);
    } finally {
      bitmap.close();
    }
  }

  /** Nobody is seen any more: the worker goes, and with it the last picture. */
  close() {
    this.#worker?.terminate();
    this.#worker = undefined;
    for (const { failed } of this.#answers.values()) failed(new Error("closed"));
    this.#answers.clear();
  }

  async #file(bitmap, size) {
    this.#worker ??= this.#hired();
    if (this.#worker) {
      try {
        return await this.#asked(await createImageBitmap(bitmap), size);
      } catch (error) {
        if (this.#worker !== null) throw error;
      }
    }
    return drawn(bitmap, size);
  }

  /** A worker comes only from the page's own origin, and not where the page's policy forbids it. */
  #hired() {
    if (WORKER.origin !== location.origin || !globalThis.OffscreenCanvas || !globalThis.Worker) return null;
    try {
      const worker = new Worker(WORKER);
      worker.onmessage = ({ data: { id, file, error } }) => {
        const { done, failed } = this.#answers.get(id) ?? {};
        this.#answers.delete(id);
        if (file) done?.(file);
        else failed?.(new Error(error));
      };
      worker.onerror = () => {
        this.close();
        this.#worker = null;
      };
      return worker;
    } catch {
      return null;
    }
  }

  #asked(bitmap, size) {
    const id = (this.#n_asked += 1);
    return new Promise((done, failed) => {
      this.#answers.set(id, { done, failed });
      this.#worker.postMessage({ id, bitmap, ...size, quality: QUALITY }, [bitmap]);
    });
  }
}

/** On the page itself; the browser still makes the file beside it. */
async function drawn(bitmap, { width, height }) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, width, height);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  return blob.arrayBuffer();
}
