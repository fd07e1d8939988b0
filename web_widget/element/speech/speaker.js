/**
 * Says replies aloud, one after the other; holds still when somebody speaks, goes on after a murmur,
 * gives up the rest when it was interrupted. The voice is given.
 *
 * @typedef {{seq: number, turn: string | null, text: string, delivery: {rate: number, pitch: number, pause_ms: number} | null}} Said
 * @typedef {object} VoiceHooks
 * @property {(chars: number) => void} reached so much of the text has been said
 * @property {() => void} ended
 * @property {(reason: string) => void} failed
 * @typedef {{wake: () => void, utter: (message: Said, from: number, hooks: VoiceHooks) => (() => void)}} Voice
 */

export class Speaker {
  /** @type {Said[]} */
  #waiting = [];
  /** @type {{message: Said, spoken: number, stop: (() => void) | null} | null} `stop` is null while it holds still */
  #current = null;

  /**
   * @param {object} given
   * @param {() => Voice} given.voice asked before each message
   * @param {(speaking: {seq: number, held: boolean} | null) => void} given.onChange
   * @param {(reason: string) => void} given.onFailed nothing more is said until the next `add`
   */
  constructor(given) {
    this.given = given;
  }

  /** Whether something is being said this very moment. */
  get isAudible() {
    return Boolean(this.#current?.stop);
  }

  /** Whether it holds still in the middle of something. */
  get isHeld() {
    return this.#current !== null && this.#current.stop === null;
  }

  /** To be called while a press is answered: afterwards a browser lets the voice be heard. */
  wake() {
    this.given.voice().wake();
  }

  /** @param {Said} message */
  add(message) {
    this.#waiting.push(message);
    if (!this.#current) this.#next();
  }

  /** Be still at once, ready to go on. */
  hold() {
    if (!this.isAudible) return;
    const { stop } = this.#current;
    stop();
    this.#current.stop = null;
    this.#tell();
  }

  /** Go on where it was, from the beginning of a word. */
  resume() {
    if (this.isHeld) this.#utter();
  }

  /**
   * Be still, and let the rest be.
   *
   * @returns {{message: Said, spoken: number, unsaid: Said[]} | null} what was being said, how much of it, and what waited
   */
  drop() {
    const dropped = this.#current;
    const unsaid = this.#waiting;
    this.#waiting = [];
    this.#current = null;
    dropped?.stop?.();
    if (dropped) this.#tell();
    return dropped && { message: dropped.message, spoken: dropped.spoken, unsaid };
  }

  #next() {
    const message = this.#waiting.shift();
    this.#current = message ? { message, spoken: 0, stop: null } : null;
    if (message) this.#utter();
    else this.#tell();
  }

  #utter() {
    const current = this.#current;
    const from = current.message.text.slice(0, current.spoken).search(/\S+$/);
    const isWhole = current.spoken === 0 || from < 0 || /\s/.test(current.message.text[current.spoken] ?? " ");
    current.stop = () => {};
    this.#tell();
    const stop = this.given.voice().utter(current.message, isWhole ? current.spoken : from, {
      reached: (chars) => { current.spoken = Math.max(current.spoken, chars); },
      ended: () => { if (current === this.#current) this.#next(); },
      failed: (reason) => { if (current === this.#current) this.#failed(reason); },
    });
    if (current === this.#current && current.stop) current.stop = stop;
  }

  #failed(reason) {
    this.#waiting = [];
    this.#current = null;
    this.#tell();
    this.given.onFailed(reason);
  }

  #tell() {
    const { message, stop } = this.#current ?? {};
    this.given.onChange(message ? { seq: message.seq, held: stop === null } : null);
  }
}
