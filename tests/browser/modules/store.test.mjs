import { equal, ok, test } from "./harness.mjs";
import { load } from "./element.mjs";
import { WELCOME, says } from "./fakes.mjs";

const { createStore, initialState, isWorthKeeping, offeredReplies, reduce, savedPart, KEPT_ENTRIES } = await load("store.js");

const after = (...events) => events.reduce(reduce, initialState());
const received = (message, now = 0) => ({ type: "received", message, now });
const isPending = (state, id) => state.outbox.some((outgoing) => outgoing.id === id);
const written = (id, text = id) => ({ type: "text_written", id, text, now: 0 });
const texts = (state) => state.entries.filter((entry) => entry.text).map((entry) => entry.text);

test("a text waits in the outbox until the gateway has it", () => {
  const state = after(received(WELCOME), written("a"));
  ok(isPending(state, "a"));
  equal(isPending(reduce(state, received({ type: "ack", seq: 2, id: "a" })), "a"), false);
});

test("the same message twice is shown once", () => {
  const state = after(received(WELCOME), received(says(2, "hello")), received(says(2, "hello")), received(says(3, "again")));
  equal(texts(state), ["hello", "again"]);
  equal(state.lastSeq, 3);
});

test("a welcome that resumes keeps the place in the stream", () => {
  const begun = after(received(WELCOME), received(says(2, "one")));
  const state = reduce(begun, received({ ...WELCOME, seq: 2, resumed: true }));
  equal(state.lastSeq, 2);
  equal(texts(reduce(state, received(says(3, "two")))), ["one", "two"]);
});

test("a new session after an old one is announced and counts from its own start", () => {
  const begun = after(received(WELCOME), received(says(9, "old")));
  const state = reduce(begun, received({ ...WELCOME, seq: 1 }));
  equal(state.entries.at(-1).note, "new_session");
  equal(texts(reduce(state, received(says(2, "new")))), ["old", "new"]);
});

test("the newest points of a long course outlive a reload, not all of them", () => {
  const points = Array.from({ length: 400 }, (_, n) => ({ turn: `t${n}`, at: `2026-01-01T10:00:${String(n % 60).padStart(2, "0")}Z`, label: "joy", valence: 0 }));
  const state = after(received(WELCOME), { type: "mood_arrived", points });
  equal([state.points.length, savedPart(state).points.length], [400, 200]);
  equal(savedPart(state).points.at(-1), state.points.at(-1));
});

test("lost history after a new session is not said twice", () => {
  const begun = after(received(WELCOME), received(says(9, "old")), received({ ...WELCOME, seq: 1 }), received(says(2, "notice")));
  const state = reduce(begun, received({ type: "history_lost", seq: 3 }));
  equal(state.entries.filter((entry) => entry.kind === "note").map((entry) => entry.note), ["new_session"]);
});

test("lost history is said once, gently, and the stream goes on", () => {
  const state = after(received(WELCOME), received(says(2, "a")), received({ type: "history_lost", seq: 40 }), received(says(41, "b")));
  equal(state.entries.map((entry) => entry.note ?? entry.text), ["a", "history_lost", "b"]);
});

test("replies are offered until the visitor writes", () => {
  const offered = [{ title: "Music", text: "some music" }];
  const state = after(received(WELCOME), received(says(2, "a", { quick_replies: offered })), received(says(3, "b")));
  equal(offeredReplies(state), offered);
  equal(offeredReplies(reduce(state, written("x"))), []);
});

test("an emotion updates the ring and the course, and the course stays short", () => {
  const emotion = (seq) => received({ type: "emotion", seq, label: "joy", probabilities: { joy: 1 }, valence: 0.5, arousal: 0, confidence: 0.9 });
  let state = after(received(WELCOME));
  for (let seq = 2; seq < 80; seq += 1) state = reduce(state, emotion(seq));
  equal(state.emotion.label, "joy");
  equal(state.points.length, 78);
});

test("a refused text leaves the outbox and says why; one that came too fast stays", () => {
  const begun = after(received(WELCOME), written("long"), written("fast"));
  const refused = reduce(begun, received({ type: "error", seq: 2, code: "text_too_long", detail: "", id: "long", retry_after_ms: null }));
  equal(refused.entries[0].failure, "text_too_long");
  equal(isPending(refused, "long"), false);
  const limited = reduce(refused, received({ type: "error", seq: 3, code: "rate_limited", detail: "", id: "fast", retry_after_ms: 500 }));
  ok(isPending(limited, "fast"));
  equal(limited.problem.code, "rate_limited");
});

