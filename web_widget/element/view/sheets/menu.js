import { canSee, whereOf } from "../../face/state.js";
import { canHear, hearingOf, isAloud, recognitionOf, speaksBy } from "../../voice/state.js";
import { h, setAttribute } from "../node.js";
import { icon } from "../icons.js";

/** The visitor's choices. */
export function menuSheet({ say, request }) {
  const sensing = toggle(say, "ear", "sense_words", (on) => request({ type: "pause_sensing", paused: !on }));
  const behaviour = toggle(say, "typing", "sense_behaviour", (on) => request({ type: "sense_behaviour", on }));
  const face = toggle(say, "camera", "sense_face", (on) => request({ type: "face_sense", on }));
  const stays = toggle(say, "device", "face_stays", (on) => request({ type: "face_stays", where: on ? "device" : "server" }));
  const remember = toggle(say, "device", "remember", (on) => request({ type: "remember_device", remember: on }));
  const voice = toggle(say, "microphone", "sense_voice", (on) => request({ type: "sense_voice", on }));
  const aloud = toggle(say, "speaker", "aloud", (on) => request({ type: "speak_aloud", aloud: on }));
  const browser = toggle(say, "out", "recognise_here", (on) => request({ type: "recognise_in_browser", on }));
  const way = (name, wanted) => entry(say, name, () => request(wanted));
  const instead = way("face_instead", { type: "face_instead", on: true });
  const node = h("div", { class: "menu" }, sensing.node, voice.node, aloud.node, browser.node, behaviour.node, face.node, stays.node, instead, remember.node,
    way("taste", { type: "show_taste" }),
    way("show_data", { type: "show_data" }),
    way("forget", { type: "show_sheet", sheet: "forget" }),
    way("about", { type: "show_sheet", sheet: "about" }));
  return { title: say("menu_title"), node, update(state) {
    sensing.draw(!state.sensing.paused);
    remember.draw(state.rememberDevice);
    behaviour.node.hidden = state.behaviour !== "on" && state.behaviour !== "off";
    behaviour.draw(state.behaviour === "on");
    drawVoice(state, { voice, aloud, browser });
    drawFace(state, { face, stays, instead });
  } };
}

/** Only what can be chosen here and now. */
function drawVoice(state, { voice, aloud, browser }) {
  const { sense, terms, browser: { recognises } } = state.voice;
  voice.node.hidden = !canHear(state) || (sense !== "on" && sense !== "off");
  voice.draw(hearingOf(state) === "sound");
  aloud.node.hidden = speaksBy(state) === null;
  aloud.draw(isAloud(state));
  browser.node.hidden = !canHear(state) || !recognises || terms?.recognition === "off";
  browser.draw(recognitionOf(state) === "browser");
}

function drawFace(state, { face, stays, instead }) {
  const { sense, terms } = state.face;
  face.node.hidden = instead.hidden = !canSee(state);
  face.draw(sense === "on");
  stays.node.hidden = !canSee(state) || sense !== "on" || terms.where.length < 2;
  stays.draw(whereOf(state) !== "server");
}

const ICONS = { face_instead: "photo", taste: "taste", show_data: "data", forget: "forget", about: "about" };

function words(say, key) {
  return h("span", { class: "choice-words" }, h("span", { class: "choice-name" }, say(key)),
    h("span", { class: "choice-hint" }, say(`${key}_hint`)));
}

function toggle(say, iconName, key, choose) {
  const node = h("button", { type: "button", class: "choice", role: "switch", "aria-checked": "false",
    on: { click: () => choose(node.getAttribute("aria-checked") !== "true") } },
    icon(iconName), words(say, key), h("span", { class: "switch", "aria-hidden": "true" }));
  return { node, draw: (on) => setAttribute(node, "aria-checked", on ? "true" : "false") };
}

function entry(say, key, go) {
  return h("button", { type: "button", class: `choice choice-${key}`, on: { click: go } },
    icon(ICONS[key]), words(say, key), h("span", { class: "onward", "aria-hidden": "true" }, icon("down")));
}
