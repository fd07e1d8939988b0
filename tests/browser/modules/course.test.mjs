import { equal, ok, test } from "./harness.mjs";
import { load } from "./element.mjs";

const { PAUSE_MS, condensed, layOut, pathsOf } = await load("course.js");
const { apartOf, changeOf, changeSentence, clockIn, courseSentence, feelingOf, marksOf, mixedSentence, pointSentence, restWords, sensesOf, sureness } = await load("course-words.js");
const { addWords, languageFor } = await load("lang/index.js");
const { default: words } = await load("lang/en-sheets.js");
const { pointOf } = await load("timeline.js");

addWords(words);
const { say } = languageFor("en-GB");

const part = (valence, arousal = 0, label = "joy", confidence = 0.8) => ({ label, valence, arousal, confidence });
const point = (given = {}) => pointOf({ turn: "t", at_ms: 0, label: "joy", valence: 0, arousal: 0, confidence: 0.8, ...given });
const both = (text, voice, more = {}) => point({ weights: { text: 0.5, voice: 0.5 }, parts: { text, voice }, ...more });
const change = (now, then) => changeSentence(now, then, say);
const course = (...points) => courseSentence(points, say, (at) => `${at} h`);

test("the sense that moved is named, with its direction and how far", () => {
  equal(change(both(part(0), part(0.1, -0.5)), both(part(0), part(0.1, 0))), "Your voice sounded calmer than before.");
  equal(change(both(part(-0.2), part(0)), both(part(0), part(0))), "Your words sounded a little heavier than before.");
  equal(change(both(part(0.8), part(0)), both(part(0), part(0))), "Your words sounded much lighter than before.");
  const face = (valence) => point({ weights: { face: 1 }, parts: { face: part(valence) } });
  equal(change(face(0.4), face(0)), "Your face looked lighter than before.");
});

test("of two senses that moved the one that weighed more is named first, and what went against it as well", () => {
  const heavy = (text, voice, share) => point({ weights: { text: share, voice: 1 - share }, parts: { text, voice } });
  const [then, now] = [[part(0), part(0)], [part(-0.4), part(0.5)]];
  equal(change(heavy(...now, 0.8), heavy(...then, 0.8)), "Your words sounded heavier than before, your voice lighter.");
  equal(change(heavy(...now, 0.2), heavy(...then, 0.2)), "Your voice sounded lighter than before, your words heavier.");
});

test("a movement in both tone and energy is said of both, and a small one beside a large one is not", () => {
  equal(change(both(part(-0.5, 0.4), part(0)), both(part(0), part(0))), "Your words sounded heavier and livelier than before.");
  equal(change(both(part(-0.6, 0.15), part(0)), both(part(0), part(0))), "Your words sounded heavier than before.");
});

test("what nobody would notice is no change", () => {
  equal(change(both(part(0.05, 0.05), part(0)), both(part(0), part(0))), "Much as before.");
  equal(change(point({ valence: 0.05 }), point()), "Much as before.");
});

test("a sense that hardly counted has changed nothing, however far it moved", () => {
  const beside = (face) => point({ weights: { text: 1, face: 0 }, parts: { text: part(0), face: part(face) } });
  equal(change(beside(0.9), beside(-0.9)), "Much as before.");
});

test("a sense that came or went is told where it counted", () => {
  const alone = point({ weights: { text: 1 }, parts: { text: part(0) } });
  equal(change(both(part(0), part(0.9)), alone), "This time I heard your voice, and not before.");
  equal(change(alone, both(part(0), part(0.9))), "Before I heard your voice, and not this time.");
  const unweighed = point({ weights: { text: 1, face: 0 }, parts: { text: part(0), face: part(0.9) } });
  equal(change(unweighed, alone), "Much as before.");
});

test("without what each sense said the whole is compared, and nothing is said of a sense", () => {
  equal(change(point({ valence: 0.5 }), point()), "It sounded lighter than before.");
  const told = both(part(0.9), part(0.9), { valence: 0.5 });
  equal(change(told, point()), "It sounded lighter than before.");
  equal(change(point({ arousal: -0.9 }), told), "It sounded much calmer than before.");
});

test("the first point, and what the visitor set right, are compared with nothing", () => {
  equal(change(point(), undefined), "");
  equal(changeOf(point({ corrected: true, valence: 0.9 }), point()), null);
  equal(changeOf(point({ valence: 0.9 }), point({ corrected: true })), null);
  equal(change(both(part(0.5), part(0), { corrected: true }), both(part(0), part(0))), "Your words sounded lighter than before.");
});

test("a contradiction names the two senses that are furthest apart", () => {
  const mixed = point({ mixed: true, parts: { text: part(-0.6), voice: part(0.5), face: part(0.1) } });
  equal(apartOf(mixed), ["text", "voice"]);
  equal(mixedSentence(mixed, say), "Your words and your voice said different things: the words heavy, the voice light. So I am less sure.");
  equal(mixedSentence(point({ mixed: true, parts: { text: part(0.1), face: part(0.8) } }), say), "Your words and your face said different things, so I am less sure.");
  equal(mixedSentence(point({ mixed: true }), say), "Not everything I sensed said the same, so I am less sure.");
  equal([apartOf({ ...mixed, mixed: false }), mixedSentence({ ...mixed, mixed: false }, say)], [null, ""]);
});

