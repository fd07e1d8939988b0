import { equal, ok, test } from "./harness.mjs";
import { load } from "./element.mjs";

const { lengthOf, momentOf, saidNow, stepsOf } = await load("exercise-run.js");

const breathing = (breath) => stepsOf({ steps: [{ text: "Breathe.", breath }] })[0];
const BOX = { in_s: 4, hold_s: 2, out_s: 6, rest_s: 1, rounds: 3 };

test("a breath goes through its phases, round by round, and ends", () => {
  const step = breathing(BOX);
  equal(lengthOf(step), 39);
  const at = (elapsed_s) => { const { phase, round, left_s } = momentOf(step, elapsed_s); return [phase, round, left_s]; };
  equal([at(0), at(3.5), at(4), at(6.2), at(12.5), at(13), at(38.9)],
    [["in", 1, 4], ["in", 1, 1], ["hold", 1, 2], ["out", 1, 6], ["rest", 1, 1], ["in", 2, 4], ["rest", 3, 1]]);
  ok(!momentOf(step, 38.99).done);
  ok(momentOf(step, 39).done);
});

test("the circle is empty at the start of a breath, full in the pause, and never jumps", () => {
  const step = breathing(BOX);
  equal([momentOf(step, 0).size, momentOf(step, 5).size, momentOf(step, 12.5).size], [0, 1, 0]);
  for (let s = 0; s < 38.9; s += 0.05) ok(Math.abs(momentOf(step, s + 0.05).size - momentOf(step, s).size) < 0.08, `jumps at ${s}`);
});

test("a phase of no length is left out", () => {
  const step = breathing({ in_s: 4, hold_s: 0, out_s: 6, rest_s: 0, rounds: 2 });
  const phases = new Set(Array.from({ length: 20 }, (_, s) => momentOf(step, s).phase));
  equal([...phases], ["in", "out"]);
});

test("the first round is said at length, the others in a word, and what is too short not at all", () => {
  const step = breathing({ ...BOX, rest_s: 1 });
  const said = (elapsed_s) => saidNow(momentOf(step, elapsed_s));
  equal([said(1), said(14), said(12.5)], [{ key: "say_in", seconds: 4 }, { key: "short_in", seconds: 4 }, null]);
});

test("a step without a time waits for the visitor, one with a time ends", () => {
  const [waits, ends] = stepsOf({ steps: [{ text: "a" }, { text: "b", duration_s: 20 }] });
  equal([lengthOf(waits), momentOf(waits, 9999).done, momentOf(ends, 19).left_s, momentOf(ends, 20).done], [0, false, 1, true]);
});

test("steps that no catalogue would send still make an exercise", () => {
  equal(stepsOf({}).length, 0);
  const [plain, odd] = stepsOf({ steps: ["Breathe.", { text: null, duration_s: "x", breath: { in_s: "y", rounds: 1e9 }, write: 1 }] });
  equal([plain.text, plain.breath], ["Breathe.", null]);
  equal([odd.text, odd.duration_s, odd.breath, odd.write], ["", 0, null, true]);
  equal(breathing({ in_s: 1e9, rounds: 1e9 }).breath.rounds, 60);
});
