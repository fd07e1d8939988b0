import { h, setAttribute, setText } from "./node.js";
import { icon } from "./icons.js";
import { cameraButton } from "./camera-button.js";
import { microphoneButton } from "./microphone-button.js";

const COUNT_FROM_SHARE = 0.9;

/**
 * Where the visitor writes or speaks. Enter sends, Shift+Enter makes a new line; a key press that
 * finishes a word in an input method never sends.
 *
 * @param {{say: import("../lang/index.js").Say, request: (request: object) => void,
 *   part: (name: string) => any, onLevel: (listener: (level: number) => void) => (() => void),
 *   seen: () => any}} tools `seen`: what the visitor may see of themselves
 */
export function composer({ say, request, part, onLevel, seen }) {
  let limit = Infinity;
  const bars = {};
  /** What notices how a text is typed, where the visitor allows it. */
  let meter = null;
  const field = h("textarea", { class: "field", part: "field", rows: "1", "aria-label": say("composer"),
    placeholder: say("placeholder"), "aria-describedby": "count", autocomplete: "off", enterkeyhint: "send" });
  const count = h("span", { class: "count", id: "count", role: "status" });
  const button = h("button", { type: "submit", class: "send", part: "send", "aria-label": say("send") }, icon("send"));
  const microphone = microphoneButton({ say, request });
  const camera = cameraButton({ say, request });
  const node = h("form", { class: "composer", part: "composer", on: { submit: (event) => submit(event) } },
    h("div", { class: "field-frame" }, field, camera.node, microphone.node, button), count);

  const measure = () => {
    const left = limit - field.value.trim().length;
    field.parentNode.dataset.value = field.value;
    setText(count, countWords(left, limit, say));
    setAttribute(count, "data-over", left < 0);
    setAttribute(field, "aria-invalid", left < 0 ? "true" : null);
    setAttribute(button, "data-ready", field.value.trim() !== "" && left >= 0);
  };
  const submit = (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (!text || text.length > limit) return field.focus();
    const typing = meter?.take();
    field.value = "";
    measure();
    request({ type: "send_text", text, typing });
  };
  /** What a part that is here shows over the field. */
  const drawBar = (name) => {
    bars[name] ??= part(name)?.bar({ say, request, onLevel, seen });
    if (bars[name] && !bars[name].node.isConnected) node.prepend(bars[name].node);
    return bars[name];
  };
  field.addEventListener("input", measure);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
  });
  return {
    node,
    focus: () => field.focus(),
    focusMicrophone: () => microphone.focus(),
    focusCamera: () => camera.focus(),
    microphoneKey: (event) => microphone.key(event),
    begin(text) {
      field.value = text;
      measure();
      field.focus();
      field.setSelectionRange(text.length, text.length);
    },
    update(state) {
      limit = state.limits.max_text_chars ?? Infinity;
      measure();
      microphone.update(state);
      camera.update(state);
      if (state.behaviour === "on" && !state.sensing.paused) meter ??= part("behaviour")?.meterFor(field);
      else meter = meter?.stop();
      meter?.update(state);
      for (const name of ["voice", "camera"]) drawBar(name)?.update(state);
    },
  };
}

function countWords(left, limit, say) {
  if (left < 0) return say("too_long", { n: -left });
  return left < limit * (1 - COUNT_FROM_SHARE) ? say("characters_left", { n: left }) : "";
}
