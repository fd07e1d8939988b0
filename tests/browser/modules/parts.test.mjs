import { equal, ok, test } from "./harness.mjs";
import { load } from "./element.mjs";
import { FakeMicrophone, FakeSocket, FakeStorage, FakeTimers, FakeVoice, WELCOME, says } from "./fakes.mjs";

const { Conversation } = await load("conversation.js");
const { addWords, languageFor, registerLanguage } = await load("lang/index.js");
const { Line } = await load("socket.js");
const { Memory } = await load("memory.js");
const { Parts } = await load("parts.js");
const { createStore, initialState, reduce } = await load("store.js");
const { Voice } = await load("voice/voice.js");

const settled = () => new Promise((done) => setTimeout(done, 0));

/** Parts that come when the test says so. */
function fetching() {
  const asked = [];
  const fetcher = (name) => () => new Promise((come, fail) => { asked.push({ name, come, fail }); });
  return { asked, fetchers: { voice: fetcher("voice"), exercise: fetcher("exercise"), sheets: fetcher("sheets") } };
}

/** A conversation that an earlier page left with `voiceChoice`, and whose parts are yet to come. */
function returning({ welcome = WELCOME, voiceChoice = {}, speech = "browser" } = {}) {
  const { asked, fetchers } = fetching();
  const timers = new FakeTimers();
  const voice = new FakeVoice();
  const opened = [];
  let ids = 0;
  let n_woken = 0;
  const store = createStore(reduce, initialState());
  const conversation = new Conversation({
    store, timers, http: {}, locale: "en-GB", newId: () => `id-${(ids += 1)}`, now: () => timers.now,
    memory: new Memory("https://here/", { tab: new FakeStorage(), device: new FakeStorage() }),
    partsFor: (dispatch) => new Parts(fetchers, dispatch), isShown: () => true, wakeBrowserVoice: () => { n_woken += 1; },
    lineFor: (hooks) => new Line({ url: "ws://here/ws", Socket: FakeSocket, timers, random: () => 0.5, now: () => timers.now, ...hooks }),
  });
  const openMicrophone = async (hooks) => {
    opened.push(hooks);
    return new FakeMicrophone(hooks);
  };
  const part = { voiceOf: (tools) => new Voice({ ...tools, openMicrophone, recogniserFor: null, voiceFor: () => voice }) };
  store.dispatch({ type: "voice_possible", browser: { allowed: true, recognises: false, speaks: true } });
  store.dispatch({ type: "restored", saved: { voiceChoice: { ...initialState().voiceChoice, ...voiceChoice } } });
  conversation.connect();
  FakeSocket.last.open();
  FakeSocket.last.hear({ ...welcome, voice: { ...welcome.voice, speech } });
  const come = async () => {
    asked.at(-1).come(part);
    await settled();
  };
  return { conversation, store, asked, voice, opened, come, n_woken: () => n_woken, request: (type, more = {}) => conversation.request({ type, ...more }) };
}

const sent = (type) => FakeSocket.last.sent.filter((message) => message.type === type);
const hear = (message) => FakeSocket.last.hear({ seq: 0, ...message });
const ALLOWED = { ...WELCOME, senses: { ...WELCOME.senses, voice: "on" } };

test("a part is fetched once however often it is needed, and again only if it did not come", async () => {
  const { asked, fetchers } = fetching();
  const told = [];
  const parts = new Parts(fetchers, ({ type, part }) => told.push(`${part} ${type.slice(5)}`));
  const both = [parts.need("voice"), parts.need("voice")];
  equal([asked.length, parts.get("voice")], [1, null]);
  asked[0].fail(new Error("no line"));
  equal(await Promise.all(both), [null, null]);
  const again = parts.need("voice");
  asked[1].come({ styles: ".a {}", x: 1 });
  equal([(await again).x, (await parts.need("voice")).x, asked.length, parts.styles], [1, 1, 2, [".a {}"]]);
  equal(told, ["voice asked", "voice failed", "voice asked", "voice arrived"]);
});

test("the state tells what is on its way and what failed, and nothing of what is there", async () => {
  const { store, asked, request, come } = returning();
  request("talk", { mode: "hands_free" });
  equal(store.state.parts, { voice: "loading" });
  asked[0].fail();
  await settled();
  equal(store.state.parts, { voice: "failed" });
  request("fetch_part", { part: "voice" });
  await come();
  equal([store.state.parts, store.state.entries.at(-1).kind], [{}, "asking"]);
});

test("what failed is forgotten with the next text, and a press of long ago with it", async () => {
  const { store, asked, conversation, request, come, opened } = returning({ voiceChoice: { hear: "words" } });
  request("talk", { mode: "hands_free" });
  asked[0].fail();
  await settled();
  conversation.sendText("hello");
  equal(store.state.parts, {});
  request("fetch_part", { part: "voice" });
  await come();
  equal([opened.length, store.state.voice.microphone], [0, "off"]);
});

