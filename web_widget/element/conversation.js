/**
 * Between the views and the world: turns requests into events, messages and memories.
 * Owns no DOM; all it needs is given, so a test can play a whole evening in a millisecond.
 */
import { isWorthKeeping, savedPart } from "./store.js";
import { FaceDoor } from "./face/door.js";
import { VoiceDoor } from "./voice/door.js";

/** Added to the gateway's own waiting time before a text that came too fast is sent again. */
const RESEND_MARGIN_MS = 50;

/** What the gateway says of a user's token: not genuine; or no secret is set to check it with. */
const USER_REFUSED = new Set(["identity_invalid", "not_available"]);

export class Conversation {
  /** @type {string | null} the id of the message that was sent and is not yet acknowledged */
  #onItsWay = null;
  /** @type {string | null} who the site says this is: a signed token, never stored */
  #user = null;
  /** @type {boolean} whether the gateway has yet to say what it thinks of that token */
  #isIntroducing = false;
  /** @type {string | null} the exercise that waits for the part that runs it */
  #beginning = null;
  /** Whether it has been found out what an earlier page needs. */
  #hasLooked = false;

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
   * @param {string} [given.timezone] IANA name, for wishes such as “at night”
   * @param {(dispatch: (event: any) => void) => import("./parts.js").Parts} given.partsFor builds what fetches the parts
   * @param {() => boolean} given.isShown whether the conversation is unfolded: nothing is said out of a closed door
   * @param {() => void} [given.wakeBrowserVoice] called while a press is answered
   * @param {(name: string, detail: any) => void} [given.tell] hears what happens, for the page; the element decides what the page may know
   */
  constructor(given) {
    this.store = given.store;
    this.memory = given.memory;
    this.http = given.http;
    this.timers = given.timers;
    this.newId = given.newId;
    this.now = given.now;
    this.locale = given.locale;
    this.timezone = given.timezone;
    this.tell = given.tell ?? (() => {});
    this.line = given.lineFor({
      hello: () => this.#hello(),
      onMessage: (message) => this.#received(message),
      onState: (change) => this.#lineChanged(change),
    });
    this.request = this.request.bind(this);
    this.parts = given.partsFor((event) => this.#dispatch(event));
    this.voice = new VoiceDoor({
      store: given.store, line: this.line, timers: given.timers, newId: given.newId, now: given.now, http: given.http, locale: given.locale,
      parts: this.parts, isShown: given.isShown, wakeBrowserVoice: given.wakeBrowserVoice ?? (() => {}),
      dispatch: (event) => this.#dispatch(event),
      queue: (message, urgent) => this.queue(message, urgent),
      sendText: (text, more) => this.#say(text, more),
    });
    this.face = new FaceDoor({
      store: given.store, line: this.line, timers: given.timers, newId: given.newId, now: given.now, parts: this.parts, base: given.http.base,
      dispatch: (event) => this.#dispatch(event),
      queue: (message, urgent) => this.queue(message, urgent),
    });
  }

  /** Bring back what an earlier page left. */
  restore() {
    const saved = this.memory.load();
    if (saved) this.store.dispatch({ type: "restored", saved });
  }

  connect() {
    if (!this.#hasLooked) this.#look();
    this.#hasLooked = true;
    this.line.open();
  }

  /** What an earlier page left may take a part to be drawn. */
  #look() {
    const { steps, entries } = this.store.state;
    if (entries.some(({ card }) => card && (steps[card.id] ?? null) !== null)) this.parts.need("exercise");
    if (entries.some(({ card }) => card?.found)) this.parts.need("song");
    this.voice.look();
  }

  hangUp() {
    this.silence();
    this.line.close();
  }

  /** Stop hearing, speaking and seeing at once. */
  silence() {
    this.voice.silence();
    this.face.silence();
  }

  /** Nobody is heard or seen on a page that is out of sight. */
  hide() {
    this.voice.hide();
    this.face.stopIfOn("hidden");
  }

  /** The browser says that the network went or is back, or the page is looked at again. */
  hurry() {
    this.line.hurry();
  }

  /**
   * @param {{type: string, [detail: string]: any}} request what a view wants
   */
  request(request) {
    const answer = REQUESTS[request.type];
    if (answer) answer(this, request);
    else (request.type.startsWith("face_") ? this.face : this.voice).request(request);
  }

  sendText(text, more) {
    this.voice.visitorWrote();
    this.#say(text, more);
  }

  #say(text, more = {}) {
    const trimmed = text.trim();
    if (!trimmed) return;
    this.#dispatch({ type: "text_written", id: this.newId(), text: trimmed, now: this.now(), ...more });
    this.tell("text", { text: trimmed });
    this.#deliver();
    this.connect();
  }

