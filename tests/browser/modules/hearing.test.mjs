import { equal, test } from "./harness.mjs";
import { load } from "./element.mjs";

const { BrowserRecognition } = await load("capture/browser-recognition.js");
const { GatewayHttp } = await load("gateway-http.js");

const wait = (ms) => new Promise((done) => setTimeout(done, ms));

class FakeSession {
  calls = [];
  start() { this.calls.push("start"); }
  stop() { this.calls.push("stop"); }
  abort() { this.calls.push("abort"); }
}

function recognising() {
  const before = globalThis.SpeechRecognition;
  globalThis.SpeechRecognition = FakeSession;
  const words = [];
  const recogniser = new BrowserRecognition("en", { speech() {}, silence() {}, failed() {}, words: (text) => words.push(text) });
  globalThis.SpeechRecognition = before;
  return { recogniser, words, session: recogniser.session };
}

test("the browser listens again after a silence, and not after a stop between two sessions", async () => {
  const { recogniser, session } = recognising();
  session.onend();
  recogniser.finish();
  await wait(350);
  equal(session.calls, ["start", "abort"]);
});

test("the words under way come to their end, and then it is still", async () => {
  const { recogniser, words, session } = recognising();
  recogniser.finish();
  session.onresult({ resultIndex: 0, results: [Object.assign([{ transcript: "hello", confidence: 0.9 }], { isFinal: true })] });
  session.onend();
  await wait(350);
  equal([words, session.calls], [["hello"], ["start", "stop", "abort"]]);
});

test("a message as sound is read as sound, all else as JSON", async () => {
  const http = new GatewayHttp("https://here/", async () => new Response("[1]"));
  const sound = await http.speech("t", "turn", 3);
  equal([new TextDecoder().decode(sound), await http.exportData("t")], ["[1]", [1]]);
});
