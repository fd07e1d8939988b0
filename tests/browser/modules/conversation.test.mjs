import { equal, ok, test } from "./harness.mjs";
import { load } from "./element.mjs";
import { FakeSocket, FakeStorage, FakeTimers, WELCOME, says } from "./fakes.mjs";

const { Conversation } = await load("conversation.js");
const { Line } = await load("socket.js");
const { Memory } = await load("memory.js");
const { createStore, initialState, reduce } = await load("store.js");
const { Parts } = await load("parts.js");

function conversationOn({ tab = new FakeStorage(), device = new FakeStorage(), http = {} } = {}) {
  const timers = new FakeTimers();
  let ids = 0;
  const store = createStore(reduce, initialState());
  const conversation = new Conversation({
    store, timers, http, locale: "en-GB", newId: () => `id-${(ids += 1)}`, now: () => timers.now,
    memory: new Memory("https://here/", { tab, device }),
    partsFor: (dispatch) => new Parts({ sheets: async () => ({}) }, dispatch), isShown: () => true,
    lineFor: (hooks) => new Line({ url: "ws://here/ws", Socket: FakeSocket, timers, random: () => 0.5, now: () => timers.now, ...hooks }),
  });
  conversation.restore();
  return { conversation, store, timers, tab, device };
}

function answer(welcome = WELCOME) {
  FakeSocket.last.open();
  FakeSocket.last.hear(welcome);
}

const sentTexts = () => FakeSocket.last.sent.filter(({ type }) => type === "text").map(({ text }) => text);

test("texts written before the line is up go out in order, one after the other's acknowledgement", () => {
  const { conversation } = conversationOn();
  for (const text of ["one", "two", "three"]) conversation.sendText(text);
  answer();
  equal(sentTexts(), ["one"]);
  FakeSocket.last.hear({ type: "ack", seq: 2, id: "id-1" });
  FakeSocket.last.hear({ type: "ack", seq: 3, id: "id-2" });
  equal(sentTexts(), ["one", "two", "three"]);
});

test("a text that was sent but not acknowledged is sent again under the same id", () => {
  const { conversation, timers } = conversationOn();
  conversation.sendText("hello");
  answer();
  const [first] = FakeSocket.last.sent.filter(({ type }) => type === "text");
  FakeSocket.last.lose();
  timers.pass(1000);
  answer({ ...WELCOME, resumed: true });
  const [second] = FakeSocket.last.sent.filter(({ type }) => type === "text");
  equal(second, first);
});

test("an acknowledged text is never sent again", () => {
  const { conversation, timers } = conversationOn();
  conversation.sendText("hello");
  answer();
  FakeSocket.last.hear({ type: "ack", seq: 2, id: "id-1" });
  FakeSocket.last.lose();
  timers.pass(1000);
  answer({ ...WELCOME, seq: 2, resumed: true });
  equal(sentTexts(), []);
});

test("a text that came too fast is sent again after the time the gateway named", () => {
  const { conversation, timers } = conversationOn();
  conversation.sendText("hello");
  answer();
  FakeSocket.last.hear({ type: "error", seq: 2, code: "rate_limited", detail: "", id: "id-1", retry_after_ms: 400 });
  equal(sentTexts().length, 1);
  timers.pass(500);
  equal(sentTexts().length, 2);
});

test("a withdrawn consent overtakes the texts that wait", () => {
  const { conversation } = conversationOn();
  conversation.sendText("one");
  conversation.sendText("two");
  conversation.request({ type: "pause_sensing", paused: true });
  answer();
  equal(FakeSocket.last.sent.at(-1).type, "consent");
});

test("a reload goes on where it was: same token, same place, same unsent text", () => {
  const tab = new FakeStorage();
  const before = conversationOn({ tab });
  before.conversation.sendText("hello");
  answer();
  FakeSocket.last.hear(says(2, "hi"));
  const { conversation, store } = conversationOn({ tab });
  equal(store.state.entries.map(({ text }) => text), ["hello", "hi"]);
  conversation.connect();
  FakeSocket.last.open();
  equal(FakeSocket.last.sent[0], { type: "hello", protocol: "undertone.v1", locale: "en-GB", token: "t", last_seq: 2 });
  FakeSocket.last.hear({ ...WELCOME, seq: 2, resumed: true });
  equal(sentTexts(), ["hello"]);
});

