/** Plays what the gateway says: its sound is fetched whole, so that a place in it can be found again. */
export class GatewayVoice {
  #context = null;
  /** The last message's sound: a murmur interrupts it, and it goes on from there. */
  #kept = { seq: null, sound: null };

  /**
   * @param {(turn: string | null, seq: number) => Promise<ArrayBuffer>} fetchSound of one message, in any format a browser decodes
   */
  constructor(fetchSound) {
    this.fetchSound = fetchSound;
  }

  /** Browsers let a page sound only after a press. */
  wake() {
    this.#context ??= new AudioContext();
    this.#context.resume();
  }

  /**
   * @param {import("./speaker.js").Said} message
   * @param {number} from the character to begin at
   * @param {import("./speaker.js").VoiceHooks} hooks
   * @returns {() => void} silences it at once
   */
  utter(message, from, hooks) {
    const playing = { isOn: true, source: null, began_s: 0 };
    const spoken = () => {
      if (!playing.source) return from;
      const share = (this.#context.currentTime - playing.began_s) / playing.source.buffer.duration;
      return Math.max(from, Math.min(message.text.length, Math.round(share * message.text.length)));
    };
    this.#play(message, from, playing, hooks).catch((error) => {
      if (playing.isOn) hooks.failed(String(error?.message ?? error));
    });
    return () => {
      if (playing.isOn) hooks.reached(spoken());
      playing.isOn = false;
      playing.source?.stop();
    };
  }

  async #play(message, from, playing, hooks) {
    this.#context ??= new AudioContext();
    const sound = await this.#soundOf(message);
    if (!playing.isOn) return;
    await this.#context.resume();
    if (!playing.isOn) return;
    const source = this.#context.createBufferSource();
    source.buffer = sound;
    source.connect(this.#context.destination);
    const offset_s = (from / Math.max(1, message.text.length)) * sound.duration;
    source.onended = () => {
      if (!playing.isOn) return;
      playing.isOn = false;
      hooks.reached(message.text.length);
      hooks.ended();
    };
    playing.source = source;
    playing.began_s = this.#context.currentTime - offset_s;
    source.start(0, offset_s);
  }

  async #soundOf({ turn, seq }) {
    if (this.#kept.seq !== seq) this.#kept = { seq, sound: await this.#context.decodeAudioData(await this.fetchSound(turn, seq)) };
    return this.#kept.sound;
  }
}
