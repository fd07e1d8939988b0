import { equal, ok, test } from "./harness.mjs";
import { load } from "./element.mjs";

const { KEPT_POINTS, linePath, placeOf, pointOf, withHistory, withPoint } = await load("timeline.js");
const { coverOf } = await load("cover-art.js");

const point = (turn, valence = 0, at = 0) => pointOf({ turn, valence, at_ms: at, label: "joy", arousal: 0, confidence: 1 });
const turns = (points) => points.map(({ turn }) => turn);

test("a point is taken from the line and from the archive alike", () => {
  equal(pointOf({ turn: "a", at_ms: 5, valence: 0.5 }).at, 5);
  equal(pointOf({ turn: "a", at: "1970-01-01T00:00:01Z", valence: 0.5 }).at, 1000);
  equal(pointOf({ turn: "a", valence: 7 }, 3).valence, 1);
  equal(pointOf({ turn: "a", valence: "x" }, 3).at, 3);
});

test("a point keeps what each sense said; a gateway that tells nothing of it leaves it empty", () => {
  const told = { weights: { text: 1 }, parts: { text: { label: "joy", valence: 0.5, arousal: 0, confidence: 0.9 } }, mixed: true, need: "calm" };
  const { weights, parts, mixed, need } = pointOf({ turn: "a", ...told });
  equal({ weights, parts, mixed, need }, told);
  const old = pointOf({ turn: "a" });
  equal([old.weights, old.parts, old.mixed, old.need], [{}, {}, false, null]);
});

test("a reading of a known turn replaces it where it stands", () => {
  const points = [point("a", 0, 1), point("b", 0, 2)];
  const next = withPoint(points, { ...point("a", 0.5, 9), corrected: true });
  equal(turns(next), ["a", "b"]);
  equal([next[0].at, next[0].valence, next[0].corrected], [1, 0.5, true]);
  equal(turns(withPoint(points, point("c"))), ["a", "b", "c"]);
});

test("readings without a turn are never taken for each other", () => {
  equal(withPoint([point(null)], point(null)).length, 2);
});

test("what is remembered comes before what was said now, once", () => {
  const points = withHistory([point("now", 0, 9)], [point("old", 0, 1), point("now", 0.9, 2)]);
  equal(turns(points), ["old", "now"]);
  equal(points[1].at, 9);
});

test("a long course keeps its end", () => {
  let points = [];
  for (let n = 0; n < 600; n += 1) points = withPoint(points, point(`t${n}`));
  equal([points.length, points.at(-1).turn], [KEPT_POINTS, "t599"]);
});

test("pleasant is high, and the line goes through every point", () => {
  ok(placeOf({ valence: 1 }, 0, 2).y < placeOf({ valence: -1 }, 0, 2).y);
  equal(linePath([point("a")]), "");
  equal(linePath([point("a"), point("b"), point("c")]).match(/[MC]/g).join(""), "MCC");
});

test("a cover is its song's own, and follows valence, energy and feelings", () => {
  const song = { id: "a", valence: 0.6, arousal: -0.8, feelings: { trust: 0.3, joy: 0.7 } };
  equal(coverOf(song), coverOf({ ...song }));
  equal([coverOf(song).first, coverOf(song).second], ["joy", "trust"]);
  ok(coverOf(song).sun.y < coverOf({ ...song, valence: -0.6 }).sun.y);
  ok(coverOf(song).stars.length > coverOf({ ...song, arousal: 0.8 }).stars.length);
  equal(coverOf({ id: "x", feelings: { spite: 1 }, mood: "anger" }).first, "anger");
  equal(coverOf({}).first, "neutral");
});
