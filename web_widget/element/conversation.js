/**
 * Between the views and the world: turns requests into events, messages and memories.
 * Owns no DOM; all it needs is given, so a test can play a whole evening in a millisecond.
 */
import { isWorthKeeping, savedPart } from "./store.js";

/** Added to the gateway's own waiting time before a text that came too fast is sent again. */
const RESEND_MARGIN_MS = 50;

export class Conversation {
  /** @type {string | null} the id of the message that was sent and is not yet acknowledged */
  #onItsWay = null;

  /**
   * @param {object} given
   * @param {ReturnType<typeof import("./store.js").createStore>} given.store
   * @param {(hooks: any) => import("./socket.js").Line} given.lineFor builds the line with our hooks
   * @param {import("./memory.js").Memory} given.memory
   * @param {import("./gateway-http.js").GatewayHttp} given.http
   * @param {import("./socket.js").Timers} given.timers
   * @param {() => string} given.newId
   * @param {() => number} given.now epoch milliseconds
   * @param {string} given.locale BCP 47; the region chooses the help lines
   */
  constructor(given) {
    this.store = given.store;
    this.memory = given.memory;
    this.http = given.http;
    this.timers = given.timers;
    this.newId = given.newId;
    this.now = given.now;
    this.locale = given.locale;
    this.line = given.lineFor({
      hello: () => this.#hello(),
      onMessage: (message) => this.#received(message),
      onState: (change) => this.#lineChanged(change),
    });
    this.request = this.request.bind(this);
  }

  /** Bring back what an earlier page left. */
  restore() {
    const saved = this.memory.load();
    if (saved) this.store.dispatch({ type: "restored", saved });
  }

  connect() {
    this.line.open();
  }

  hangUp() {
    this.line.close();
  }

  /** The browser says that the network went or is back, or the page is looked at again. */
  hurry() {
    this.line.hurry();
  }

  /**
   * @param {{type: string, [detail: string]: any}} request what a view wants
   */
  request(request) {
    REQUESTS[request.type](this, request);
  }

  sendText(text) {
    const trimmed = text.trim();
    if (!trimmed) return;
    this.#dispatch({ type: "text_written", id: this.newId(), text: trimmed, now: this.now() });
    this.#deliver();
    this.connect();
  }

  /**
   * @param {object} message to the gateway, without its id
   * @param {boolean} [urgent] overtakes what waits, as a withdrawn consent must
   */
  queue(message, urgent = false) {
    this.#dispatch({ type: "message_queued", message: { ...message, id: this.newId() }, urgent });
    if (urgent) this.#onItsWay = null;
    this.#deliver();
  }

  async showData() {
    this.#dispatch({ type: "sheet_shown", sheet: "data" });
    this.#dispatch({ type: "data_asked" });
    try {
      this.#dispatch({ type: "data_arrived", document: await this.http.exportData(this.store.state.token) });
    } catch {
      this.#dispatch({ type: "data_failed" });
    }
  }

  async forget() {
    const { token } = this.store.state;
    this.#dispatch({ type: "forget_asked" });
    try {
      if (token) await this.http.forget(token);
    } catch {
      return this.#dispatch({ type: "forget_failed" });
    }
    if (token && this.store.state.token !== token) return; // the line has brought the news already
    this.#dispatch({ type: "forgotten", now: this.now() });
    this.line.restart();
  }

  dispatch(event) {
    this.#dispatch(event);
  }

  #lineChanged(change) {
    if (change.line !== "open") this.#onItsWay = null;
    this.#dispatch({ type: "line_changed", ...change });
  }

  #hello() {
    const { token, lastSeq } = this.store.state;
    return { locale: this.locale, ...(token ? { token, last_seq: lastSeq } : {}) };
  }

  #received(message) {
    this.#dispatch({ type: "received", message, now: this.now() });
    if (message.type === "error" && this.#refused(message)) return;
    if (message.type === "welcome" || message.id === this.#onItsWay) this.#onItsWay = null;
    this.#deliver();
  }

  /** @returns {boolean} whether delivery has to wait */
  #refused({ code, id, retry_after_ms: wait }) {
    if (code === "token_invalid") this.#startAnew();
    else if (id && wait != null) this.#resendAfter(wait);
    else return false;
    return true;
  }

  /** The gateway no longer knows this session's token: begin a new one, and send what still waits there. */
  #startAnew() {
    this.#dispatch({ type: "token_refused" });
    this.line.restart();
  }

  #resendAfter(wait) {
    this.timers.set(() => {
      this.#onItsWay = null;
      this.#dispatch({ type: "problem_dismissed" });
      this.#deliver();
    }, wait + RESEND_MARGIN_MS);
  }

  /** One message at a time, the next when the gateway has the one before: so the order holds whatever happens. */
  #deliver() {
    const [first] = this.store.state.outbox;
    if (first && first.id !== this.#onItsWay && this.line.send(first.message)) this.#onItsWay = first.id;
  }

  #dispatch(event) {
    this.store.dispatch(event);
    const { state } = this.store;
    if (isWorthKeeping(state)) this.memory.save(savedPart(state), state.rememberDevice);
    else this.memory.clear();
  }
}

const REQUESTS = {
  open_panel(conversation) {
    conversation.dispatch({ type: "panel_opened" });
    conversation.connect();
  },
  close_panel: (conversation) => conversation.dispatch({ type: "panel_closed" }),
  show_sheet: (conversation, { sheet }) => conversation.dispatch({ type: "sheet_shown", sheet }),
  send_text(conversation, { text }) {
    conversation.dispatch({ type: "sheet_shown", sheet: null });
    conversation.sendText(text);
  },
  send_again(conversation, { id, text }) {
    conversation.dispatch({ type: "text_discarded", id });
    conversation.sendText(text);
  },
  discard_text: (conversation, { id }) => conversation.dispatch({ type: "text_discarded", id }),
  rate_item(conversation, { item, action }) {
    conversation.dispatch({ type: "item_rated", item, action });
    conversation.queue({ type: "feedback", item, action });
  },
  report_item: (conversation, { item, action }) => conversation.queue({ type: "feedback", item, action }),
  reach_step: (conversation, { item, step }) => conversation.dispatch({ type: "step_reached", item, step }),
  pause_sensing(conversation, { paused }) {
    conversation.dispatch({ type: "sensing_chosen", paused });
    conversation.queue({ type: "consent", sense: "text", granted: !paused }, paused);
  },
  remember_device: (conversation, { remember }) => conversation.dispatch({ type: "device_memory_chosen", remember }),
  show_data: (conversation) => conversation.showData(),
  forget_me: (conversation) => conversation.forget(),
  hurry: (conversation) => {
    conversation.hurry();
    conversation.connect();
  },
  dismiss_problem: (conversation) => conversation.dispatch({ type: "problem_dismissed" }),
};
