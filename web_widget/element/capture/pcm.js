/**
 * Sound as the gateway wants it: 16 kHz, mono, 16-bit, in batches. Pure; the worklet is its only user,
 * and loads it beside itself when a microphone is first opened.
 */

export const RATE_HZ = 16_000;
/** Samples of one batch: 128 ms. */
export const BATCH = 2048;
/** While a reply is said aloud, 32 ms, which is what the gateway's detector looks at: whoever speaks over it should not wait. */
export const QUICK_BATCH = 512;

/** Zero crossings of the windowed sinc on each side: what is above 8 kHz is 60 dB down. */
const HALF_WIDTH = 16;
/** Share of the new Nyquist frequency that passes; the rest is the filter's slope. */
const PASSED = 0.92;

/** From the device's rate to 16 kHz, over the borders of blocks; without a filter where nothing is to be done. */
export class Resampler {
  /** Input samples that later outputs still need. */
  #kept = new Float32Array(0);
  /** Place of the next output, in input samples from the start of `#kept`. */
  #at = 0;

  /**
   * @param {number} rate_hz of the input
   */
  constructor(rate_hz) {
    this.step = rate_hz / RATE_HZ;
    this.cutoff = PASSED * Math.min(1, 1 / this.step);
    this.reach = Math.ceil(HALF_WIDTH / this.cutoff);
    if (this.step !== 1) {
      this.#kept = new Float32Array(this.reach);
      this.#at = this.reach;
    }
  }

  /**
   * @param {Float32Array} block samples in [-1, 1] at the input's rate
   * @returns {Float32Array} what can be told of them at 16 kHz
   */
  accept(block) {
    if (this.step === 1) return block;
    const input = new Float32Array(this.#kept.length + block.length);
    input.set(this.#kept);
    input.set(block, this.#kept.length);
    const n = Math.max(0, Math.floor((input.length - 1 - this.reach - this.#at) / this.step) + 1);
    const output = Float32Array.from({ length: n }, (_, index) => this.#sampleAt(input, this.#at + index * this.step));
    const next = this.#at + n * this.step;
    const first = Math.max(0, Math.floor(next) - this.reach);
    this.#kept = input.slice(first);
    this.#at = next - first;
    return output;
  }

  #sampleAt(input, place) {
    let sum = 0;
    const from = Math.max(0, Math.ceil(place - this.reach));
    const to = Math.min(input.length - 1, Math.floor(place + this.reach));
    for (let k = from; k <= to; k += 1) sum += input[k] * this.#weight(place - k);
    return sum;
  }

  #weight(distance) {
    const x = distance * this.cutoff;
    const sinc = Math.abs(x) < 1e-9 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    const hann = 0.5 + 0.5 * Math.cos((Math.PI * distance) / (this.reach + 1));
    return this.cutoff * sinc * hann;
  }
}

/** Collects samples until a batch is full. */
export class Batches {
  #batch = new Int16Array(BATCH);
  #filled = 0;
  /** Samples after which a batch is given out, at most BATCH; a change counts from the next sample on. */
  size = BATCH;

  /**
   * @param {Float32Array} samples in [-1, 1] at 16 kHz; louder ones are clipped
   * @returns {Int16Array[]} the batches that became full
   */
  accept(samples) {
    const full = [];
    for (const sample of samples) {
      this.#batch[this.#filled] = Math.round(Math.max(-1, Math.min(1, sample)) * 32_767);
      this.#filled += 1;
      if (this.#filled >= this.size) full.push(this.flush());
    }
    return full;
  }

  /** @returns {Int16Array} what has been collected, perhaps nothing */
  flush() {
    const part = this.#batch.slice(0, this.#filled);
    this.#filled = 0;
    return part;
  }
}

/**
 * How loud a block is, for an eye: 0 at -55 dB of full scale and below, 1 at -5 dB and above.
 *
 * @param {Float32Array} block samples in [-1, 1]
 */
export function levelOf(block) {
  let power = 0;
  for (const sample of block) power += sample * sample;
  const decibels = 10 * Math.log10(power / Math.max(1, block.length) + 1e-12);
  return Math.max(0, Math.min(1, (decibels + 55) / 50));
}
