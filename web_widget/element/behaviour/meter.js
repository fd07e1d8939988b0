/** A gap between two keys that lasts longer is a pause, and no typing. */
const PAUSE_MS = 2000;
/** Deletions that follow one another faster come from one key that is held down. */
const HELD_MS = 40;
/** What the gateway takes at most. */
const MOST_KEYS = 100_000;
const MOST_MS = 86_400_000;

const WRITES = new Set(["insertText", "insertLineBreak", "insertParagraph"]);
const DELETES = /^delete(Content|Word|SoftLine|HardLine)(Backward|Forward)$/;

const nothing = () => ({ n_keys: 0, n_deletions: 0, duration_ms: 0, n_pauses: 0, longest_pause_ms: 0, reply_delay_ms: null });

/**
 * Counts keys and times while a text is written. Of an input it sees its kind and by how much the text grew, never
 * what was typed; what is pasted, completed, dictated or composed by an input method is no key.
 */
export class TypingMeter {
  #typed = nothing();
  #hasBegun = false;
  #length = 0;
  /** @type {number | null} when the last key came; null where the time since then says nothing */
  #lastAt = null;
  #wasDeletion = false;
  /** @type {string | null | undefined} the newest answer; undefined before it is known which one that is */
  #answer;
  /** @type {number | null} when it was shown, if that was seen */
  #shownAt = null;
  #listening = new AbortController();

  /**
   * @param {HTMLTextAreaElement} field
   * @param {{now: () => number, page: Document}} given `now`: milliseconds of a clock that never jumps
   */
  constructor(field, { now, page }) {
    Object.assign(this, { field, now, page });
    const { signal } = this.#listening;
    field.addEventListener("beforeinput", () => { this.#length = field.textLength; }, { signal });
    field.addEventListener("input", (event) => this.#input(event), { signal });
    field.addEventListener("blur", () => { this.#lastAt = null; }, { signal });
    page.addEventListener("visibilitychange", () => { this.#lastAt = this.#shownAt = null; }, { signal });
  }

  /** An answer counts as shown only where it can be seen. */
  update({ entries }) {
    const newest = entries.filter(({ kind }) => kind === "bot").at(-1)?.key ?? null;
    if (newest === this.#answer) return;
    const isShown = this.#answer !== undefined && newest !== null && !this.page.hidden && this.field.getClientRects().length > 0;
    this.#answer = newest;
    this.#shownAt = isShown ? this.now() : null;
  }

  /** @returns {object | null} the numbers of the text that is sent now; null where most of it was not typed */
  take() {
    const typed = this.#typed;
    const wasTyped = typed.n_keys > 0 && 2 * (typed.n_keys - typed.n_deletions) >= this.field.textLength;
    this.#typed = nothing();
    this.#hasBegun = this.#wasDeletion = false;
    this.#lastAt = this.#shownAt = null;
    if (!wasTyped || typed.n_keys > MOST_KEYS) return null;
    const { reply_delay_ms: delay, ...times } = typed;
    const held = Object.fromEntries(Object.entries(times).map(([name, n]) => [name, Math.min(MOST_MS, Math.round(n))]));
    return delay === null || delay > MOST_MS ? held : { ...held, reply_delay_ms: Math.round(delay) };
  }

  stop() {
    this.#listening.abort();
  }

  #input({ inputType, isComposing }) {
    const isDeletion = DELETES.test(inputType);
    const isKey = !isComposing && (isDeletion || (WRITES.has(inputType) && this.field.textLength - this.#length <= 1));
    const at = this.now();
    if (!this.#hasBegun && isKey && this.#shownAt !== null) this.#typed.reply_delay_ms = at - this.#shownAt;
    this.#hasBegun = true;
    if (isKey) this.#key(isDeletion, this.#lastAt === null ? 0 : at - this.#lastAt);
    this.#lastAt = isKey ? at : null;
    this.#wasDeletion = isDeletion;
  }

  #key(isDeletion, gap) {
    const typed = this.#typed;
    const isHeld = isDeletion && this.#wasDeletion && gap < HELD_MS;
    if (!isHeld) typed.n_keys += 1;
    if (isDeletion && !isHeld) typed.n_deletions += 1;
    if (gap <= PAUSE_MS) typed.duration_ms += gap;
    else {
      typed.n_pauses += 1;
      typed.longest_pause_ms = Math.max(typed.longest_pause_ms, gap);
    }
  }
}
