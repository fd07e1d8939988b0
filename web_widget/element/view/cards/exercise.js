import { h, s, setText } from "../node.js";
import { durationWords, frame, overline, rating, title, why } from "./frame.js";

/**
 * An exercise, walked through one step at a time. Nothing moves on by itself: a quiet ring shows about
 * how long a step may last, and the visitor decides.
 *
 * Where the visitor is stands in `state.steps[id]`: none (not begun), 0 … n-1, or n (finished).
 */
export function exerciseCard(content, tools) {
  const { say } = tools;
  const steps = Array.isArray(content.steps) ? content.steps.map(String) : [];
  const player = exercisePlayer(content, steps, tools);
  const rates = rating(content.id, tools);
  const node = frame("exercise", say("card_exercise"), content,
    overline(say("card_exercise"), durationWords(content.duration_s, say), say("steps", { n: steps.length })),
    title(content), why(content), player.node, h("div", { class: "card-foot" }, rates.node));
  return { node, update(state) { player.update(state); rates.update(state); } };
}

function exercisePlayer(content, steps, { say, request }) {
  const go = (step) => request({ type: "reach_step", item: content.id, step });
  const report = (action) => request({ type: "report_item", item: content.id, action });
  const words = h("p", { class: "step-words" });
  const number = h("p", { class: "step-number" });
  const pace = h("div", { class: "pace" });
  const stage = h("div", { class: "stage", "aria-live": "polite" }, pace, number, words);
  const press = (label, given, action) => h("button", { type: "button", ...given, on: { click: action } }, label);
  const begin = press(say("begin"), { class: "button begin" }, () => { go(0); report("play"); });
  const back = press(say("back"), { class: "button quiet back" }, () => go(at > 0 ? at - 1 : null));
  const next = press(say("next"), { class: "button next" }, () => { go(at + 1); if (at >= steps.length) report("complete"); });
  const node = h("div", { class: "player" }, stage, h("div", { class: "player-keys" }, back, next, begin));
  let at;
  const update = (state) => {
    const step = state.steps[content.id] ?? null;
    if (step === at) return;
    const before = at;
    at = step;
    draw({ node, stage, words, number, pace, begin, back, next }, step, content, steps, say);
    if (before === null && step === 0) next.focus();
    if (step === null && before === 0) begin.focus();
    if (step === steps.length && before === steps.length - 1) begin.focus();
  };
  return { node, update };
}

function draw(parts, step, content, steps, say) {
  const { node, words, number, pace, begin, back, next } = parts;
  const running = step !== null && step < steps.length;
  node.dataset.state = step === null ? "closed" : running ? "running" : "finished";
  setText(number, running ? say("step_of", { n: step + 1, total: steps.length }) : "");
  setText(words, step === null ? "" : running ? steps[step] : say("finished"));
  setText(next, say(step === steps.length - 1 ? "finish" : "next"));
  setText(back, say(step === 0 ? "stop" : "back"));
  setText(begin, say(step === null ? "begin" : "begin_again"));
  back.hidden = next.hidden = !running;
  begin.hidden = running;
  pace.replaceChildren(...(running ? [paceRing(step, (content.duration_s || 60) / steps.length)] : []));
}

/** The number of the step, in a ring that fills in about the time the step may take. */
function paceRing(step, step_s) {
  const fill = s("circle", { class: "pace-fill", cx: 32, cy: 32, r: 26, pathLength: 100, transform: "rotate(-90 32 32)" });
  fill.style.setProperty("--ut-step", `${Math.max(3, step_s).toFixed(1)}s`);
  return s("svg", { class: "pace-ring", viewBox: "0 0 64 64", "aria-hidden": "true", focusable: "false" },
    s("circle", { class: "pace-track", cx: 32, cy: 32, r: 26 }), fill,
    s("circle", { class: "pace-orb", cx: 32, cy: 32, r: 16 }),
    s("text", { class: "pace-number", x: 32, y: 37.5, "text-anchor": "middle" }, String(step + 1)));
}
