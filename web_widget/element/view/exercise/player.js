import { lengthOf, momentOf, saidNow, stepsOf } from "../../exercise-run.js";
import { press } from "../cards/frame.js";
import { h, s, setAttribute, setText } from "../node.js";
import { icon } from "../icons.js";

/** A page that slept, or a slow frame, never lets an exercise jump by more than this. */
const LONGEST_TICK_MS = 1000;
const CALM_TICK_MS = 250;

/**
 * An exercise that runs: steps with a time move on by themselves, the others when the visitor says so.
 *
 * Where the visitor is stands in `state.steps[id]`: none (not begun), 0 … n-1, or n (finished). How far into the
 * step, and what is written in it, is known to this player alone and to nobody else.
 */
export function exercisePlayer(content, { say, request }) {
  const steps = stepsOf(content);
  let at;
  const picture = stage(steps, content, say);
  const clock = pacer((elapsed_s) => tick(elapsed_s));
  const go = (step) => {
    request({ type: "reach_step", item: content.id, step });
    if (step === steps.length) request({ type: "report_item", item: content.id, action: "complete" });
  };
  const begin = press("", { class: "button begin" }, () => request({ type: "begin_exercise", item: content.id }));
  const back = press(icon("back"), { class: "tool", "aria-label": say("back") }, () => go(at - 1));
  const stop = press(say("stop"), { class: "button quiet" }, () => go(null));
  const pause = press([icon("pause"), icon("play")], { class: "tool pause" }, () => {
    if (clock.running) return rest();
    clock.start();
    draw();
  });
  const next = press("", { class: "button next" }, () => go(at + 1));
  const keys = h("div", { class: "player-keys" }, stop, back, pause, next, begin);
  const node = h("div", { class: "player" }, picture.node, keys);

  /** Nobody breathes with a circle that is folded away. */
  const rest = () => {
    clock.stop();
    draw();
  };
  const tick = (elapsed_s) => {
    if (!node.offsetParent) return rest();
    const moment = momentOf(steps[at], elapsed_s);
    if (moment.done) return go(at + 1);
    picture.pace(moment);
  };
  const draw = () => {
    const running = at !== null && at < steps.length;
    const timed = running && lengthOf(steps[at]) > 0;
    node.dataset.state = at === null ? "closed" : running ? "running" : "finished";
    setAttribute(node, "data-paused", timed && !clock.running);
    setAttribute(pause, "aria-label", say(clock.running ? "pause" : "resume"));
    setText(next, say(at === steps.length - 1 ? "finish" : "next"));
    setText(begin, say(at === null ? "begin" : "begin_again"));
    stop.hidden = next.hidden = !running;
    back.hidden = !running || at === 0;
    pause.hidden = !timed;
    begin.hidden = running;
  };
  const update = (state) => {
    const step = state.steps[content.id] ?? null;
    if (step === at) return;
    const [before, focused] = [at, node.getRootNode().activeElement];
    at = step;
    clock.reset();
    picture.show(step);
    const timed = step !== null && step < steps.length && lengthOf(steps[step]) > 0;
    if (timed && before !== undefined) clock.start();
    if (timed) picture.pace(momentOf(steps[step], 0));
    draw();
    if (before !== undefined && step !== null) node.scrollIntoView({ block: "nearest" });
    if (focused && node.contains(focused) && focused.closest("[hidden]")) focus();
  };
  const focus = () => (next.hidden ? begin : next).focus();
  return { node, update, focus };
}

/** Counts seconds while it runs: by the picture's frames, or four times a second for who wants no motion. */
function pacer(onTick) {
  let elapsed_ms = 0;
  let last = null;
  let forgetBeat = () => {};
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const rest = () => {
    last = null;
    forgetBeat();
  };
  const later = () => {
    const [due, cancel] = calm.matches ? [setTimeout(beat, CALM_TICK_MS), clearTimeout] : [requestAnimationFrame(beat), cancelAnimationFrame];
    forgetBeat = () => cancel(due);
  };
  const beat = () => {
    const now = performance.now();
    elapsed_ms += Math.min(LONGEST_TICK_MS, now - last);
    last = now;
    later();
    onTick(elapsed_ms / 1000);
  };
  return {
    get running() { return last !== null; },
    start() {
      if (last !== null) return;
      last = performance.now();
      later();
    },
    stop: rest,
    reset() {
      rest();
      elapsed_ms = 0;
    },
  };
}

/** What the visitor sees and hears of a step; the seconds are shown and never read aloud. */
function stage(steps, { ending }, say) {
  const bar = h("div", { class: "progress", "aria-hidden": "true" }, ...steps.map(() => h("i")));
  const number = h("p", { class: "step-number" });
  const words = h("p", { class: "step-words" });
  const ring = s("circle", { class: "pace-fill", cx: 60, cy: 60, r: 55, pathLength: 100, transform: "rotate(-90 60 60)" });
  const phase = h("span", { class: "pace-phase" });
  const count = h("span", { class: "pace-count" });
  const pace = h("div", { class: "pace", "aria-hidden": "true" },
    s("svg", { viewBox: "0 0 120 120" }, s("circle", { class: "pace-track", cx: 60, cy: 60, r: 55 }), ring,
      s("circle", { class: "pace-halo", cx: 60, cy: 60, r: 48 }), s("circle", { class: "pace-orb", cx: 60, cy: 60, r: 40 })),
    h("div", { class: "pace-words" }, phase, count));
  const fields = steps.map(({ write }) => (write ? privateField(say) : null));
  const voice = h("p", { class: "unseen", role: "status" });
  const node = h("div", { class: "stage", "aria-live": "off" }, bar, h("div", { class: "step", "aria-live": "polite", "aria-atomic": "true" }, number, words), pace, ...fields.filter(Boolean), voice);
  let said = "";
  const speak = (key, text) => {
    if (key !== said) setText(voice, text);
    said = key;
  };
  return { node, show(step) {
    const running = step !== null && step < steps.length;
    if (!running) fields.forEach((field) => field?.empty());
    fields.forEach((field, index) => { if (field) field.hidden = index !== step; });
    [...bar.children].forEach((part, index) => setAttribute(part, "data-part", index < step ? "done" : index === step ? "now" : null));
    bar.hidden = !running || steps.length < 2;
    pace.hidden = !running || !lengthOf(steps[step]);
    setText(number, running && steps.length > 1 ? say("step_of", { n: step + 1, total: steps.length }) : "");
    setText(words, step === null ? "" : running ? steps[step].text : ending || say("finished"));
    speak(`step ${step}`, "");
  }, pace(moment) {
    setAttribute(pace, "data-phase", moment.phase ?? "none");
    setText(phase, moment.phase ? say(`short_${moment.phase}`) : "");
    setText(count, String(moment.left_s));
    pace.style.setProperty("--ut-share", moment.share.toFixed(4));
    pace.style.setProperty("--ut-breath-size", moment.size.toFixed(3));
    const now = saidNow(moment);
    if (now && moment.phase) speak(`${moment.round} ${moment.phase}`, say(now.key, { n: now.seconds }));
  } };
}

/** A place to write for oneself: no spell checker sees it, it leaves the page in no way, and it is emptied at the end. */
function privateField(say) {
  const field = h("textarea", { class: "own-field", rows: "3", "aria-label": say("own_field"), placeholder: say("own_field"),
    autocomplete: "off", autocorrect: "off", spellcheck: "false", translate: "no" });
  const node = h("div", { class: "own" }, field, h("p", { class: "own-hint" }, say("own_hint")));
  node.empty = () => { field.value = ""; };
  return node;
}
