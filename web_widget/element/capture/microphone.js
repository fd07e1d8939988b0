/** The visitor's microphone: opened, heard in batches of 16 kHz sound, and let go for good. */

const WORKLET = new URL("./pcm-worklet.js", import.meta.url).href;
/** Bluetooth may take seconds to wake; a graph that never answers is given up. */
const FLUSH_WITHIN_MS = 250;
/**
 * The voice as it is: a browser's noise suppression and gain control are made for calls. They swallow soft sounds and clip loud
 * ones, and with them both words and mood are read worse. The echo of our own replies has to go all the same.
 */
const WANTED = { audio: { channelCount: 1, echoCancellation: true, noiseSuppression: false, autoGainControl: false } };

/** What the browser calls it, and what the visitor is told. */
const REASONS = {
  NotAllowedError: "refused", SecurityError: "refused", NotFoundError: "none", OverconstrainedError: "none",
  NotReadableError: "busy", AbortError: "busy",
};

/** Why there is no sound: `insecure`, `unsupported`, `refused`, `none`, `busy` or `failed`. */
export class MicrophoneError extends Error {
  /**
   * @param {string} reason one of the words above
   * @param {unknown} [cause] what the browser said
   */
  constructor(reason, cause) {
    super(`no microphone: ${reason}`, { cause });
    this.reason = reason;
  }
}

/**
 * @typedef {object} MicrophoneHooks
 * @property {(samples: Int16Array) => void} samples mono, 16 kHz, at most 2048 of them
 * @property {(level: number) => void} level 0 to 1, about 16 times a second
 * @property {() => void} lost the device went away, or the browser took it back
 */

/**
 * Ask the browser for the microphone; the first time it asks the visitor.
 *
 * @param {MicrophoneHooks} hooks
 * @returns {Promise<Microphone>}
 * @throws {MicrophoneError}
 */
export async function openMicrophone(hooks) {
  if (!globalThis.isSecureContext) throw new MicrophoneError("insecure");
  if (!navigator.mediaDevices?.getUserMedia || !globalThis.AudioWorkletNode) throw new MicrophoneError("unsupported");
  let stream = null;
  try {
    stream = await navigator.mediaDevices.getUserMedia(WANTED);
    return await Microphone.on(stream, hooks);
  } catch (error) {
    for (const track of stream?.getTracks() ?? []) track.stop();
    throw new MicrophoneError(REASONS[error?.name] ?? "failed", error);
  }
}

class Microphone {
  #isOpen = true;
  #flushed = () => {};

  static async on(stream, hooks) {
    const { context, source } = await graphOf(stream);
    return new Microphone(stream, context, source, hooks);
  }

  constructor(stream, context, source, hooks) {
    this.tracks = stream.getAudioTracks();
    this.context = context;
    this.hooks = hooks;
    this.node = new AudioWorkletNode(context, "undertone-pcm", { numberOfInputs: 1, numberOfOutputs: 1, channelCount: 1, channelCountMode: "explicit" });
    this.node.port.onmessage = ({ data }) => this.#hear(data);
    // Some browsers run only what leads to the speakers; the worklet writes nothing there.
    source.connect(this.node).connect(context.destination);
    for (const track of this.tracks) track.onended = () => this.#lost();
    this.node.onprocessorerror = () => this.#lost();
    context.resume();
  }

  /** Give out what has been collected so far, then let go. */
  async finish() {
    if (!this.#isOpen) return;
    await new Promise((flushed) => {
      this.#flushed = flushed;
      this.node.port.postMessage("flush");
      setTimeout(flushed, FLUSH_WITHIN_MS);
    });
    this.close();
  }

  /** A muted microphone hears nothing, and the browser shows it so. */
  mute(muted) {
    for (const track of this.tracks) track.enabled = !muted;
  }

  /** Give out batches of 32 ms in the place of 128: for a time in which every moment counts. */
  quick(isQuick) {
    this.node.port.postMessage(isQuick ? "quick" : "calm");
  }

  /** Let go at once; what was not given out is dropped. */
  close() {
    this.#isOpen = false;
    for (const track of this.tracks) track.stop();
    this.node.port.onmessage = null;
    this.node.disconnect();
    if (this.context.state !== "closed") this.context.close();
  }

  #hear({ samples, level, flushed }) {
    if (!this.#isOpen) return;
    if (samples) this.hooks.samples(samples);
    if (level !== undefined) this.hooks.level(level);
    if (flushed) this.#flushed();
  }

  #lost() {
    if (!this.#isOpen) return;
    this.close();
    this.hooks.lost();
  }
}

/** At 16 kHz where the browser resamples for us, else at the device's own rate: the worklet makes up for it. */
async function graphOf(stream) {
  for (const options of [{ sampleRate: 16_000 }, {}]) {
    const context = new AudioContext(options);
    try {
      const source = context.createMediaStreamSource(stream);
      await context.audioWorklet.addModule(WORKLET);
      return { context, source };
    } catch (error) {
      context.close();
      if (error?.name !== "NotSupportedError" || !options.sampleRate) throw error;
    }
  }
  throw new MicrophoneError("unsupported");
}
