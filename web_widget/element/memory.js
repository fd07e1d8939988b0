/**
 * Where a conversation waits for the page to come back.
 *
 * By default in `sessionStorage`: it survives a reload and the way from page to page, and closing the tab
 * ends it, which is what a person who shares a computer expects of words about feelings. Only when the
 * visitor chooses "remember me on this device" does it move to `localStorage`.
 */

const VERSION = 1;

/** One gateway's conversation in this browser; `clear` leaves nothing behind in either place. */
export class Memory {
  /**
   * @param {string} gateway its address: two gateways on one site do not share a conversation
   * @param {{tab: Storage | null, device: Storage | null}} places null where the browser forbids storage
   */
  constructor(gateway, places) {
    this.key = `undertone:${gateway}`;
    this.places = places;
  }

  /** @returns {object | null} what `save` was given last */
  load() {
    return this.#read(this.places.tab) ?? this.#read(this.places.device);
  }

  /**
   * @param {object} saved JSON-ready
   * @param {boolean} onDevice whether it may outlive the tab
   */
  save(saved, onDevice) {
    const [chosen, other] = onDevice ? [this.places.device, this.places.tab] : [this.places.tab, this.places.device];
    this.#attempt(() => other?.removeItem(this.key));
    this.#attempt(() => chosen?.setItem(this.key, JSON.stringify({ version: VERSION, saved })));
  }

  clear() {
    for (const place of [this.places.tab, this.places.device]) this.#attempt(() => place?.removeItem(this.key));
  }

  #read(place) {
    try {
      const kept = JSON.parse(place?.getItem(this.key) ?? "null");
      return kept?.version === VERSION ? kept.saved : null;
    } catch {
      return null;
    }
  }

  /** A full or forbidden storage costs the history after a reload, never the conversation. */
  #attempt(action) {
    try {
      action();
    } catch {
      // nothing is lost that is on the screen
    }
  }
}

/** @returns {{tab: Storage | null, device: Storage | null}} the browser's two places, where it allows them */
export function browserPlaces() {
  const place = (name) => {
    try {
      return globalThis[name];
    } catch {
      return null;
    }
  };
  return { tab: place("sessionStorage"), device: place("localStorage") };
}
