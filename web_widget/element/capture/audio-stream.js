import { audioFrame } from "./frames.js";

const SAMPLES_PER_MS = 16;
/** What may wait in the browser, in bytes: one second of sound. Beyond it the line is late, and late sound is worth nothing. */
export const MOST_WAITING_BYTES = 32_000;

/** One stream of sound on the line; it numbers its batches, and drops those for which the line is too slow. */
export class AudioStream {
  #sequence = 0;
  #n_samples = 0;
  /** Batches that were dropped because the line was late. */
  n_dropped = 0;

  /**
   * @param {import("../socket.js").Line} line
   * @param {number} number 0 to 255, told to the gateway by `audio.start`
   */
  constructor(line, number) {
    this.line = line;
    this.number = number;
  }

  /**
   * @param {Int16Array} samples one batch, mono, 16 kHz
   * @returns {boolean} whether it left; a dropped one leaves a gap in the numbers, by which the gateway knows
   */
  send(samples) {
    const header = { stream: this.number, sequence: this.#sequence, at_ms: Math.round(this.#n_samples / SAMPLES_PER_MS) };
    this.#sequence += 1;
    this.#n_samples += samples.length;
    const left = this.line.backlog <= MOST_WAITING_BYTES && this.line.sendBytes(audioFrame(header, samples));
    if (!left) this.n_dropped += 1;
    return left;
  }
}
