/** What many visitors never need: fetched when it is first asked for. The gateway sends each part as one module. */
export const PARTS = {
  behaviour: () => import("./behaviour/part.js"),
  camera: () => import("./face/part.js"),
  device: () => import("./face/device/part.js"),
  exercise: () => import("./view/exercise/part.js"),
  song: () => import("./view/song/part.js"),
  sheets: () => import("./view/sheets/part.js"),
  voice: () => import("./voice/part.js"),
};

/** The parts of one element; each is fetched once, and again only if that failed. */
export class Parts {
  #here;
  #coming = new Map();

  /**
   * @param {Record<string, () => Promise<any>>} fetchers by the part's name
   * @param {(event: {type: string, part: string}) => void} dispatch is told of `part_asked`, `part_arrived`, `part_failed`
   * @param {Record<string, any>} [here] what is there from the start
   */
  constructor(fetchers, dispatch, here = {}) {
    this.fetchers = fetchers;
    this.dispatch = dispatch;
    this.#here = new Map(Object.entries(here));
  }

  /** @returns {any} what a part exports; null while it is not here */
  get(name) {
    return this.#here.get(name) ?? null;
  }

  /** @returns {string[]} the styles of all that is here */
  get styles() {
    return [...this.#here.values()].map(({ styles }) => styles).filter(Boolean);
  }

  /** @returns {Promise<any>} what a part exports; null if it could not be fetched */
  async need(name) {
    if (this.#here.has(name)) return this.#here.get(name);
    if (!this.#coming.has(name)) this.#coming.set(name, this.#fetch(name));
    return this.#coming.get(name);
  }

  async #fetch(part) {
    this.dispatch({ type: "part_asked", part });
    let found = null;
    try {
      found = await this.fetchers[part]();
      this.#here.set(part, found);
    } catch {
      // the state tells, and the next need asks again
    }
    this.#coming.delete(part);
    this.dispatch({ type: found ? "part_arrived" : "part_failed", part });
    return found;
  }
}