  /**
   * @param {object} message to the gateway, without its id
   * @param {boolean} [urgent] overtakes what waits, as a withdrawn consent must
   * @returns {string} its id
   */
  queue(message, urgent = false) {
    const id = this.newId();
    this.#dispatch({ type: "message_queued", message: { ...message, id }, urgent });
    if (urgent) this.#onItsWay = null;
    this.#deliver();
    return id;
  }

  /** The site says who this is, or that nobody is signed in any more; another person's conversation is never shown. */
  setUser(token) {
    const person = token ? subjectOf(token) : null;
    if (token === this.#user && person === this.store.state.person) return;
    this.#user = token;
    const { person: before, line } = this.store.state;
    if (before !== null && before !== person) {
      this.silence();
      this.#dispatch({ type: "person_left" });
    }
    this.#dispatch({ type: "person_known", person });
    if (line !== "idle") this.line.restart();
  }

  async beginExercise(item) {
    if (this.#beginning === item) return;
    this.#beginning = item;
    const part = await this.parts.need("exercise");
    this.#beginning = null;
    const isStillHere = this.store.state.entries.some(({ card }) => card?.id === item);
    if (!part || !isStillHere) return; // forgotten meanwhile
    this.#dispatch({ type: "step_reached", item, step: 0 });
    this.queue({ type: "feedback", item, action: "play" });
  }

  async #showMood() {
    try {
      const { points } = await this.http.mood(this.store.state.token);
      this.#dispatch({ type: "mood_arrived", points });
    } catch {
      // the conversation's own points are shown all the same
    }
  }

  /**
   * What is asked of the taste, or of the visitor's account at a music service, is answered by how it stands then.
   * Its `status`: loading, ready, or that of HTTP with which it was refused.
   */
  async ask(about, ask) {
    const changed = (answer) => this.#dispatch({ type: "answer_changed", about, answer });
    changed({ status: "loading" });
    try {
      changed({ url: null, name: null, ...await ask(this.http, this.store.state.token), status: "ready" });
    } catch ({ status = 503 }) {
      changed(status === 403 ? { status, connected: false } : { status });
    }
  }

  /** @param {string | null} sheet null folds it away */
  showSheet(sheet) {
    if (sheet) this.parts.need("sheets");
    this.#dispatch({ type: "sheet_shown", sheet });
  }

  async showData() {
    this.showSheet("data");
    this.#dispatch({ type: "data_asked" });
    try {
      this.#dispatch({ type: "data_arrived", document: await this.http.exportData(this.store.state.token) });
    } catch {
      this.#dispatch({ type: "data_failed" });
    }
  }

  async forget() {
    const { token } = this.store.state;
    this.silence();
    this.#dispatch({ type: "forget_asked" });
    try {
      if (token) await this.http.forget(token);
    } catch {
      return this.#dispatch({ type: "forget_failed" });
    }
    // the line may have brought the news already
    if (token && this.store.state.token !== token) return;
    this.#dispatch({ type: "forgotten", now: this.now() });
    this.line.restart();
  }

  dispatch(event) {
    this.#dispatch(event);
  }

  #lineChanged(change) {
    if (change.line !== "open") {
      this.#onItsWay = null;
      this.voice.lineLost();
      this.face.stopIfOn("line");
    }
    this.#dispatch({ type: "line_changed", ...change });
  }

