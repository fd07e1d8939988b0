import { equal, ok, test } from "./harness.mjs";
import { load } from "./element.mjs";

const { addressesOf } = await load("gateway-http.js");
const { LABELS, arcsOf } = await load("emotions.js");
const { languageFor, registerLanguage } = await load("lang/index.js");
const { moodSentence } = await load("view/mood-ring.js");

test("every way to name a gateway leads to the same two addresses", () => {
  for (const given of ["https://host", "https://host/", "https://host/ws", "wss://host/ws", "https://host/?a=1#b"]) {
    equal(addressesOf(given), { base: "https://host/", socket: "wss://host/ws" }, given);
  }
  equal(addressesOf("http://host:8080/undertone/"), { base: "http://host:8080/undertone/", socket: "ws://host:8080/undertone/ws" });
});

test("the arcs of a reading never overlap and leave out what is hardly there", () => {
  const arcs = arcsOf({ joy: 0.7, trust: 0.2, fear: 0.02, neutral: 0.08 });
  equal(arcs.length, LABELS.length);
  equal(arcs.find(({ label }) => label === "fear").length, 0);
  const shown = arcs.filter(({ length }) => length > 0);
  shown.slice(1).forEach((arc, index) => ok(arc.start >= shown[index].start + shown[index].length));
  ok(shown.at(-1).start + shown.at(-1).length <= 100);
});

test("without a reading all nine share the ring alike", () => {
  ok(new Set(arcsOf(null).map(({ length }) => length.toFixed(3))).size === 1);
});

test("a reading is said as an impression, and as none when it is unsure", () => {
  const { say } = languageFor("en-GB");
  const sentence = (emotion, paused = false) => moodSentence({ emotion, sensing: { paused } }, say);
  equal(sentence({ label: "sadness", trend: "falling", confidence: 0.8 }), "It sounds like sadness, growing heavier");
  equal(sentence({ label: "joy", trend: "rising", confidence: 0.2 }), "I’m not sure how this sounds");
  equal(sentence({ label: "joy", trend: "rising", confidence: 0.9 }, true), "Not sensing");
  equal(sentence({ label: "joy", trend: "rising", confidence: 0.5, mixed: true }), "It sounds mixed, most like joy");
  equal(sentence({ label: "joy", trend: "rising", confidence: 0.2, mixed: true }), "It sounds mixed");
  equal(sentence({ label: "neutral", trend: "steady", confidence: 0.8, mixed: true }), "It sounds mixed");
  for (const label of LABELS) ok(!/you are|you feel/i.test(sentence({ label, trend: "steady", confidence: 0.9 })));
});

test("another language is used where registered, and English fills its gaps", () => {
  registerLanguage("de", { send: "Senden" });
  const { tag, say } = languageFor("de-AT");
  equal([tag, say("send"), say("menu"), say("minutes", { n: 3 })], ["de", "Senden", "Menu", "3 min"]);
  equal(languageFor("xx").tag, "en");
});
