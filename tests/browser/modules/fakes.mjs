/** A socket, a clock and a storage that play a script. */

export class FakeSocket {
  static made = [];

  constructor(url) {
    this.url = url;
    this.sent = [];
    this.frames = [];
    this.bufferedAmount = 0;
    this.closed = null;
    FakeSocket.made.push(this);
  }

  static get last() {
    return FakeSocket.made.at(-1);
  }

  send(frame) {
    if (typeof frame === "string") this.sent.push(JSON.parse(frame));
    else this.frames.push(new Uint8Array(frame));
  }

  close(code) {
    this.closed = code;
  }

  open() {
    this.onopen();
  }

  hear(message) {
    this.onmessage({ data: typeof message === "string" ? message : JSON.stringify(message) });
  }

  lose(code = 1006) {
    this.onclose({ code });
  }
}

/** Timers that fire when `pass` says so. */
export class FakeTimers {
  now = 0;
  waiting = [];

  set = (callback, ms) => {
    const timer = { callback, at: this.now + ms };
    this.waiting.push(timer);
    return timer;
  };

  clear = (timer) => {
    this.waiting = this.waiting.filter((other) => other !== timer);
  };

  pass(ms) {
    const until = this.now + ms;
    for (;;) {
      const next = this.waiting.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.clear(next);
      this.now = next.at;
      next.callback();
    }
    this.now = until;
  }
}

export class FakeStorage {
  kept = new Map();

  getItem(key) {
    return this.kept.get(key) ?? null;
  }

  setItem(key, value) {
    this.kept.set(key, value);
  }

  removeItem(key) {
    this.kept.delete(key);
  }
}

/** A voice that says what the test lets it: `reach`, `end` and `fail` are the last text's hooks. */
export class FakeVoice {
  said = [];
  isSilent = true;
  isAwake = false;

  wake() {
    this.isAwake = true;
  }

  utter = (message, from, { reached, ended, failed }) => {
    this.said.push([message.seq, from]);
    this.isSilent = false;
    Object.assign(this, { reach: reached, end: ended, fail: failed });
    return () => { this.isSilent = true; };
  };
}

/** A microphone that hears what the test plays. */
export class FakeMicrophone {
  static last = null;
  isOpen = true;
  muted = false;

  constructor(hooks) {
    Object.assign(this, hooks);
    FakeMicrophone.last = this;
  }

  mute(muted) {
    this.muted = muted;
  }

  quick(isQuick) {
    this.isQuick = isQuick;
  }

  async finish() {
    this.isOpen = false;
  }

  close() {
    this.isOpen = false;
  }
}

export const WELCOME = {
  type: "welcome", seq: 1, session: "s", token: "t", resumed: false,
  limits: { max_text_chars: 4000 }, senses: { text: "on", voice: "off", face: "not_available", behaviour: "not_available" }, ai_notice: "An AI.",
  voice: { recognition: "pocketsphinx", speech: "browser", end_of_speech_ms: 600, max_utterance_s: 30, languages: ["en"] },
};

export const says = (seq, text, more = {}) => ({ type: "message", seq, turn: null, text, quick_replies: [], card: null, from: "bot", ...more });
