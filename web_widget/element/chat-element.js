import { Conversation } from "./conversation.js";
import { GatewayHttp, addressesOf } from "./gateway-http.js";
import { languageFor } from "./lang/index.js";
import { Memory, browserPlaces } from "./memory.js";
import { PARTS, Parts } from "./parts.js";
import { Line } from "./socket.js";
import { createStore, initialState, reduce } from "./store.js";
import { chatWindow } from "./view/chat-window.js";
import { styleSheets } from "./view/styles/index.js";
import { browserRecognises, browserSpeaks, wakeBrowserVoice } from "./voice/possible.js";

const HOME = new URL("..", import.meta.url).href;
/** What a page may be told of if its owner names it in `share-events`. */
const SHARED = ["message", "mood", "card"];

/** `<undertone-chat>`: attributes, methods and events are described in `undertone-chat.d.ts`. */
export class UndertoneChat extends HTMLElement {
  /** @type {any} a Conversation, once the element is in a page */
  #conversation = null;
  /** @type {any} an AbortController, while the element is in a page */
  #listening = null;
  /** @type {string | null | undefined} whom the page named before the element was in it */
  #user = undefined;

  connectedCallback() {
    if (!this.#conversation) this.#assemble();
    this.#listen();
    if (!this.#isFloating || this.#conversation.store.state.open) this.#conversation.connect();
  }

  disconnectedCallback() {
    this.#listening.abort();
    this.#conversation.hangUp();
  }

  open() {
    this.#conversation.request({ type: "open_panel" });
  }

  close() {
    this.#conversation.request({ type: "close_panel" });
  }

  /** Stop hearing, speaking and seeing at once; the visitor may begin again. */
  silence() {
    this.#conversation?.silence();
  }

  send(text) {
    this.open();
    this.#conversation.sendText(String(text));
  }

  setUser(token) {
    this.#user = token ?? null;
    this.#conversation?.setUser(this.#user);
  }

  get #isFloating() {
    return this.getAttribute("mode") !== "inline";
  }

  get #shared() {
    const named = (this.getAttribute("share-events") ?? "").split(/\s+/);
    return SHARED.filter((name) => named.includes(name));
  }

  #assemble() {
    const locale = this.getAttribute("locale") || navigator.language || "en";
    const language = languageFor(this.getAttribute("locale") || document.documentElement.lang || locale);
    const store = createStore(reduce, initialState());
    this.#conversation = conversationWith(store, this.getAttribute("server") || HOME, locale,
      (...news) => this.#tell(...news), () => !this.#isFloating || store.state.open);
    this.#conversation.restore();
    const allowed = this.getAttribute("voice") !== "off";
    store.dispatch({ type: "voice_possible", browser: { allowed, recognises: browserRecognises(), speaks: browserSpeaks() } });
    if (this.getAttribute("camera") === "off") store.dispatch({ type: "camera_changed", change: { allowed: false } });
    if (this.#user !== undefined) this.#conversation.setUser(this.#user);
    this.#draw(store, language, locale);
  }

  #draw(store, { tag, say }, locale) {
    const shadow = this.attachShadow({ mode: "open" });
    const { parts, voice, face } = this.#conversation;
    shadow.adoptedStyleSheets = styleSheets();
    const window = chatWindow({
      say, locale, request: this.#conversation.request, heading: this.getAttribute("heading") || say("title"),
      floating: this.#isFloating, shared: () => this.#shared, part: (name) => parts.get(name), onLevel: (listener) => voice.onLevel(listener),
      seen: () => face.view,
    });
    window.node.lang = tag;
    shadow.append(window.node);
    window.update(store.state);
    let wasOpen = store.state.open;
    let wasVoice = soundOf(store.state);
    let hadParts = store.state.parts;
    store.subscribe((state) => {
      if (state.parts !== hadParts) shadow.adoptedStyleSheets = styleSheets(parts.styles);
      hadParts = state.parts;
      window.update(state);
      const sound = soundOf(state);
      if (sound.microphone !== wasVoice.microphone || sound.speaking !== wasVoice.speaking) this.#dispatch("undertone:voice", { ...sound });
      wasVoice = sound;
      if (state.open !== wasOpen) this.#dispatch(state.open ? "undertone-open" : "undertone-close");
      wasOpen = state.open;
    });
  }

  #listen() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    const hurry = () => this.#conversation.hurry();
    addEventListener("online", hurry, { signal });
    addEventListener("offline", hurry, { signal });
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#conversation.hide() : hurry()), { signal });
    addEventListener("pagehide", () => this.silence(), { signal });
    for (const event of ["resize", "scroll"]) visualViewport?.addEventListener(event, () => this.#fit(), { signal });
    this.#fit();
  }

  /** On a phone the panel fills what the keyboard leaves, which the layout itself does not know. */
  #fit() {
    const { height, offsetTop, scale } = visualViewport ?? { scale: 0 };
    if (Math.abs(scale - 1) > 0.01) return;
    const { style } = this.shadowRoot.firstElementChild;
    style.setProperty("--ut-screen", `${height}px`);
    style.setProperty("--ut-top", `${offsetTop}px`);
  }

  /** Who signed in is the page's own news; what is said, heard and offered only if its owner asked for it. Help lines never. */
  #tell(name, news) {
    if (name === "identity") return this.#dispatch("undertone:identity", news);
    const { turn = null, text, card } = news;
    const share = (kind, detail) => { if (this.#shared.includes(kind)) this.#dispatch(`undertone:${kind}`, detail); };
    if (name === "text") share("message", { from: "visitor", turn, text });
    if (name === "message" && text) share("message", { from: "bot", turn, text });
    if (card && card.kind !== "resource") share("card", structuredClone(card));
    if (name === "emotion" && !this.#conversation.store.state.sensing.paused) share("mood", moodOf(news));
  }

  #dispatch(name, detail = null) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

function moodOf({ turn, label, probabilities, valence, arousal, confidence, trend, shift, corrected, mixed, need, parts }) {
  return {
    turn, label, probabilities: { ...probabilities }, valence, arousal, confidence, trend, shift: Boolean(shift),
    corrected: Boolean(corrected), mixed: Boolean(mixed), need: need ?? null, parts: structuredClone(parts ?? {}),
  };
}

/** What the page may always know: whether it is listened to and spoken over, so that its own sound can make room. */
function soundOf({ voice: { microphone, speaking } }) {
  return { microphone, speaking: Boolean(speaking) && !speaking.held };
}

function conversationWith(store, server, locale, tell, isShown) {
  const { base, socket } = addressesOf(new URL(server, document.baseURI).href);
  const timers = { set: (callback, ms) => setTimeout(callback, ms), clear: (timer) => clearTimeout(timer) };
  return new Conversation({
    store, timers, locale, tell,
    lineFor: (hooks) => new Line({ url: socket, Socket: WebSocket, timers, random: Math.random, now: Date.now, ...hooks }),
    memory: new Memory(base, browserPlaces()),
    http: new GatewayHttp(base, (...given) => fetch(...given)),
    partsFor: (dispatch) => new Parts(PARTS, dispatch),
    isShown,
    wakeBrowserVoice,
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    newId: newIdentifier,
    now: Date.now,
  });
}

/** `randomUUID` exists only on secure pages; a site without https still gets unguessable ids. */
function newIdentifier() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