  #hello() {
    const { token, lastSeq } = this.store.state;
    this.#isIntroducing = this.#user !== null;
    return { locale: this.locale, timezone: this.timezone, ...(token ? { token, last_seq: lastSeq } : {}), ...(this.#user ? { user: this.#user } : {}) };
  }

  #received(message) {
    if (this.#isIntroducing && USER_REFUSED.has(message.code)) return this.#userRefused(message);
    const isNew = message.seq === 0 || message.seq > this.store.state.lastSeq;
    this.#dispatch({ type: "received", message, now: this.now() });
    if (message.card?.found) this.parts.need("song");
    if (message.type === "welcome") this.#onItsWay = null;
    this.voice.received(message, isNew);
    this.face.received(message);
    if (message.type === "error" && this.#refused(message)) return;
    if (message.type === "welcome") this.#welcomed(message);
    else if (isNew && !message.partial) this.#tellOf(message);
    if (message.id === this.#onItsWay) this.#onItsWay = null;
    this.#deliver();
  }

  /** What was said aloud is told like what was written, once it has become a turn. */
  #tellOf(message) {
    if (message.type !== "transcript") return this.tell(message.type, message);
    if (message.final && message.turn) this.tell("text", { turn: message.turn, text: message.text });
  }

  #welcomed({ known }) {
    if (this.#isIntroducing) this.tell("identity", { accepted: true, known: Boolean(known) });
    this.#isIntroducing = false;
    if (known) this.#showMood();
    if (this.store.state.behaviour === "on") this.parts.need("behaviour");
  }

  /** A visitor whose site signs badly is welcome all the same, as somebody unknown. */
  #userRefused({ code }) {
    this.#user = null;
    this.#isIntroducing = false;
    this.tell("identity", { accepted: false, code });
    this.line.restart();
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

/** Who remembers what was wanted of a part. */
const DOORS = { voice: "voice", camera: "face" };

const REQUESTS = {
  open_panel(conversation) {
    conversation.dispatch({ type: "panel_opened" });
    conversation.connect();
  },
  close_panel(conversation) {
    conversation.silence();
    conversation.dispatch({ type: "panel_closed" });
  },
  show_sheet: (conversation, { sheet }) => conversation.showSheet(sheet),
  fetch_part: (conversation, { part }) => (DOORS[part] ? conversation[DOORS[part]].tryAgain() : conversation.parts.need(part)),
  send_text(conversation, { text, mood, typing }) {
    conversation.dispatch({ type: "sheet_shown", sheet: null });
    conversation.sendText(text, { mood, typing });
  },
  send_again(conversation, { id, text, mood }) {
    conversation.dispatch({ type: "text_discarded", id });
    conversation.sendText(text, { mood });
  },
  discard_text: (conversation, { id }) => conversation.dispatch({ type: "text_discarded", id }),
  rate_item(conversation, { item, action }) {
    conversation.dispatch({ type: "item_rated", item, action });
    conversation.queue({ type: "feedback", item, action });
  },
  begin_exercise: (conversation, { item }) => conversation.beginExercise(item),
  report_item: (conversation, { item, action }) => conversation.queue({ type: "feedback", item, action }),
  ask_another(conversation, { item, text }) {
    if (!conversation.store.state.ratings[item]) conversation.queue({ type: "feedback", item, action: "skip" });
    conversation.sendText(text);
  },
  correct_point(conversation, { turn, label }) {
    conversation.dispatch({ type: "point_corrected", turn, label });
    conversation.queue({ type: "correction", turn, label });
  },
  show_taste(conversation) {
    conversation.showSheet("taste");
    conversation.ask("taste", (http, token) => http.taste(token));
    REQUESTS.use(conversation, { about: "account", path: "v1/music/spotify", method: "GET" });
  },
  use: (conversation, { about, path, method, body }) => conversation.ask(about, (http, token) => http.ask(path, method, token, body)),
  tell_taste: (conversation, { told }) => conversation.ask("taste", (http, token) => http.tellTaste(token, told)),
  choose_service: (conversation, { service }) => conversation.ask("taste", async (http, token) => {
    await http.ask("v1/profile", "PATCH", token, { service });
    return http.taste(token);
  }),
  take_back: (conversation, { told }) => conversation.ask("taste", (http, token) => http.takeBack(token, told)),
  reach_step: (conversation, { item, step }) => conversation.dispatch({ type: "step_reached", item, step }),
  pause_sensing(conversation, { paused }) {
    if (paused) conversation.face.stopIfOn("paused");
    conversation.dispatch({ type: "sensing_chosen", paused });
    conversation.queue({ type: "consent", sense: "text", granted: !paused }, paused);
  },
  sense_behaviour(conversation, { on }) {
    if (on) conversation.parts.need("behaviour");
    conversation.dispatch({ type: "behaviour_chosen", on });
    conversation.queue({ type: "consent", sense: "behaviour", granted: on }, !on);
  },
  remember_device: (conversation, { remember }) => conversation.dispatch({ type: "device_memory_chosen", remember }),
  show_data(conversation) {
    conversation.showData();
    REQUESTS.use(conversation, { about: "links", path: "v1/links", method: "GET" });
  },
  forget_me: (conversation) => conversation.forget(),
  hurry: (conversation) => {
    conversation.hurry();
    conversation.connect();
  },
  dismiss_problem: (conversation) => conversation.dispatch({ type: "problem_dismissed" }),
};

/** Whose token this is, as far as a browser can tell; the gateway checks the signature. */
function subjectOf(token) {
  try {
    return String(JSON.parse(atob(token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/"))).sub);
  } catch {
    return "";
  }
}
