import { h, outwardLink, setAttribute, setText } from "./node.js";
import { icon } from "./icons.js";
import { card } from "./cards/index.js";

const ADDRESS = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]]/g;

/**
 * One entry of the conversation.
 *
 * @param {import("../store.js").Entry} entry
 * @param {{say: import("../lang/index.js").Say, request: (request: object) => void}} tools
 * @returns {{node: HTMLElement, update: (state: object) => void, focus?: () => void}} `focus`: where an answer is waited for
 */
export function row(entry, tools) {
  return drawn(entry, tools) ?? laterRow(entry, tools);
}

const ROWS = { visitor: visitorRow, bot: botRow, note: noteRow };

function drawn(entry, tools) {
  return (ROWS[entry.kind] ?? (tools.part("voice")?.[entry.kind] ?? tools.part("camera")?.[entry.kind]))?.(entry, tools);
}

/** Keeps the place of what only a part can draw, which is on its way. */
function laterRow(entry, tools) {
  const later = { node: h("div", { hidden: true }), update(state) {
    const row = drawn(entry, tools);
    if (!row) return;
    later.node.replaceWith(row.node);
    Object.assign(later, row);
    row.update(state);
  } };
  return later;
}

function visitorRow(entry, { say, request }) {
  const fate = h("span", { class: "fate" });
  const bubble = h("div", { class: "bubble", part: "bubble bubble-visitor" }, entry.text);
  const node = h("div", { class: "row visitor" },
    h("span", { class: "unseen" }, say(entry.spoken ? "spoken_by_visitor" : "said_by_visitor")), bubble, fate);
  const drawFate = fateDrawer(fate, entry.id, { say, request });
  return { node, update(state) {
    if (entry.spoken) setText(bubble, state.entries.find(({ key }) => key === entry.key)?.text ?? entry.text);
    drawFate(state);
  } };
}

/** Under a text: nothing once it is delivered, else what holds it back and what can be done. */
function fateDrawer(node, id, { say, request }) {
  let drawn = "";
  return (state) => {
    const entry = state.entries.find((candidate) => candidate.id === id);
    const waiting = state.line !== "open" && state.outbox.some((outgoing) => outgoing.id === id);
    const fate = entry?.failure ? `failed:${entry.failure}` : waiting ? "pending" : "";
    if (fate === drawn) return;
    drawn = fate;
    node.replaceChildren(...fateParts(fate, entry, { say, request }));
    setAttribute(node.parentNode, "data-fate", fate.split(":")[0] || null);
  };
}

function fateParts(fate, entry, { say, request }) {
  if (fate === "pending") return [icon("clock"), say("pending")];
  if (!fate) return [];
  const { id, text, mood, failure } = entry;
  const [reason, label, type] = failure === "text_too_long"
    ? ["failed_text_too_long", "edit_again", "edit_text"] : ["failed", "send_again", "send_again"];
  const button = h("button", { type: "button", class: "plain", on: { click: () => request({ type, id, text, mood }) } }, say(label));
  return [say(reason), button];
}

function botRow(entry, tools) {
  const shownCard = entry.card ? card(entry.card, tools) : null;
  const bubble = entry.text ? h("div", { class: "bubble", part: "bubble bubble-bot" }, ...withLinks(entry.text, tools.say)) : null;
  const node = h("div", { class: "row bot" }, h("span", { class: "unseen" }, tools.say("said_by_bot")), bubble, shownCard?.node ?? null);
  const drawSpeech = speechDrawer(node, bubble, entry, tools.say);
  return { node, update(state) {
    shownCard?.complete?.(state.entries.find(({ key }) => key === entry.key)?.card ?? entry.card);
    shownCard?.update(state);
    if (bubble) drawSpeech(state);
  } };
}

/** Whether a reply is being said aloud, and what of it was left unsaid when the visitor spoke. */
function speechDrawer(node, bubble, { key, seq, text }, say) {
  let drawn;
  return ({ entries, voice: { speaking } }) => {
    setAttribute(node, "data-said", speaking?.seq === seq && seq !== undefined ? (speaking.held ? "held" : "now") : null);
    const from = entries.find((entry) => entry.key === key)?.unsaidFrom;
    if (from === drawn) return;
    drawn = from;
    // It has been announced already: what changes is only how it looks.
    setAttribute(bubble, "aria-live", "off");
    const rest = text.slice(from);
    bubble.replaceChildren(...withLinks(text.slice(0, from), say),
      ...(rest ? [h("span", { class: "unseen" }, ` ${say("unsaid")} `), h("span", { class: "unsaid", title: say("unsaid_title") }, ...withLinks(rest, say))] : []));
  };
}

function noteRow(entry, { say }) {
  return { node: h("p", { class: "row note" }, say(`note_${entry.note}`)), update: () => {} };
}

function withLinks(text, say) {
  const parts = [];
  let from = 0;
  for (const { 0: address, index } of text.matchAll(ADDRESS)) {
    const link = outwardLink(address, {}, address, h("span", { class: "unseen" }, ` ${say("opens_new_tab")}`));
    parts.push(text.slice(from, index), link ?? address);
    from = index + address.length;
  }
  return [...parts, text.slice(from)].filter((part) => part !== "");
}
