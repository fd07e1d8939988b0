import { canHear } from "../voice/state.js";
import { icon } from "./icons.js";
import { h, setAttribute } from "./node.js";
import { pressable } from "./press.js";

/** The same as a press of the button, wherever the focus is: Alt and M. */
const isShortcut = ({ code, altKey, ctrlKey, metaKey }) => code === "KeyM" && altKey && !ctrlKey && !metaKey;

/** A click listens until the next one, holding listens while it is held. */
export function microphoneButton({ say, request }) {
  let microphone = "off";
  const hint = h("span", { class: "unseen", id: "microphone-hint" }, say("microphone_hint"));
  const button = h("button", { type: "button", class: "microphone", part: "microphone", "aria-describedby": "microphone-hint",
    "aria-keyshortcuts": "Alt+M", title: say("microphone_hint") }, icon("microphone"), icon("stop"));
  const press = pressable(button, {
    click: () => request(microphone === "off" ? { type: "talk", mode: "hands_free" } : { type: "stop_talk" }),
    hold: () => request({ type: "talk", mode: "push_to_talk" }),
    letGo: () => request({ type: "release_talk" }),
    mayHold: () => microphone === "off",
  });
  const node = h("div", { class: "microphone-place" }, button, hint);
  return {
    node,
    focus: () => button.focus(),
    /** @returns {boolean} whether the key was for the microphone */
    key(event) {
      if (node.hidden) return false;
      if (event.type === "keyup") return (event.code === "KeyM" || event.key === "Alt") && (press.up(), true);
      if (!isShortcut(event)) return false;
      if (!event.repeat) press.down();
      return true;
    },
    update(state) {
      ({ microphone } = state.voice);
      node.hidden = !canHear(state);
      const isComing = microphone === "off" && state.parts.voice === "loading";
      setAttribute(button, "data-state", isComing ? "coming" : microphone);
      setAttribute(button, "aria-busy", isComing ? "true" : null);
      setAttribute(button, "aria-pressed", microphone === "off" ? "false" : "true");
      setAttribute(button, "aria-label", say(microphone === "off" ? "microphone_start" : "microphone_stop"));
    },
  };
}