test("the browser's voice is woken by the press itself, not after the wait for the part", async () => {
  const { request, n_woken, come } = returning({ voiceChoice: { hear: "words" } });
  request("talk", { mode: "hands_free" });
  equal(n_woken(), 1);
  await come();
  equal(sent("audio.start").length, 1);
});

test("a consent that is taken back goes out at once, before any part is there", () => {
  const { request, store, asked } = returning({ welcome: ALLOWED, voiceChoice: { hear: "sound" } });
  request("sense_voice", { on: false });
  equal([sent("consent").map(({ granted }) => granted), store.state.voice.sense, store.state.voiceChoice.hear, asked.length], [[false], "off", "words", 0]);
});

test("a gateway that still believes in a consent that is gone is told so, before any part is there", () => {
  const { store, asked } = returning({ welcome: ALLOWED, voiceChoice: { hear: "words" } });
  equal([sent("consent").map(({ granted }) => granted), store.state.voice.sense, asked.length], [[false], "off", 0]);
});

test("replies wait for the part that says them, and are not said to who writes meanwhile", async () => {
  const patient = returning({ voiceChoice: { aloud: true } });
  hear(says(2, "One.", { turn: "t1" }));
  hear(says(3, "Two.", { turn: "t1" }));
  equal(patient.asked.map(({ name }) => name), ["voice"]);
  await patient.come();
  patient.voice.end();
  equal(patient.voice.said, [[2, 0], [3, 0]]);
  const writing = returning({ voiceChoice: { aloud: true } });
  hear(says(2, "One.", { turn: "t1" }));
  writing.conversation.sendText("hello");
  await writing.come();
  equal(writing.voice.said, []);
});

test("nothing is fetched for replies that nobody wants to hear", () => {
  const { asked } = returning();
  hear(says(2, "One.", { turn: "t1" }));
  equal(asked, []);
});

test("folding away and forgetting drop a press that waits", async () => {
  for (const leave of [({ request }) => request("close_panel"), () => hear({ type: "forgotten", seq: 5, token: "t2" })]) {
    const visit = returning({ voiceChoice: { hear: "words" } });
    visit.request("talk", { mode: "hands_free" });
    leave(visit);
    await visit.come();
    equal([visit.opened.length, visit.store.state.entries.some(({ kind }) => kind === "asking")], [0, false]);
  }
});

test("an exercise is begun once however often it is pressed while its part comes", async () => {
  const { request, store, asked } = returning();
  hear(says(2, "Try this.", { card: { kind: "exercise", id: "e1" } }));
  request("begin_exercise", { item: "e1" });
  request("begin_exercise", { item: "e1" });
  equal([store.state.steps.e1, store.state.parts], [undefined, { exercise: "loading" }]);
  asked[0].come({});
  await settled();
  equal([store.state.steps.e1, sent("feedback").map(({ action }) => action), asked.length], [0, ["play"], 1]);
});

test("an exercise that is forgotten while its part comes is not begun", async () => {
  const { request, store, asked } = returning();
  hear(says(2, "Try this.", { card: { kind: "exercise", id: "e1" } }));
  request("begin_exercise", { item: "e1" });
  hear({ type: "forgotten", seq: 3, token: "t2" });
  asked[0].come({});
  await settled();
  equal([store.state.steps.e1, sent("feedback")], [undefined, []]);
});

test("an exercise that runs on from an earlier page fetches what runs it, one that was stopped does not", () => {
  const entries = [{ kind: "bot", key: "b", card: { kind: "exercise", id: "e1" }, quickReplies: [], seq: 2, at: 0 }];
  for (const [step, wanted] of [[1, ["exercise"]], [null, []]]) {
    const { asked, fetchers } = fetching();
    const store = createStore(reduce, initialState());
    const conversation = new Conversation({
      store, timers: new FakeTimers(), http: {}, locale: "en", newId: () => "id", now: () => 0, isShown: () => true,
      memory: new Memory("https://here/", { tab: new FakeStorage(), device: new FakeStorage() }),
      partsFor: (dispatch) => new Parts(fetchers, dispatch), lineFor: () => ({ open() {} }),
    });
    store.dispatch({ type: "restored", saved: { entries, steps: { e1: step } } });
    conversation.connect();
    equal(asked.map(({ name }) => name), wanted);
  }
});

test("the words of a part are said once it is there, and another language keeps its own", () => {
  registerLanguage("fr", { later_one: "un" });
  const english = languageFor("en").say;
  const french = languageFor("fr").say;
  ok(!english.has("later_two"));
  addWords({ later_one: "one", later_two: "two", later: { three: "three" } });
  equal([english("later_one"), french("later_one"), french("later_two"), english("later.three")], ["one", "un", "two", "three"]);
});
