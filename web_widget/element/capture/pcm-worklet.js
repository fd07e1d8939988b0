/**
 * Runs in the browser's audio thread: every 128 samples come in, batches and levels go out.
 * A file of its own, named by its address, as a content security policy wants it.
 *
 * Out: `{samples: Int16Array}`, `{level: 0..1}` about 16 times a second, `{flushed: true}`. In: `"flush"`, `"quick"`, `"calm"`.
 */
import { BATCH, Batches, QUICK_BATCH, Resampler, levelOf } from "./pcm.js";

const LEVELS_PER_S = 16;

class Pcm extends AudioWorkletProcessor {
  constructor() {
    super();
    this.resampler = new Resampler(sampleRate);
    this.batches = new Batches();
    this.loudest = 0;
    this.sinceLevel = 0;
    this.port.onmessage = ({ data }) => this.told(data);
  }

  process([[block] = []]) {
    if (!block) return true;
    for (const samples of this.batches.accept(this.resampler.accept(block))) this.give(samples);
    this.measure(block);
    return true;
  }

  measure(block) {
    this.loudest = Math.max(this.loudest, levelOf(block));
    this.sinceLevel += block.length;
    if (this.sinceLevel < sampleRate / LEVELS_PER_S) return;
    this.port.postMessage({ level: this.loudest });
    this.loudest = this.sinceLevel = 0;
  }

  give(samples) {
    if (samples.length) this.port.postMessage({ samples }, [samples.buffer]);
  }

  told(what) {
    if (what === "flush") this.flush();
    else this.batches.size = what === "quick" ? QUICK_BATCH : BATCH;
  }

  flush() {
    this.give(this.batches.flush());
    this.port.postMessage({ flushed: true });
  }
}

registerProcessor("undertone-pcm", Pcm);
