import { icon } from "./icons.js";
import { h, setAttribute, setText } from "./node.js";

const N_BARS = 26;

/** The sign that the microphone is on: what it hears as a moving line, mute, and what went wrong. */
export function voiceBar({ say, request, onLevel }) {
  const meter = levelMeter();
  onLevel((level) => meter.draw(level));
  const words = h("span", { class: "voice-words", "aria-hidden": "true" });
  const muteWords = h("span", {});
  const mute = h("button", { type: "button", class: "plain", "aria-pressed": "false",
    on: { click: () => request({ type: "mute_microphone", muted: mute.getAttribute("aria-pressed") !== "true" }) } }, muteWords);
  const bar = h("div", { class: "voice-bar", part: "voice", role: "group", "aria-label": say("microphone"), hidden: true }, meter.node, words, mute);
  const dismiss = h("button", { type: "button", class: "plain", on: { click: () => request({ type: "dismiss_trouble" }) } }, say("dismiss"));
  const troubleWords = h("span", {});
  const trouble = h("div", { class: "status voice-trouble" }, troubleWords, dismiss);
  const news = h("span", { class: "unseen", role: "status" });
  const node = h("div", { class: "voice-place" }, bar, trouble, news);
  let wasOn = false;
  return {
    node,
    update(state) {
      const { voice: { microphone, heard, trouble: reason, mode } } = state;
      const key = reason && (say.has(`trouble_${reason}`) ? `trouble_${reason}` : "trouble_failed");
      const now = saidOf(state);
      bar.hidden = microphone === "off";
      setAttribute(bar, "data-state", microphone === "on" ? heard : microphone);
      setText(words, microphone === "on" && heard === "speech" ? say("microphone_speech") : say(now));
      setAttribute(trouble, "data-kind", reason && "voice");
      setText(troubleWords, key ? say(key) : "");
      setText(news, key ? say(key) : microphone !== "off" ? say(now) : wasOn ? say("microphone_off") : "");
      mute.hidden = mode !== "hands_free" || (microphone !== "on" && microphone !== "muted");
      setAttribute(mute, "aria-pressed", microphone === "muted" ? "true" : "false");
      setText(muteWords, say(microphone === "muted" ? "unmute" : "mute"));
      wasOn = microphone !== "off" || wasOn;
    },
  };
}

function saidOf({ line, voice: { microphone, mode, isSlow } }) {
  if (microphone !== "on") return `microphone_${microphone}`;
  if (line !== "open") return "microphone_no_line";
  if (isSlow) return "microphone_slow";
  return mode === "push_to_talk" ? "microphone_held" : "microphone_on";
}

/** The last two seconds as bars; who wants no motion sees how many of them are lit. */
function levelMeter() {
  const bars = Array.from({ length: N_BARS }, () => h("i", {}));
  const node = h("span", { class: "meter", "aria-hidden": "true" }, icon("microphone"), h("span", { class: "bars" }, ...bars));
  const levels = new Array(N_BARS).fill(0);
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  return { node, draw(level) {
    levels.shift();
    levels.push(level);
    const shown = calm.matches ? levels.map((_, index) => (index < level * N_BARS ? 1 : 0)) : levels;
    bars.forEach((bar, index) => bar.style.setProperty("--level", shown[index].toFixed(2)));
  } };
}