test("a token that is refused begins a new session and the words still arrive", () => {
  const tab = new FakeStorage();
  const before = conversationOn({ tab });
  before.conversation.sendText("hello");
  answer();
  const { conversation } = conversationOn({ tab });
  conversation.connect();
  FakeSocket.last.open();
  FakeSocket.last.hear({ type: "error", seq: 0, code: "token_invalid", detail: "", id: null, retry_after_ms: null });
  answer();
  equal(FakeSocket.last.sent[0].token, undefined);
  equal(sentTexts(), ["hello"]);
});

test("the conversation lies in the tab, and on the device only if the visitor says so", () => {
  const { conversation, tab, device } = conversationOn();
  conversation.sendText("hello");
  equal([tab.kept.size, device.kept.size], [1, 0]);
  conversation.request({ type: "remember_device", remember: true });
  equal([tab.kept.size, device.kept.size], [0, 1]);
  conversation.request({ type: "remember_device", remember: false });
  equal([tab.kept.size, device.kept.size], [1, 0]);
});

test("forgetting asks the gateway first, then empties the browser", async () => {
  const asked = [];
  const { conversation, tab, device, store } = conversationOn({ http: { forget: async (token) => { asked.push(token); } } });
  conversation.sendText("hello");
  answer();
  await conversation.forget();
  equal(asked, ["t"]);
  equal([tab.kept.size, device.kept.size], [0, 0]);
  equal(store.state.entries.map(({ note }) => note), ["forgotten"]);
});

test("if the gateway cannot forget, nothing pretends that it did", async () => {
  const { conversation, tab, store } = conversationOn({ http: { forget: async () => { throw new Error("no"); } } });
  conversation.sendText("hello");
  answer();
  await conversation.forget();
  equal(store.state.forgetting, "failed");
  equal(tab.kept.size, 1);
});

test("a full storage never stops the conversation", () => {
  const full = new FakeStorage();
  full.setItem = () => { throw new Error("quota"); };
  const { conversation } = conversationOn({ tab: full });
  conversation.sendText("hello");
  answer();
  equal(sentTexts(), ["hello"]);
});

test("broken or foreign things in the storage are passed over", () => {
  const tab = new FakeStorage();
  tab.setItem("undertone:https://here/", "{broken");
  ok(conversationOn({ tab }).store.state.entries.length === 0);
  tab.setItem("undertone:https://here/", JSON.stringify({ version: 99, saved: { entries: [1] } }));
  ok(conversationOn({ tab }).store.state.entries.length === 0);
});

const signed = (sub) => `x.${btoa(JSON.stringify({ sub }))}.y`;

test("who is signed in says so in every hello, and is not written down", () => {
  const { conversation, tab } = conversationOn();
  conversation.setUser(signed("ada"));
  conversation.sendText("hello");
  answer();
  equal(FakeSocket.last.sent[0].user, signed("ada"));
  ok(![...tab.kept.values()].join().includes(signed("ada")));
});

test("another person finds nothing of the one before", () => {
  const { conversation, store } = conversationOn();
  conversation.setUser(signed("ada"));
  conversation.sendText("mine");
  answer();
  conversation.setUser(signed("ada"));
  equal(store.state.entries.length, 1);
  conversation.setUser(signed("ben"));
  equal([store.state.entries.length, store.state.token], [0, null]);
});

test("a name that is refused is dropped, and the line goes on without it", () => {
  const { conversation } = conversationOn();
  conversation.setUser("forged");
  conversation.sendText("hello");
  FakeSocket.last.open();
  FakeSocket.last.hear({ type: "error", seq: 0, code: "identity_invalid", detail: "", id: null, retry_after_ms: null });
  answer();
  equal("user" in FakeSocket.last.sent[0], false);
  equal(sentTexts(), ["hello"]);
});
