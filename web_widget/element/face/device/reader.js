import { fitted } from "../../capture/fitted.js";

/** Where a worker of another origin is not allowed, one of the page's own may still load its source, if the page's policy lets it. */
function workerFrom(address) {
  if (address.origin === location.origin) return new Worker(address);
  const own = URL.createObjectURL(new Blob([`importScripts(${JSON.stringify(address.href)});`], { type: "text/javascript" }));
  try {
    return new Worker(own);
  } finally {
    URL.revokeObjectURL(own);
  }
}

/** This browser, or this page, cannot read faces by itself. */
export class NoReaderError extends Error {
  reason = "no_reader";
}

/** Reads faces in a worker: pictures go in, observations come out. */
export class Reader {
  /** @type {Worker | null} */
  #worker = null;
  /** @type {Promise<void> | null} */
  #awake = null;
  #answers = new Map();
  #n_asked = 0;

  /**
   * Fetch all that is needed, once.
   *
   * @param {URL} base the gateway's folder of it
   * @throws {NoReaderError}
   */
  async wake(base) {
    this.#awake ??= this.#begin(base);
    try {
      await this.#awake;
    } catch (error) {
      this.#awake = null;
      this.#end(error);
      throw new NoReaderError("no face can be read here", { cause: error });
    }
  }

  /**
   * @param {ImageBitmap} bitmap is handed over
   * @param {{width: number, height?: number}} most in pixels
   * @param {boolean} [isFresh] nothing is followed from the picture before
   * @returns {Promise<{observation: object | null}>} null where no face is
   */
  async read(bitmap, most, isFresh = false) {
    return { observation: await this.#ask({ kind: "read", bitmap, ...fitted(bitmap, most), isFresh }, [bitmap]) };
  }

  /** The camera is off: nothing of the last picture stays. */
  rest() {
    if (this.#worker) this.#ask({ kind: "rest" }).catch(() => {});
  }

  async #begin(base) {
    if (!globalThis.Worker || !globalThis.WebAssembly || !globalThis.OffscreenCanvas) throw new Error("this browser lacks what is needed");
    this.#worker = workerFrom(new URL("worker.js", base));
    this.#worker.onmessage = ({ data: { id, found, error } }) => {
      const { done, failed } = this.#answers.get(id) ?? {};
      this.#answers.delete(id);
      if (error) failed?.(new Error(error));
      else done?.(found);
    };
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#awake = null;
      this.#end(new Error(event.message));
    };
    await this.#ask({ kind: "wake", base: base.href });
  }

  #end(error) {
    this.#worker?.terminate();
    this.#worker = null;
    for (const { failed } of this.#answers.values()) failed(error);
    this.#answers.clear();
  }

  #ask(message, handed = []) {
    if (!this.#worker) return Promise.reject(new Error("there is no worker"));
    const id = (this.#n_asked += 1);
    return new Promise((done, failed) => {
      this.#answers.set(id, { done, failed });
      this.#worker.postMessage({ id, ...message }, handed);
    });
  }
}