test("forgetting leaves nothing but the sentence that says so, and the new name", () => {
  const begun = after(received(WELCOME), written("a"), received(says(2, "b")), { type: "item_rated", item: "x", action: "like" },
    { type: "device_memory_chosen", remember: true });
  const state = reduce(begun, received({ type: "forgotten", seq: 3, token: "fresh" }));
  equal(state.entries.map((entry) => entry.note), ["forgotten"]);
  equal([state.token, state.lastSeq, state.outbox, state.ratings, state.rememberDevice], ["fresh", 3, [], {}, false]);
  equal(isWorthKeeping(state), false);
});

test("nothing is worth keeping before the visitor has said a word", () => {
  equal(isWorthKeeping(after(received(WELCOME), received(says(2, "notice")))), false);
  ok(isWorthKeeping(after(received(WELCOME), written("a"))));
});

test("what a reload brings back is what was there", () => {
  const state = after(received(WELCOME), written("a"), received(says(2, "b")), { type: "step_reached", item: "x", step: 2 });
  const saved = JSON.parse(JSON.stringify(savedPart(state)));
  const back = reduce(initialState(), { type: "restored", saved });
  equal(savedPart(back), savedPart(state));
  equal(back.line, "idle");
});

test("a conversation of a thousand messages keeps only its end", () => {
  let state = after(received(WELCOME));
  for (let seq = 2; seq < 1002; seq += 1) state = reduce(state, received(says(seq, `m${seq}`)));
  equal(state.entries.length, KEPT_ENTRIES);
  equal(state.entries.at(-1).text, "m1001");
});

test("what comes while the panel is closed is counted, and seen when it opens", () => {
  const state = after(received(WELCOME), received(says(2, "a")), received(says(3, "b")));
  equal(state.unread, 2);
  equal(reduce(state, { type: "panel_opened" }).unread, 0);
});

test("an unknown event or message changes nothing that is shown", () => {
  const state = after(received(WELCOME));
  ok(reduce(state, { type: "weather_changed" }) === state);
  equal(reduce(state, received({ type: "hologram", seq: 2 })).entries, []);
});

test("a store tells its listeners of changes only", () => {
  const store = createStore(reduce, initialState());
  let told = 0;
  const leave = store.subscribe(() => { told += 1; });
  store.dispatch({ type: "weather_changed" });
  store.dispatch({ type: "panel_opened" });
  leave();
  store.dispatch({ type: "panel_closed" });
  equal(told, 1);
});

test("feedback that the gateway cannot use troubles nobody", () => {
  const queued = after(received(WELCOME), { type: "message_queued", message: { type: "feedback", id: "f" } });
  const state = reduce(queued, received({ type: "error", seq: 2, code: "invalid", detail: "", id: "f", retry_after_ms: null }));
  equal([state.outbox, state.problem], [[], null]);
});

test("beside help lines no guess about the mood is shown", () => {
  const emotion = received({ type: "emotion", seq: 2, label: "anticipation", probabilities: { anticipation: 1 }, valence: 0, arousal: 0, confidence: 0.9 });
  const state = after(received(WELCOME), emotion, received(says(3, "I am glad you told me.", { card: { kind: "resource", lines: [] } })));
  equal(state.emotion, null);
});

test("a correction of an earlier turn changes its point and leaves the present reading", () => {
  const emotion = (seq, turn, label, more = {}) => received({ type: "emotion", seq, turn, label, at_ms: seq, probabilities: { [label]: 1 }, valence: 0, arousal: 0, confidence: 0.9, ...more });
  const begun = after(received(WELCOME), emotion(2, "t1", "sadness"), emotion(3, "t2", "joy"));
  const told = reduce(begun, { type: "point_corrected", turn: "t1", label: "fear" });
  equal([told.points[0].label, told.points[0].corrected, told.emotion.label], ["fear", true, "joy"]);
  const answered = reduce(told, emotion(4, "t1", "fear", { corrected: true, valence: -0.4 }));
  equal([answered.points.length, answered.points[0].valence, answered.emotion.turn], [2, -0.4, "t2"]);
});

test("a correction that the gateway cannot use troubles nobody", () => {
  const queued = after(received(WELCOME), { type: "message_queued", message: { type: "correction", id: "c", turn: "gone", label: "joy" } });
  const state = reduce(queued, received({ type: "error", seq: 2, code: "invalid", detail: "", id: "c", retry_after_ms: null }));
  equal([state.outbox, state.problem], [[], null]);
});

test("of two words about the same sense only the later one is kept for the gateway", () => {
  const queued = (state, id, granted, urgent) => reduce(state, { type: "message_queued", urgent, message: { type: "consent", id, sense: "voice", granted } });
  const text = { type: "consent", id: "c", sense: "text", granted: false };
  const other = reduce(initialState(), { type: "message_queued", message: text });
  const withdrawn = queued(queued(other, "a", true, false), "b", false, true);
  equal(withdrawn.outbox.map(({ id }) => id), ["b", "c"]);
  equal(queued(withdrawn, "d", true, false).outbox.map(({ id }) => id), ["c", "d"]);
});
