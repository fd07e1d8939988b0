import { equal, ok, test } from "./harness.mjs";
import { load } from "./element.mjs";
import { FakeSocket, FakeStorage, FakeTimers, WELCOME, says } from "./fakes.mjs";

const { TypingMeter } = await load("behaviour/meter.js");
const { Conversation } = await load("conversation.js");
const { Line } = await load("socket.js");
const { Memory } = await load("memory.js");
const { Parts } = await load("parts.js");
const { createStore, initialState, reduce } = await load("store.js");

/** A field and a page, and a clock that the test moves. */
function desk() {
  const field = Object.assign(new EventTarget(), { textLength: 0, getClientRects: () => [{}] });
  const page = Object.assign(new EventTarget(), { hidden: false });
  let at = 0;
  const meter = new TypingMeter(field, { now: () => at, page });
  const input = (inputType, grown, more = {}) => {
    field.dispatchEvent(new Event("beforeinput"));
    field.textLength = Math.max(0, field.textLength + grown);
    field.dispatchEvent(Object.assign(new Event("input"), { inputType, isComposing: false, ...more }));
  };
  const hear = (n) => meter.update({ entries: Array.from({ length: n }, (_, i) => ({ kind: "bot", key: `bot-${i}` })) });
  hear(1);
  return {
    field, page, meter, input, hear,
    wait: (ms) => { at += ms; },
    type: (n, ms = 200) => { for (let i = 0; i < n; i += 1) { at += ms; input("insertText", 1); } },
    remove: (n, ms = 200) => { for (let i = 0; i < n; i += 1) { at += ms; input("deleteContentBackward", -1); } },
  };
}

test("keys, deletions and the time between them are counted, and nothing else is told", () => {
  const { meter, type, remove } = desk();
  type(10);
  remove(2);
  type(3);
  equal(meter.take(), { n_keys: 15, n_deletions: 2, duration_ms: 2800, n_pauses: 0, longest_pause_ms: 0 });
});

test("a gap of more than two seconds is a pause and no typing", () => {
  const { meter, type, wait } = desk();
  type(5);
  wait(4800);
  type(1);
  wait(2500);
  type(1);
  wait(1800);
  type(1);
  equal(meter.take(), { n_keys: 8, n_deletions: 0, duration_ms: 2800, n_pauses: 2, longest_pause_ms: 5000 });
});

test("the delay goes from the newest answer to the first key", () => {
  const { meter, hear, type, wait } = desk();
  hear(2);
  wait(1000);
  hear(3);
  wait(2400);
  type(3, 100);
  equal(meter.take().reply_delay_ms, 2500);
});

test("an answer of which nobody knows when it was shown gives no delay", () => {
  for (const unseen of [
    () => {},
    ({ hear, field }) => { field.getClientRects = () => []; hear(2); },
    ({ hear, page }) => { page.hidden = true; hear(2); },
    ({ hear, page }) => { hear(2); page.dispatchEvent(new Event("visibilitychange")); },
    ({ hear, input }) => { hear(2); input("insertFromPaste", 20); input("deleteByCut", -20); },
  ]) {
    const at = desk();
    unseen(at);
    at.type(12);
    equal("reply_delay_ms" in at.meter.take(), false);
  }
});

test("the next text begins at nothing, and its delay with the next answer", () => {
  const { field, meter, hear, type, wait } = desk();
  hear(2);
  type(10);
  ok(meter.take());
  field.textLength = 0;
  wait(60_000);
  type(4, 100);
  equal(meter.take(), { n_keys: 4, n_deletions: 0, duration_ms: 300, n_pauses: 0, longest_pause_ms: 0 });
});

test("what was pasted, completed, dictated or composed is no key", () => {
  for (const [inputType, more] of [
    ["insertFromPaste", {}], ["insertReplacementText", {}], ["insertFromDrop", {}], ["insertText", {}], ["historyUndo", {}],
    ["insertCompositionText", { isComposing: true }], ["insertText", { isComposing: true }],
  ]) {
    const { meter, input, type } = desk();
    type(10);
    input(inputType, 8, more);
    equal(meter.take(), { n_keys: 10, n_deletions: 0, duration_ms: 1800, n_pauses: 0, longest_pause_ms: 0 }, inputType);
  }
});

test("a text that was mostly not typed is not told of", () => {
  const { meter, input, type } = desk();
  type(10);
  input("insertFromPaste", 11);
  equal(meter.take(), null);
  equal(meter.take(), null);
});

test("a gap in which somebody was elsewhere is neither typing nor a pause", () => {
  for (const leave of [({ field }) => field.dispatchEvent(new Event("blur")), ({ page }) => page.dispatchEvent(new Event("visibilitychange"))]) {
    const at = desk();
    at.type(5);
    leave(at);
    at.wait(600_000);
    at.type(5);
    equal(at.meter.take(), { n_keys: 10, n_deletions: 0, duration_ms: 1600, n_pauses: 0, longest_pause_ms: 0 });
  }
});

