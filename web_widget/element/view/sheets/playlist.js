import { h, outwardLink, setAttribute, setText } from "../node.js";
import { icon } from "../icons.js";

const PATH = "v1/music/spotify";
const ACCOUNT = { type: "use", about: "account", method: "POST" };
/** What is said of a step by how it stands, or the status of HTTP with which it was refused. */
const WORDS = { undefined: "", ready: "", loading: "playlist_loading", 403: "playlist_ended", 422: "playlist_wrong" };

/** Songs of the conversation as a playlist in the visitor's own account: connect, save, take back. */
export function playlistKeeper({ say, request }) {
  const keys = h("div", { class: "sheet-keys" });
  const status = h("p", { class: "sheet-status", role: "status" });
  const node = h("section", { class: "prose", hidden: true, "aria-label": say("playlist_title") },
    h("h3", { class: "correct-title", tabindex: "-1" }, say("playlist_title")), h("p", { class: "quiet-words" }, say("playlist_hint")), keys, status);
  let shown = null;
  return { node, update(account) {
    if (account === shown) return;
    const stays = shown && ["available", "connected", "waiting", "url", "name"].every((name) => shown[name] === account[name]);
    shown = account;
    node.hidden = !account.available;
    const words = WORDS[account.status] ?? "playlist_failed";
    setText(status, words && say(words));
    setAttribute(status, "data-kind", account.status);
    if (stays) return;
    const hadFocus = keys.contains(keys.getRootNode().activeElement);
    keys.replaceChildren(...parts(account, say, request).filter(Boolean));
    if (hadFocus) keys.querySelector("a, button, input")?.focus();
  } };
}

function parts(account, say, request) {
  if (account.connected) return connected(account, say, request);
  const begin = (words, look) => key(say(words), look, () => request({ ...ACCOUNT, path: `${PATH}/login` }));
  if (account.url || account.waiting) return [...connecting(account, say, request), begin("playlist_again", "button quiet")];
  return [begin("playlist_connect", "button")];
}

function connected(account, say, request) {
  const save = (songs, look) => key(say(`playlist_${songs}`), look, () => request({ ...ACCOUNT, path: `${PATH}/playlists`, body: { songs } }));
  return [...(account.name ? savedWords(account, say) : []), save("liked", "button"), save("offered", "button quiet"),
    key(say("playlist_drop"), "button quiet", () => request({ ...ACCOUNT, path: PATH, method: "DELETE" }))];
}

function savedWords({ url, name, missing }, say) {
  const link = outwardLink(url, { class: "button quiet" }, say("playlist_saved", { name }), icon("out"), h("span", { class: "unseen" }, ` ${say("opens_new_tab")}`));
  return [link ?? h("p", {}, say("playlist_saved", { name })), missing?.length ? h("p", { class: "quiet-words" }, say("playlist_missing", { titles: missing.join(", ") })) : null];
}

/** The service's page, until somebody has come back from it, opens in a tab of its own, and shows digits at its end: whoever has logged in there is the one who knows them. */
function connecting({ url }, say, request) {
  const digits = h("input", { class: "pick", type: "text", inputmode: "numeric", autocomplete: "one-time-code", pattern: "[0-9]{6}", maxlength: "6",
    required: true, "aria-label": say("playlist_digits"), placeholder: say("playlist_digits") });
  const form = h("form", { class: "teller", on: { submit: (event) => {
    event.preventDefault();
    request({ ...ACCOUNT, path: `${PATH}/login/finish`, body: { digits: digits.value.trim() } });
  } } }, digits, h("button", { type: "submit", class: "button" }, say("playlist_finish")));
  return [url && outwardLink(url, { class: "button" }, say("playlist_go"), icon("out"), h("span", { class: "unseen" }, ` ${say("opens_new_tab")}`)), form];
}

function key(words, look, action) {
  return h("button", { type: "button", class: look, on: { click: action } }, words);
}
