import { equal, ok, test } from "./harness.mjs";
import { load } from "./element.mjs";
import { FakeTimers, FakeVoice } from "./fakes.mjs";

const { isMurmur, sentencesOf } = await load("speech/sentences.js");
const { Speaker } = await load("speech/speaker.js");
const { BrowserVoice } = await load("speech/browser-voice.js");

const said = (text) => sentencesOf(text).map((piece) => piece.said);
const message = (seq, text = "One two three. Four.") => ({ seq, turn: `turn-${seq}`, text, delivery: null });

function speaking() {
  const voice = new FakeVoice();
  const changes = [];
  const failures = [];
  const speaker = new Speaker({ voice: () => voice, onChange: (change) => changes.push(change && [change.seq, change.held]), onFailed: (reason) => failures.push(reason) });
  return { speaker, voice, changes, failures };
}

test("a text is said sentence by sentence, and each knows its place", () => {
  const text = "That sounds heavy. “Is it?” I'd say 3.5 of 10…\nAnd now";
  equal(said(text), ["That sounds heavy.", "“Is it?”", "I'd say 3.5 of 10…", "And now"]);
  for (const { from, to, said: words } of sentencesOf(text)) ok(text.slice(from, to).includes(words));
});

test("addresses are not spelled out, and what has no word is not said", () => {
  equal(said("Look: https://example.org/a?b=1 there. 🌿 … !"), ["Look:  there."]);
  equal(said(""), []);
});

test("a long sentence is cut at a comma or between words, and nothing of it is lost", () => {
  const text = `${"and then we walked on, ".repeat(30)}home`;
  const pieces = sentencesOf(text);
  ok(pieces.length > 2 && pieces.every(({ said: words }) => words.length <= 220));
  equal(pieces.map(({ from, to }) => text.slice(from, to)).join(""), text);
});

test("a murmur takes no turn, a word does", () => {
  equal(["", "mhm", "Mm-hmm.", "uh, hm…", "no", "mhm stop"].map(isMurmur), [true, true, true, true, false, false]);
});

test("replies are said one after the other", () => {
  const { speaker, voice, changes } = speaking();
  speaker.add(message(1));
  speaker.add(message(2));
  equal(voice.said, [[1, 0]]);
  voice.end();
  voice.end();
  equal(voice.said, [[1, 0], [2, 0]]);
  equal(changes, [[1, false], [2, false], null]);
});

test("it holds still at once and goes on with the word that it was saying", () => {
  const { speaker, voice } = speaking();
  speaker.add(message(1));
  voice.reach(6);
  speaker.hold();
  equal([voice.isSilent, speaker.isHeld], [true, true]);
  speaker.resume();
  equal(voice.said.at(-1), [1, 4]);
});

test("who is interrupted lets the rest be and tells how much was said", () => {
  const { speaker, voice, changes } = speaking();
  speaker.add(message(1));
  speaker.add(message(2));
  voice.reach(8);
  const dropped = speaker.drop();
  equal([dropped.message.seq, dropped.spoken, dropped.unsaid.map(({ seq }) => seq)], [1, 8, [2]]);
  equal([voice.isSilent, changes.at(-1)], [true, null]);
  voice.end();
  equal(voice.said, [[1, 0]]);
});

test("a voice that fails is not asked again and again", () => {
  const { speaker, voice, failures } = speaking();
  speaker.add(message(1));
  speaker.add(message(2));
  voice.fail("no-voice");
  equal([voice.said.length, failures], [1, ["no-voice"]]);
});

class FakeUtterance {
  constructor(text) {
    this.text = text;
  }
}

function browserVoice(delivery) {
  const spoken = [];
  globalThis.SpeechSynthesisUtterance = FakeUtterance;
  Object.defineProperty(globalThis, "speechSynthesis", {
    configurable: true, value: { cancelled: 0, speak: (utterance) => spoken.push(utterance), cancel() { this.cancelled += 1; } },
  });
  const timers = new FakeTimers();
  const reached = [];
  const ends = [];
  const voice = new BrowserVoice(timers, () => timers.now, () => "en-GB");
  const say = (from = 0) => voice.utter({ ...message(1), delivery }, from, {
    reached: (chars) => reached.push(chars), ended: () => ends.push("ended"), failed: (reason) => ends.push(reason),
  });
  return { voice, say, spoken, timers, reached, ends };
}

test("the browser says each sentence with the delivery of the message", () => {
  const { say, spoken, timers, reached, ends } = browserVoice({ rate: 0.9, pitch: 0.8, pause_ms: 400 });
  say();
  equal(spoken.length, 0);
  timers.pass(400);
  equal([spoken[0].text, spoken[0].rate, spoken[0].pitch, spoken[0].lang], ["One two three.", 0.9, 0.8, "en-GB"]);
  spoken[0].onstart();
  spoken[0].onboundary({ charIndex: 4 });
  spoken[0].onend();
  timers.pass(200);
  equal(spoken[1].text, "Four.");
  spoken[1].onstart();
  spoken[1].onend();
  timers.pass(0);
  equal([reached.at(-1), ends], ["One two three. Four.".length, ["ended"]]);
  ok(reached.includes(4));
});

test("it goes on in the middle of a sentence, and its place is still the text's", () => {
  const { say, spoken, timers, reached } = browserVoice(null);
  say(8);
  timers.pass(0);
  spoken[0].onstart();
  equal([spoken[0].text, reached], ["three.", [8]]);
});

test("a voice that tells no words is judged by its time", () => {
  const { say, spoken, timers, reached } = browserVoice({ rate: 1, pitch: 1, pause_ms: 0 });
  const stop = say();
  timers.pass(0);
  spoken[0].onstart();
  timers.pass(500);
  stop();
  equal(reached, [0, 7]);
});

test("a voice is woken once, while a press is answered", () => {
  const { voice, spoken } = browserVoice(null);
  voice.wake();
  voice.wake();
  equal(spoken.map(({ text }) => text), [""]);
});

test("a browser without a voice is noticed", () => {
  const { say, timers, ends } = browserVoice(null);
  say();
  timers.pass(5_000);
  equal(ends, ["no-voice"]);
});
