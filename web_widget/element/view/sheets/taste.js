import { h, setAttribute, setText } from "../node.js";
import { icon } from "../icons.js";
import { playlistKeeper } from "./playlist.js";

const KINDS = ["genre", "artist", "decade", "trait"];
const SERVICES = ["spotify", "youtube-music", "apple-music", "deezer"];
const HOURS = ["always", "morning", "day", "evening", "night"];

/** What was said and what was learned of the visitor's taste; each can be taken back, and more can be said. */
export function tasteSheet({ say, request }) {
  const lists = h("div", { class: "taste" });
  const status = h("p", { class: "sheet-status", role: "status" });
  const again = h("button", { type: "button", class: "button", on: { click: () => request({ type: "show_taste" }) } }, say("try_again"));
  const listening = listener(say, request);
  const playlist = playlistKeeper({ say, request });
  const node = h("div", { class: "prose" }, h("p", {}, say("taste_intro")), status, again, lists, teller(say, request), listening.node, playlist.node);
  let shown = null;
  return { title: say("taste_title"), node, update({ taste, account }) {
    playlist.update(account);
    if (taste === shown) return;
    shown = taste;
    const words = { none: "", ready: "", loading: "taste_loading", 422: "taste_unknown" }[taste.status] ?? "data_failed";
    setText(status, words && say(words));
    setAttribute(status, "data-kind", taste.status);
    again.hidden = words !== "data_failed";
    listening.update(taste);
    const hadFocus = lists.contains(lists.getRootNode().activeElement);
    lists.replaceChildren(...parts(taste, say, request));
    if (hadFocus) (lists.querySelector("button") ?? node.querySelector("input")).focus();
  } };
}

function parts({ status, told, learned }, say, request) {
  if (!told.length && !learned.length) return status === "ready" ? [h("p", { class: "quiet-words" }, say("taste_nothing"))] : [];
  const list = (key, items) => (items.length ? [h("h3", { class: "correct-title" }, say(key)), h("ul", { class: "tastes" }, ...items)] : []);
  return [...list("taste_told", told.map((one) => toldItem(one, say, request))),
    ...list("taste_learned", learned.map((one) => learnedItem(one, say, request)))];
}

function toldItem(told, say, request) {
  const sentence = [say(`taste_${told.polarity}`, { subject: told.spoken || told.subject }), told.when && say(`hours.${told.when}`)];
  return item(sentence.filter(Boolean).join(", "), null, told, say, request);
}

/** A bar from the middle: to the right what is liked, to the left what is not. */
function learnedItem({ genre, affinity }, say, request) {
  const held = Math.max(-1, Math.min(1, Number(affinity) || 0));
  const bar = h("span", { class: "affinity", "aria-hidden": "true" }, h("span", {}));
  bar.style.setProperty("--affinity", String(held));
  return item(say(held < 0 ? "taste_less" : "taste_more", { subject: genre }), bar, { kind: "genre", subject: genre, when: null }, say, request);
}

function item(sentence, more, told, say, request) {
  return h("li", { class: "taste-item" }, h("div", { class: "choice-words" }, h("span", { class: "choice-name" }, sentence), more),
  h("button", { type: "button", class: "tool", "aria-label": say("take_back", { what: sentence }),
    on: { click: () => request({ type: "take_back", told }) } }, icon("close")));
}

/** The service that comes first in every card. */
function listener(say, request) {
  const pick = h("select", { class: "pick", "aria-label": say("service_title"), on: { change: () => request({ type: "choose_service", service: pick.value || null }) } },
    h("option", { value: "" }, say("service_any")), ...SERVICES.map((value) => h("option", { value }, say(`services.${value}`))));
  const node = h("div", { class: "teller" }, h("h3", { class: "correct-title" }, say("service_title")), pick, h("p", { class: "quiet-words" }, say("service_hint")));
  return { node, update({ service, status }) {
    pick.disabled = status === "loading";
    pick.value = service ?? "";
  } };
}

/** A small form: what, of which kind, when, and whether it is loved. */
function teller(say, request) {
  const select = (name, values) => h("select", { class: "pick", "aria-label": say(`taste_${name}`) },
    ...values.map((value) => h("option", { value }, say(`${name}s.${value}`))));
  const subject = h("input", { class: "pick", type: "text", maxlength: "60", required: true, "aria-label": say("taste_subject"), placeholder: say("taste_subject") });
  const kind = select("kind", KINDS);
  const hour = select("hour", HOURS);
  const tell = (polarity) => {
    if (!subject.value.trim()) return subject.focus();
    const when = hour.value === "always" ? null : hour.value;
    request({ type: "tell_taste", told: { kind: kind.value, subject: subject.value.trim(), polarity, when } });
    subject.value = "";
    subject.focus();
  };
  const key = (polarity, given) => h("button", { type: "submit", value: polarity, ...given }, icon(polarity === "loved" ? "like" : "dislike"), say(`tell_${polarity}`));
  return h("form", { class: "teller", "aria-label": say("taste_tell"), on: { submit: (event) => {
    event.preventDefault();
    tell(event.submitter?.value || "loved");
  } } }, h("h3", { class: "correct-title" }, say("taste_tell")), subject, kind, hour, key("loved", { class: "button" }), key("rejected", { class: "button quiet" }));
}