test("a deletion key that is held down is one key", () => {
  const { meter, type, remove } = desk();
  type(20);
  remove(1, 300);
  remove(10, 33);
  type(5, 300);
  const { n_keys, n_deletions } = meter.take();
  equal([n_keys, n_deletions], [26, 1]);
});

test("no number is larger than the gateway takes", () => {
  const { meter, hear, type, wait } = desk();
  hear(2);
  wait(90_000_000);
  type(3);
  wait(90_000_000);
  type(1);
  const typed = meter.take();
  equal(typed.longest_pause_ms, 86_400_000);
  equal("reply_delay_ms" in typed, false);
});

test("who is no longer measured is not", () => {
  const { meter, type } = desk();
  meter.stop();
  type(10);
  equal(meter.take(), null);
});

// --- in a conversation

const OFFERS = { ...WELCOME, senses: { ...WELCOME.senses, behaviour: "off" } };
const NUMBERS = { n_keys: 12, n_deletions: 0, duration_ms: 2000, n_pauses: 0, longest_pause_ms: 0 };

function visit(welcome = OFFERS, fetch = async () => ({})) {
  const timers = new FakeTimers();
  let ids = 0;
  const fetched = [];
  const store = createStore(reduce, initialState());
  const conversation = new Conversation({
    store, timers, http: { base: "https://here/" }, locale: "en", newId: () => `id-${(ids += 1)}`, now: () => timers.now,
    memory: new Memory("https://here/", { tab: new FakeStorage(), device: new FakeStorage() }), isShown: () => true,
    partsFor: (dispatch) => new Parts({ behaviour: () => { fetched.push("behaviour"); return fetch(); } }, dispatch),
    lineFor: (hooks) => new Line({ url: "ws://here/ws", Socket: FakeSocket, timers, random: () => 0.5, now: () => timers.now, ...hooks }),
  });
  conversation.connect();
  FakeSocket.last.open();
  FakeSocket.last.hear(welcome);
  return { store, fetched, conversation, request: (type, more = {}) => conversation.request({ type, ...more }) };
}

const sent = (type) => FakeSocket.last.sent.filter((message) => message.type === type);
const hear = (message) => FakeSocket.last.hear({ seq: 0, ...message });

test("nothing is fetched to measure with before it is allowed", () => {
  equal(visit().fetched, []);
  equal(visit({ ...WELCOME, senses: { ...WELCOME.senses, behaviour: "on" } }).fetched, ["behaviour"]);
});

test("the switch sends a consent of its own, and fetches what measures", () => {
  const { request, store, fetched } = visit();
  request("sense_behaviour", { on: true });
  equal(sent("consent").map(({ sense, granted }) => [sense, granted]), [["behaviour", true]]);
  equal([store.state.behaviour, fetched], ["on", ["behaviour"]]);
});

test("numbers go with the text that they are of", () => {
  const { request } = visit();
  request("send_text", { text: "hello there", typing: NUMBERS });
  equal(sent("text").map(({ typing }) => typing), [NUMBERS]);
  request("send_text", { text: "a suggested reply" });
  hear({ type: "ack", id: sent("text")[0].id });
  equal("typing" in sent("text")[1], false);
});

test("a withdrawal overtakes the texts that wait, and takes their numbers away", () => {
  const { request, store } = visit({ ...OFFERS, senses: { ...OFFERS.senses, behaviour: "on" } });
  request("send_text", { text: "on its way", typing: NUMBERS });
  request("send_text", { text: "waits", typing: NUMBERS });
  request("sense_behaviour", { on: false });
  equal(store.state.behaviour, "off");
  equal(store.state.outbox.map(({ message: { type, typing } }) => [type, typing]), [["consent", undefined], ["text", undefined], ["text", undefined]]);
});

test("a word that the gateway has not heard yet counts more than what it says in its welcome", () => {
  const { request, store } = visit();
  request("sense_behaviour", { on: true });
  hear({ ...OFFERS, resumed: true });
  equal(store.state.behaviour, "on");
});

test("who is forgotten, or leaves for somebody else, has allowed nothing", () => {
  const { store, conversation } = visit({ ...OFFERS, senses: { ...OFFERS.senses, behaviour: "on" } });
  hear({ type: "forgotten", seq: 2, token: "t2" });
  equal(store.state.behaviour, "off");
  conversation.dispatch({ type: "received", message: { ...OFFERS, senses: { ...OFFERS.senses, behaviour: "on" } }, now: 0 });
  conversation.dispatch({ type: "person_left" });
  equal(store.state.behaviour, "off");
});
