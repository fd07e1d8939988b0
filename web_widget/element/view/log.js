import { h, setAttribute } from "./node.js";
import { icon } from "./icons.js";
import { row } from "./bubble.js";

const NEAR_THE_END_PX = 80;

/** What stands above a beginning that is scrolled to: the fade. */
const ABOVE_PX = 16;

/**
 * The conversation: rows are added at the end and never rebuilt, so that a screen reader hears each once.
 *
 * @param {{say: import("../lang/index.js").Say, request: (request: object) => void, part: (name: string) => any}} tools
 */
export function log(tools) {
  const rows = new Map();
  const end = h("div", { class: "log-end" });
  const list = h("div", {
    class: "log", part: "log", role: "log", "aria-live": "polite", "aria-relevant": "additions",
    "aria-label": tools.say("log"), tabindex: "0",
  }, end);
  const down = h("button", { type: "button", class: "to-latest", hidden: true, "aria-label": tools.say("to_latest"),
    on: { click: () => toPlace(list, Infinity) } }, icon("down"));
  const scrolled = () => {
    if (isAtEnd(list)) down.hidden = true;
    if (isAtEnd(list, 2) || Math.abs(list.scrollTop - list.dataset.gliding) < 2) delete list.dataset.gliding;
  };
  list.addEventListener("scroll", scrolled, { passive: true });
  for (const event of ["wheel", "touchmove", "keydown", "pointerdown"]) {
    list.addEventListener(event, () => { delete list.dataset.gliding; }, { passive: true });
  }
  new ResizeObserver(() => { if (list.dataset.following === "yes") toNewest(list, hearing?.node ?? end); }).observe(list);
  const node = h("div", { class: "log-frame" }, list, down);
  /** What is being said just now, once there is a part that hears. */
  let hearing = null;
  return { node, update(state) {
    if (!hearing && tools.part("voice")) {
      hearing = tools.part("voice").hearingRow();
      end.before(hearing.node);
    }
    drawLog({ list, hearing, end: hearing?.node ?? end, down, rows, tools }, state);
  } };
}

function drawLog({ list, hearing, end, down, rows, tools }, state) {
  const follow = isAtEnd(list) || "gliding" in list.dataset;
  const fresh = addRows({ list, end, rows, tools }, state.entries);
  removeRows(rows, state.entries);
  for (const { update } of rows.values()) update(state);
  list.dataset.following = follow || fresh.own ? "yes" : "no";
  if (hearing?.update(state) && follow) toPlace(list, Infinity);
  if (!isWriting(list)) fresh.focus?.();
  if (fresh.n === 0) return;
  if (follow || fresh.own) toNewest(list, end, fresh.n > 3 ? "instant" : undefined);
  else down.hidden = false;
}

/** Who has begun to write is not called away. */
function isWriting(list) {
  return Boolean(list.getRootNode().activeElement?.value);
}

/** Many rows at once are a history that came back: shown, not read aloud again. */
function addRows({ list, end, rows, tools }, entries) {
  const fresh = entries.filter((entry) => !rows.has(entry.key));
  setAttribute(list, "aria-busy", fresh.length > 3 ? "true" : null);
  let focus = null;
  for (const entry of fresh) {
    const drawn = row(entry, tools);
    focus = drawn.focus ?? focus;
    setAttribute(drawn.node, "data-still", fresh.length > 3);
    rows.set(entry.key, drawn);
    list.insertBefore(drawn.node, end);
  }
  if (fresh.length > 3) requestAnimationFrame(() => setAttribute(list, "aria-busy", null));
  return { n: fresh.length, own: fresh.some(({ kind }) => kind === "visitor" || kind === "doubt"), focus };
}

function removeRows(rows, entries) {
  const wanted = new Set(entries.map((entry) => entry.key));
  for (const [key, { node }] of rows) {
    if (wanted.has(key)) continue;
    node.remove();
    rows.delete(key);
  }
}

function isAtEnd(list, near_px = NEAR_THE_END_PX) {
  return list.scrollHeight - list.scrollTop - list.clientHeight < near_px;
}

/** Of an answer that is taller than the view, its beginning, or that of its card. An exercise that runs keeps its place. */
function toNewest(list, end, behavior) {
  const row = end.previousSibling;
  const card = row?.querySelector(".card");
  if (card?.querySelector("[data-state=running]")) return;
  toPlace(list, row?.matches(".bot") ? row.offsetTop + (card?.offsetTop ?? 0) - ABOVE_PX : Infinity, behavior);
}

/** While it glides it is on its way: what arrives meanwhile is followed too. */
function toPlace(list, place, behavior) {
  const top = Math.min(place, list.scrollHeight - list.clientHeight);
  if (Math.abs(list.scrollTop - top) > 2) list.dataset.gliding = top;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  list.scrollTo({ top, behavior: behavior ?? (calm ? "instant" : "smooth") });
}
