import { Conversation } from "./conversation.js";
import { GatewayHttp, addressesOf } from "./gateway-http.js";
import { languageFor } from "./lang/index.js";
import { Memory, browserPlaces } from "./memory.js";
import { Line } from "./socket.js";
import { createStore, initialState, reduce } from "./store.js";
import { chatWindow } from "./view/chat-window.js";
import { styleSheets } from "./view/styles/index.js";

const HOME = new URL("..", import.meta.url).href;

/**
 * `<undertone-chat>`.
 *
 * Attributes: `server` (the gateway; default: where this script came from), `mode` (`floating` or `inline`),
 * `theme` (`auto`, `light`, `dark`), `locale` (BCP 47; default: the page's language, then the browser's), `heading`.
 * Methods: `open()`, `close()`, `send(text)`. Events: `undertone-open`, `undertone-close`.
 * What the visitor says, and how it sounds, is never told to the page.
 */
export class UndertoneChat extends HTMLElement {
  /** @type {any} a Conversation, once the element is in a page */
  #conversation = null;
  /** @type {any} an AbortController, while the element is in a page */
  #listening = null;

  connectedCallback() {
    if (!this.#conversation) this.#assemble();
    this.#listen();
    if (!this.#isFloating || this.#conversation.store.state.open) this.#conversation.connect();
  }

  disconnectedCallback() {
    this.#listening.abort();
    this.#conversation.hangUp();
  }

  /** Show the conversation. */
  open() {
    this.#conversation.request({ type: "open_panel" });
  }

  /** Fold the conversation away; it goes on where it was. */
  close() {
    this.#conversation.request({ type: "close_panel" });
  }

  /**
   * Say something for the visitor, as when they press a button of the page's own.
   *
   * @param {string} text
   */
  send(text) {
    this.open();
    this.#conversation.sendText(String(text));
  }

  get #isFloating() {
    return this.getAttribute("mode") !== "inline";
  }

  #assemble() {
    const locale = this.getAttribute("locale") || navigator.language || "en";
    const language = languageFor(this.getAttribute("locale") || document.documentElement.lang || locale);
    const store = createStore(reduce, initialState());
    this.#conversation = conversationWith(store, this.getAttribute("server") || HOME, locale);
    this.#conversation.restore();
    this.#draw(store, language);
  }

  #draw(store, { tag, say }) {
    const shadow = this.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = styleSheets();
    const window = chatWindow({
      say, request: this.#conversation.request, heading: this.getAttribute("heading") || say("title"), floating: this.#isFloating,
    });
    window.node.lang = tag;
    shadow.append(window.node);
    window.update(store.state);
    let wasOpen = store.state.open;
    store.subscribe((state) => {
      window.update(state);
      if (state.open !== wasOpen) this.dispatchEvent(new CustomEvent(state.open ? "undertone-open" : "undertone-close"));
      wasOpen = state.open;
    });
  }

  #listen() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    const hurry = () => this.#conversation.hurry();
    addEventListener("online", hurry, { signal });
    addEventListener("offline", hurry, { signal });
    document.addEventListener("visibilitychange", () => { if (!document.hidden) hurry(); }, { signal });
  }
}

function conversationWith(store, server, locale) {
  const { base, socket } = addressesOf(new URL(server, document.baseURI).href);
  const timers = { set: (callback, ms) => setTimeout(callback, ms), clear: (timer) => clearTimeout(timer) };
  return new Conversation({
    store, timers, locale,
    lineFor: (hooks) => new Line({ url: socket, Socket: WebSocket, timers, random: Math.random, now: Date.now, ...hooks }),
    memory: new Memory(base, browserPlaces()),
    http: new GatewayHttp(base, (...given) => fetch(...given)),
    newId: newIdentifier,
    now: Date.now,
  });
}

/** `randomUUID` exists only on secure pages; a site without https still gets unguessable ids. */
function newIdentifier() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