test("a sense that is not sure enough to contradict is not named, unless there are no others", () => {
  const parts = { text: part(0.6), voice: part(-0.3), face: part(-0.9, 0, "sadness", 0.39) };
  equal(apartOf(point({ mixed: true, parts })), ["text", "voice"]);
  equal(apartOf(point({ mixed: true, parts: { text: parts.text, face: parts.face } })), ["text", "face"]);
});

test("the weightiest sense comes first, and an old point that tells nothing has none", () => {
  const senses = sensesOf(point({ weights: { text: 0.3, voice: 0.7, face: 0 }, parts: { text: part(0) } }));
  equal(senses.map(({ sense, share, part: own }) => [sense, share, Boolean(own)]), [["voice", 0.7, false], ["text", 0.3, true]]);
  equal(sensesOf({ turn: "saved by an older widget", label: "joy" }), []);
  equal(sensesOf(point({ parts: { face: part(0) } }))[0].share, null);
});

test("a point is said as an impression, and what the visitor said as their word", () => {
  equal(pointSentence(point({ label: "sadness" }), say), "It sounded like sadness");
  equal(pointSentence(point({ label: "sadness" }), say, true), "It sounds like sadness");
  equal(pointSentence(point({ confidence: 0.2 }), say), "I was not sure how this sounded");
  equal(pointSentence(point({ confidence: 0.2, mixed: true }), say), "It sounded mixed");
  equal(pointSentence(point({ label: "fear", confidence: 0.2, corrected: true }), say), "You told me: fear");
  equal([feelingOf(point({ confidence: 0.2 }), say), feelingOf(point(), say)], ["not sure", "joy"]);
  equal(marksOf(point({ shift: true, corrected: true, mixed: true }), say), ["a turn in the mood", "mixed", "put right by you"]);
});

test("a confidence has the words of its size", () => {
  equal([0.9, 0.6, 0.4, 0.1, undefined].map((confidence) => sureness(confidence, say)),
    ["quite sure", "fairly sure", "rather a guess", "hardly a guess", "hardly a guess"]);
});

test("the course is one sentence: from where to where, its depth, its turns", () => {
  equal(course(), "");
  equal(course(point({ label: "sadness" })), "One turn so far, at 0 h: sadness.");
  const sad = point({ label: "sadness", valence: -0.3 });
  const low = point({ label: "anger", valence: -0.9, at_ms: 5, shift: true });
  const glad = point({ valence: 0.5, corrected: true });
  equal(course(sad, low, glad), "3 turns since 0 h, one of them put right by you: from sadness to joy, lighter than at the start, heaviest at 5 h, and the mood turned once.");
  equal(course(sad, sad), "2 turns since 0 h: sadness at first, sadness now, about as light as at the start.");
  equal(course(glad, point({ valence: -0.5, confidence: 0.1 })), "2 turns since 0 h, one of them put right by you: from joy to something unclear, heavier than at the start.");
});

test("how long a rest was is said in its unit", () => {
  const [minute, hour] = [60_000, 3_600_000];
  equal([40 * minute, 3 * hour, 50 * hour].map((ms) => restWords(ms, say, "en-US")), ["40 min later", "3 hr later", "2 days later"]);
});

test("a time of another day tells the day", () => {
  const clock = clockIn("en-GB", () => new Date(2026, 0, 2));
  equal([clock(new Date(2026, 0, 2, 9, 5).getTime()), clock(new Date(2026, 0, 1, 9, 5).getTime())], ["09:05", "1 Jan, 09:05"]);
});

test("where time went by the line is broken, and there is room for it", () => {
  const at = (ms) => point({ at_ms: ms });
  const laid = layOut([at(0), at(60_000), at(60_000 + PAUSE_MS)]);
  equal(laid.strands, [[0, 2], [2, 3]]);
  equal(laid.rests.map(({ index, ms }) => [index, ms]), [[2, PAUSE_MS]]);
  ok(laid.width > 4);
  const [a, b, c] = laid.places.map(({ x }) => x);
  ok(c - b > b - a && a > 0 && c < 100);
  const paths = pathsOf(laid);
  equal([paths.line.match(/M/g).length, paths.rest.match(/M/g).length], [1, 1]);
});

test("a clock that went back is no rest", () => {
  equal(layOut([point({ at_ms: PAUSE_MS * 9 }), point({ at_ms: 0 })]).rests, []);
});

test("one point stands in the middle and draws no line", () => {
  const laid = layOut([point()]);
  equal([laid.places[0].x, laid.width], [50, 1]);
  equal(pathsOf(laid), { line: "", area: "", rest: "" });
  equal(layOut([]).places, []);
});

test("a long course is condensed into points that stand for as many turns each", () => {
  const many = Array.from({ length: 500 }, (_, n) => point({ valence: n < 250 ? -0.5 : 0.5, label: n < 250 ? "sadness" : "joy" }));
  const few = condensed(many, 120);
  equal([few.length, few[0].label, few.at(-1).label, few[0].valence, few.at(-1).valence], [120, "sadness", "joy", -0.5, 0.5]);
  equal(condensed(many.slice(0, 3), 120).length, 3);
});
