import { h, setAttribute } from "./node.js";
import { composer } from "./composer.js";
import { header } from "./header.js";
import { launcher } from "./launcher.js";
import { log } from "./log.js";
import { quickReplies } from "./quick-replies.js";
import { sheets } from "./sheets/index.js";
import { partLine, statusLine } from "./status-line.js";
import { typingSign } from "./typing-sign.js";

/**
 * All the parts in their places. State comes down through `update`; requests go up.
 *
 * @param {{say: import("../lang/index.js").Say, request: (request: object) => void, heading: string, floating: boolean,
 *   locale: string, shared: () => string[], part: (name: string) => any, onLevel: (listener: (level: number) => void) => (() => void),
 *   seen: () => any}} given
 *   `locale`: BCP 47, for times; `shared`: what the page is told of; `part`: what a part exports, null while it is not here;
 *   `onLevel`: how loud the microphone is, 0 to 1; `seen`: what the visitor may see of themselves
 */
export function chatWindow(given) {
  const writing = composer({ ...given, request: (wanted) => request(wanted) });
  const request = withFocus(given.request, writing);
  const tools = { ...given, request };
  const open = launcher(tools);
  const aura = h("div", { class: "aura", "aria-hidden": "true" });
  const head = header(tools);
  const main = [log(tools), typingSign(tools), quickReplies(tools), statusLine(tools), partLine(tools), writing];
  const behind = h("div", { class: "behind" }, head.node, ...main.map(({ node }) => node));
  const over = sheets(tools);
  const panel = h("section", { class: "panel", part: "panel", role: given.floating ? "dialog" : "region",
    "aria-labelledby": "title", on: { ...dropping(request), keydown: (event) => onKey(event, given, request, writing), keyup: (event) => onKey(event, given, request, writing) } },
    aura, behind, over.node);
  const parts = [open, head, ...main, over];
  const root = h("div", given.floating
    ? { class: "root", "data-mode": "floating", role: "region", "aria-label": given.heading }
    : { class: "root", "data-mode": "inline" }, given.floating ? open.node : null, panel);
  const focus = focusKeeper(root, { writing, open, floating: given.floating });
  return { node: root, focus: () => writing.focus(), update(state) {
    const remembered = focus.before(state);
    setAttribute(aura, "data-mood", state.sensing.paused ? null : state.emotion?.label);
    panel.hidden = given.floating && !state.open;
    setAttribute(root, "data-open", state.open);
    behind.inert = Boolean(state.sheet);
    for (const part of parts) part.update(state);
    focus.after(state, remembered);
  } };
}

/** Requests that only the composer can fulfil stay here; the rest go up. */
function withFocus(up, writing) {
  return (wanted) => {
    if (wanted.type === "begin_text" || wanted.type === "edit_text") {
      up({ type: "show_sheet", sheet: null });
      if (wanted.id) up({ type: "discard_text", id: wanted.id });
      return writing.begin(wanted.text);
    }
    up(wanted);
    if (wanted.from === "reply") writing.focus();
    if (wanted.type === "choose_hearing" || wanted.type === "refuse_hearing" || wanted.part === "voice") writing.focusMicrophone();
    if (TO_CAMERA.has(wanted.type) || wanted.part === "camera") writing.focusCamera();
    if (wanted.type === "confirm_heard") writing.focus();
  };
}

/** What is pressed in a place that goes away with it. */
const TO_CAMERA = new Set(["face_choose", "face_refuse", "face_stop", "face_dismiss"]);

/** A picture that is dropped on the conversation is shown to it. */
function dropping(request) {
  const fileOf = ({ dataTransfer }) => [...dataTransfer?.items ?? []].find(({ kind, type }) => kind === "file" && type.startsWith("image/"));
  return {
    dragover: (event) => { if (fileOf(event)) event.preventDefault(); },
    drop(event) {
      const found = fileOf(event);
      if (!found) return;
      event.preventDefault();
      request({ type: "face_photo", file: found.getAsFile() });
    },
  };
}

function onKey(event, given, request, writing) {
  if (writing.microphoneKey(event)) return event.preventDefault();
  if (event.type === "keydown") onEscape(event, given, request);
}

function onEscape(event, { floating }, request) {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  const sheet = event.currentTarget.querySelector(".sheet:not([hidden])");
  if (!sheet && !floating) return;
  event.preventDefault();
  event.stopPropagation();
  request(sheet ? { type: "show_sheet", sheet: null } : { type: "close_panel" });
}

/** Opening moves the focus in, closing gives it back to where it came from: our button, or the page's own. */
function focusKeeper(root, { writing, open, floating }) {
  let sheet = null;
  let isOpen = null;
  let sheetOpener = null;
  let panelOpener = null;
  return {
    before(state) {
      const active = root.getRootNode().activeElement ?? null;
      if (state.sheet && !sheet) sheetOpener = active;
      const opened = state.open && isOpen === false;
      if (opened) panelOpener = active ? null : document.activeElement;
      return { closedSheet: sheet && !state.sheet, opened, closed: isOpen && !state.open };
    },
    after(state, { closedSheet, opened, closed }) {
      sheet = state.sheet;
      isOpen = state.open;
      if (closed && floating) return (panelOpener?.isConnected && panelOpener !== document.body ? panelOpener : open.button).focus();
      if (closedSheet) return (sheetOpener?.isConnected ? sheetOpener : writing).focus();
      if (opened && floating && !matchMedia("(pointer: coarse)").matches) writing.focus();
    },
  };
}
