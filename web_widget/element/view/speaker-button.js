import { isAloud, speaksBy } from "../voice/state.js";
import { icon } from "./icons.js";
import { h, setAttribute } from "./node.js";

/** Replies aloud or not; it appears once the visitor has used the microphone. */
export function speakerButton({ say, request }) {
  let aloud = false;
  const node = h("button", { type: "button", class: "tool speaker", part: "speaker", "aria-label": say("aloud"), title: say("aloud"), "aria-pressed": "false",
    on: { click: () => request({ type: "speak_aloud", aloud: !aloud }) } }, icon("speaker"), icon("hushed"));
  return { node, update(state) {
    aloud = isAloud(state);
    node.hidden = speaksBy(state) === null || state.voiceChoice.aloud === null;
    setAttribute(node, "aria-pressed", aloud ? "true" : "false");
    setAttribute(node, "data-speaking", Boolean(state.voice.speaking) && !state.voice.speaking.held);
  } };
}
