/**
 * The line to the gateway: opens, says hello, keeps itself alive, and comes back by itself.
 * Knows nothing of the conversation; the socket class, the timers and the dice are given.
 */

export const PROTOCOL = "undertone.v1";

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 20_000;
const ALIVE_EVERY_MS = 25_000;
const ALIVE_WITHIN_MS = 10_000;
const DOUBTED_WITHIN_MS = 4_000;
const ACK_AFTER_MS = 200;

/** Close codes of the gateway: the session went on in another connection; too many sessions from this address. */
const ELSEWHERE = 4009;
const TOO_MANY = 4429;
const MANY_ATTEMPTS = 10;

/**
 * How long to wait before the next call: doubling, at most 20 s, half of it thrown by dice,
 * so that a thousand widgets do not all knock in the same second.
 *
 * @param {number} attempt failed calls so far, from 0
 * @param {() => number} random in [0, 1)
 * @returns {number} milliseconds
 */
export function waitBefore(attempt, random) {
  const ceiling = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt);
  return Math.round(ceiling / 2 + (random() * ceiling) / 2);
}

/**
 * @typedef {object} Timers
 * @property {(callback: () => void, ms: number) => any} set
 * @property {(timer: any) => void} clear
 */

/** One visitor's line. `onMessage` gets every decoded message, `onState` each change of the line. */
export class Line {
  /** @type {WebSocket | null} */
  #socket = null;
  #attempt = 0;
  #welcomed = false;
  /** @type {any} */
  #retry = null;
  /** @type {any} */
  #pulse = null;
  /** @type {any} */
  #overdue = null;
  /** @type {any} */
  #ackTimer = null;
  #seen = 0;

  /**
   * @param {object} given
   * @param {string} given.url
   * @param {typeof WebSocket} given.Socket
   * @param {Timers} given.timers
   * @param {() => number} given.random
   * @param {() => number} given.now epoch milliseconds
   * @param {() => object} given.hello what to say first: `{token?, last_seq?, locale?}`
   * @param {(message: any) => void} given.onMessage
   * @param {(change: {line: string, retryAt?: number}) => void} given.onState
   */
  constructor(given) {
    this.given = given;
  }

  /** Call the gateway, unless a line is up or being built. */
  open() {
    if (this.#socket) return;
    this.given.timers.clear(this.#retry);
    this.#retry = null;
    this.given.onState({ line: "connecting" });
    const socket = new this.given.Socket(this.given.url);
    this.#socket = socket;
    this.#welcomed = false;
    socket.onopen = () => this.#sayHello(socket);
    socket.onmessage = ({ data }) => this.#hear(socket, data);
    socket.onclose = ({ code }) => this.#lost(socket, code);
    socket.onerror = () => {};
  }

  /** Hang up and stay away until `open` is called. */
  close() {
    const socket = this.#socket;
    this.#release();
    this.given.timers.clear(this.#retry);
    this.#retry = null;
    this.#attempt = 0;
    socket?.close(1000);
    this.given.onState({ line: "idle" });
  }

  /** Hang up and call again at once, to be greeted afresh. */
  restart() {
    this.close();
    this.open();
  }

  /** Something happened that lines die of, or wake by: call at once if waiting, else ask whether it still lives. */
  hurry() {
    if (this.#retry !== null) {
      this.#attempt = 0;
      this.open();
    } else if (this.#welcomed) {
      this.#ask(DOUBTED_WITHIN_MS);
    }
  }

  /**
   * @param {{type: string, [detail: string]: any}} message
   * @returns {boolean} whether it left; false means: keep it and send it after the next welcome
   */
  send(message) {
    if (!this.#welcomed || !this.#socket) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  /**
   * Sound: it leaves now or never.
   *
   * @param {ArrayBuffer} frame
   * @returns {boolean} whether it left
   */
  sendBytes(frame) {
    if (!this.#welcomed || !this.#socket) return false;
    this.#socket.send(frame);
    return true;
  }

  /** Bytes that the browser has yet to put on the line. */
  get backlog() {
    return this.#socket?.bufferedAmount ?? 0;
  }

  #sayHello(socket) {
    if (socket !== this.#socket) return;
    socket.send(JSON.stringify({ type: "hello", protocol: PROTOCOL, ...this.given.hello() }));
  }

  #hear(socket, data) {
    if (socket !== this.#socket) return;
    const message = decoded(data);
    if (!message) return;
    this.#stillAlive();
    if (message.type === "welcome") this.#greeted();
    this.given.onMessage(message);
    this.#acknowledgeSoon(message);
  }

  #greeted() {
    this.#welcomed = true;
    this.#attempt = 0;
    this.#seen = 0;
    this.given.onState({ line: "open" });
  }

  #acknowledgeSoon(message) {
    if (!Number.isInteger(message.seq) || !this.#welcomed) return;
    this.#seen = Math.max(this.#seen, message.seq);
    this.#ackTimer ??= this.given.timers.set(() => {
      this.#ackTimer = null;
      this.send({ type: "ack", seq: this.#seen });
    }, ACK_AFTER_MS);
  }

  #stillAlive() {
    const { timers } = this.given;
    timers.clear(this.#pulse);
    timers.clear(this.#overdue);
    this.#pulse = timers.set(() => this.#ask(ALIVE_WITHIN_MS), ALIVE_EVERY_MS);
  }

  /** A line can die without a word: ask, and hang up if no answer comes. */
  #ask(within_ms) {
    const socket = this.#socket;
    this.given.timers.clear(this.#overdue);
    this.send({ type: "ping", id: `ping-${this.given.now()}` });
    this.#overdue = this.given.timers.set(() => {
      socket?.close(4000);
      this.#lost(socket, 4000);
    }, within_ms);
  }

  #lost(socket, code) {
    if (socket !== this.#socket) return;
    this.#release();
    if (code === ELSEWHERE) return this.given.onState({ line: "elsewhere" });
    if (code === TOO_MANY) this.#attempt = MANY_ATTEMPTS;
    const wait = waitBefore(this.#attempt, this.given.random);
    this.#attempt += 1;
    this.#retry = this.given.timers.set(() => this.#again(), wait);
    this.given.onState({ line: code === TOO_MANY ? "refused" : "waiting", retryAt: this.given.now() + wait });
  }

  #again() {
    this.#retry = null;
    this.open();
  }

  #release() {
    const { timers } = this.given;
    for (const timer of [this.#pulse, this.#overdue, this.#ackTimer]) timers.clear(timer);
    this.#ackTimer = null;
    this.#socket = null;
    this.#welcomed = false;
  }
}

function decoded(data) {
  if (typeof data !== "string") return null;
  try {
    const message = JSON.parse(data);
    return typeof message?.type === "string" ? message : null;
  } catch {
    return null;
  }
}
