import { equal, ok, test } from "./harness.mjs";
import { load } from "./element.mjs";
import { FakeSocket, FakeTimers, WELCOME, says } from "./fakes.mjs";

const { Line, waitBefore } = await load("socket.js");

function lineWith({ hello = () => ({}) } = {}) {
  const timers = new FakeTimers();
  const seen = { messages: [], states: [] };
  const line = new Line({
    url: "ws://here/ws", Socket: FakeSocket, timers, random: () => 0.5, now: () => timers.now, hello,
    onMessage: (message) => seen.messages.push(message), onState: (change) => seen.states.push(change.line),
  });
  return { line, timers, seen };
}

function greeted(given) {
  const made = lineWith(given);
  made.line.open();
  FakeSocket.last.open();
  FakeSocket.last.hear(WELCOME);
  return made;
}

test("the first word is hello, in the protocol's name, with what the conversation knows", () => {
  greeted({ hello: () => ({ token: "t", last_seq: 7 }) });
  equal(FakeSocket.last.sent[0], { type: "hello", protocol: "undertone.v1", token: "t", last_seq: 7 });
});

test("nothing is sent before the welcome", () => {
  const { line } = lineWith();
  line.open();
  FakeSocket.last.open();
  equal(line.send({ type: "text" }), false);
  FakeSocket.last.hear(WELCOME);
  equal(line.send({ type: "text" }), true);
});

test("waits double, stay under twenty seconds, and are half thrown by dice", () => {
  equal([0, 1, 2, 3].map((attempt) => waitBefore(attempt, () => 0)), [250, 500, 1000, 2000]);
  equal([0, 1, 2, 3].map((attempt) => waitBefore(attempt, () => 1)), [500, 1000, 2000, 4000]);
  ok(waitBefore(50, () => 1) <= 20_000);
});

test("a lost line comes back by itself, later each time, and at once after a success", () => {
  const { timers, seen } = greeted();
  const calls = () => FakeSocket.made.length;
  let before = calls();
  FakeSocket.last.lose();
  equal(seen.states.at(-1), "waiting");
  timers.pass(374);
  equal(calls(), before);
  timers.pass(1);
  equal(calls(), before + 1);
  FakeSocket.last.lose();
  timers.pass(749);
  equal(calls(), before + 1);
  timers.pass(1);
  FakeSocket.last.open();
  FakeSocket.last.hear(WELCOME);
  before = calls();
  FakeSocket.last.lose();
  timers.pass(375);
  equal(calls(), before + 1);
});

test("hurrying asks a good line only whether it lives", () => {
  const { line, timers } = greeted();
  const before = FakeSocket.made.length;
  line.hurry();
  equal(FakeSocket.last.sent.at(-1).type, "ping");
  FakeSocket.last.hear({ type: "pong", seq: 2, id: "x" });
  timers.pass(10_000);
  equal(FakeSocket.made.length, before);
});

test("a line that died while the machine slept is found out within four seconds", () => {
  const { line, timers, seen } = greeted();
  line.hurry();
  timers.pass(4_000);
  equal(FakeSocket.last.closed, 4000);
  equal(seen.states.at(-1), "waiting");
});

test("hurrying skips the wait", () => {
  const { line } = greeted();
  const before = FakeSocket.made.length;
  FakeSocket.last.lose();
  line.hurry();
  equal(FakeSocket.made.length, before + 1);
});

test("a silent line is asked, and given up when it does not answer", () => {
  const { timers, seen } = greeted();
  const socket = FakeSocket.last;
  timers.pass(25_000);
  equal(socket.sent.at(-1).type, "ping");
  timers.pass(9_999);
  equal(socket.closed, null);
  timers.pass(1);
  equal(socket.closed, 4000);
  equal(seen.states.at(-1), "waiting");
});

test("an answered question keeps the line", () => {
  const { timers } = greeted();
  const socket = FakeSocket.last;
  timers.pass(25_000);
  socket.hear({ type: "pong", seq: 2, id: "x" });
  timers.pass(20_000);
  equal(socket.closed, null);
});

test("messages are acknowledged together, by the highest number", () => {
  const { timers } = greeted();
  FakeSocket.last.hear(says(2, "a"));
  FakeSocket.last.hear(says(3, "b"));
  timers.pass(200);
  equal(FakeSocket.last.sent.filter(({ type }) => type === "ack"), [{ type: "ack", seq: 3 }]);
});

test("a conversation that goes on elsewhere is not fought over", () => {
  const { timers, seen } = greeted();
  const before = FakeSocket.made.length;
  FakeSocket.last.lose(4009);
  timers.pass(60_000);
  equal(seen.states.at(-1), "elsewhere");
  equal(FakeSocket.made.length, before);
});

test("a gateway that is full is asked again, but not soon", () => {
  const { timers, seen } = greeted();
  const before = FakeSocket.made.length;
  FakeSocket.last.lose(4429);
  equal(seen.states.at(-1), "refused");
  timers.pass(14_000);
  equal(FakeSocket.made.length, before);
  timers.pass(2_000);
  equal(FakeSocket.made.length, before + 1);
});

test("what is no message is passed over", () => {
  const { seen } = greeted();
  for (const frame of ["not json", "[]", "null", '{"kind":"x"}']) FakeSocket.last.hear(frame);
  equal(seen.messages.map(({ type }) => type), ["welcome"]);
});

test("a socket that was given up cannot speak into the next one", () => {
  const { line, seen } = greeted();
  const old = FakeSocket.last;
  line.restart();
  FakeSocket.last.open();
  old.hear(says(2, "late"));
  old.lose();
  equal(seen.messages.length, 1);
  equal(seen.states.at(-1), "connecting");
});
