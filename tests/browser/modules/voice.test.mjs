import { equal, ok, test } from "./harness.mjs";
import { load } from "./element.mjs";
import { FakeMicrophone, FakeSocket, FakeStorage, FakeTimers, FakeVoice, WELCOME, says } from "./fakes.mjs";

const { Conversation } = await load("conversation.js");
const { Line } = await load("socket.js");
const { Memory } = await load("memory.js");
const { Parts } = await load("parts.js");
const { createStore, initialState, reduce } = await load("store.js");
const { Voice } = await load("voice/voice.js");

const settled = () => new Promise((done) => setTimeout(done, 0));

class FakeRecogniser {
  static last = null;
  isOpen = true;

  constructor(hooks) {
    Object.assign(this, hooks);
    FakeRecogniser.last = this;
  }

  finish() {
    this.isOpen = false;
  }

  close() {
    this.isOpen = false;
  }
}

function talking({ welcome = WELCOME, openMicrophone = async (hooks) => new FakeMicrophone(hooks), browser = {} } = {}) {
  const timers = new FakeTimers();
  const voice = new FakeVoice();
  let ids = 0;
  const store = createStore(reduce, initialState());
  const told = [];
  const part = { voiceOf: (tools) => new Voice({ ...tools, openMicrophone, recogniserFor: (hooks) => new FakeRecogniser(hooks), voiceFor: () => voice }) };
  const conversation = new Conversation({
    store, timers, http: {}, locale: "en-GB", newId: () => `id-${(ids += 1)}`, now: () => timers.now,
    memory: new Memory("https://here/", { tab: new FakeStorage(), device: new FakeStorage() }),
    tell: (name, news) => told.push([name, news.text]),
    partsFor: (dispatch) => new Parts({}, dispatch, { voice: part }), isShown: () => true,
    lineFor: (hooks) => new Line({ url: "ws://here/ws", Socket: FakeSocket, timers, random: () => 0.5, now: () => timers.now, ...hooks }),
  });
  store.dispatch({ type: "voice_possible", browser: { allowed: true, recognises: false, speaks: true, ...browser } });
  conversation.connect();
  FakeSocket.last.open();
  FakeSocket.last.hear(welcome);
  return { conversation, store, timers, voice, told, request: (type, more = {}) => conversation.request({ type, ...more }) };
}

const sent = (type) => FakeSocket.last.sent.filter((message) => message.type === type);
const hear = (message) => FakeSocket.last.hear({ seq: 0, ...message });
const hearing = (state) => hear({ type: "hearing", stream: 0, state, utterance: state === "listening" ? null : "u1" });
const transcript = (seq, text, more = {}) => hear({ type: "transcript", seq, utterance: "u1", text, final: seq > 0, confidence: 0.9, confirm: false, turn: null, words: [], ...more });
const acknowledge = (seq) => { for (const { id } of FakeSocket.last.sent.filter(({ id: known }) => known)) hear({ type: "ack", seq: seq + Number(id.slice(3)) / 1000, id }); };

/** In the middle of listening, with the first reply being said aloud. */
async function listening(given = {}) {
  const talk = talking(given);
  talk.request("talk", { mode: "hands_free" });
  talk.request("choose_hearing", { hear: "words" });
  await settled();
  return talk;
}

async function answered(text = "One two three four five.") {
  const talk = await listening();
  hear(says(2, text, { turn: "t1", delivery: { rate: 0.9, pitch: 0.9, pause_ms: 300 } }));
  return talk;
}

test("the first press asks, in the conversation, before anything is opened", () => {
  let opened = 0;
  const { request, store } = talking({ openMicrophone: async () => { opened += 1; } });
  request("talk", { mode: "hands_free" });
  request("talk", { mode: "hands_free" });
  equal([store.state.entries.map(({ kind }) => kind), opened, store.state.voice.microphone], [["asking"], 0, "off"]);
  request("refuse_hearing");
  equal([store.state.entries.length, sent("consent").length], [0, 0]);
});

test("words only: no consent is sent, and the stream begins", async () => {
  const { store } = await listening();
  equal(sent("consent"), []);
  equal(sent("audio.start").map(({ stream, rate_hz, mode, recognition }) => [stream, rate_hz, mode, recognition]), [[0, 16_000, "hands_free", "server"]]);
  equal([store.state.voice.microphone, store.state.voiceChoice.aloud], ["on", true]);
});

test("words and how it sounds: the consent goes before the sound", async () => {
  const { request } = talking();
  request("talk", { mode: "hands_free" });
  request("choose_hearing", { hear: "sound" });
  await settled();
  equal(FakeSocket.last.sent.slice(1).map(({ type }) => type), ["consent", "audio.start"]);
  equal(sent("consent")[0].granted, true);
});

test("where the voice may not be sensed nothing is asked, and words are heard", async () => {
  for (const voice of ["not_allowed", "not_available"]) {
    const { request, store } = talking({ welcome: { ...WELCOME, senses: { ...WELCOME.senses, voice } } });
    request("talk", { mode: "hands_free" });
    await settled();
    equal([store.state.entries.length, store.state.voice.microphone, sent("consent").length], [0, "on", 0]);
  }
});

test("who consented in an earlier visit is not asked again", async () => {
  const { request, store } = talking({ welcome: { ...WELCOME, senses: { ...WELCOME.senses, voice: "on" } } });
  request("talk", { mode: "hands_free" });
  await settled();
  equal([store.state.voice.microphone, store.state.entries.length], ["on", 0]);
});

test("a session that knows of no consent asks again", () => {
  const { request, store } = talking();
  store.dispatch({ type: "hearing_chosen", hear: "sound", now: 0 });
  FakeSocket.last.hear({ ...WELCOME, seq: 3 });
  request("talk", { mode: "hands_free" });
  equal(store.state.entries.map(({ kind }) => kind), ["asking"]);
});

test("the sound goes out in numbered frames, and never while muted", async () => {
  const { request } = await listening();
  FakeMicrophone.last.samples(new Int16Array(2048));
  request("mute_microphone", { muted: true });
  FakeMicrophone.last.samples(new Int16Array(2048));
  equal([FakeSocket.last.frames.length, FakeMicrophone.last.muted, sent("audio.stop").map(({ stream }) => stream)], [1, true, [0]]);
  request("mute_microphone", { muted: false });
  FakeMicrophone.last.samples(new Int16Array(2048));
  equal([FakeSocket.last.frames.length, sent("audio.start").at(-1).stream, FakeSocket.last.frames.at(-1)[1]], [2, 1, 1]);
});

test("taking the consent to the voice back ends the stream first and overtakes what waits", async () => {
  const { request, conversation } = talking();
  request("talk", { mode: "hands_free" });
  request("choose_hearing", { hear: "sound" });
  await settled();
  acknowledge(1);
  conversation.sendText("one");
  const before = FakeSocket.last.sent.length;
  request("sense_voice", { on: false });
  equal(FakeSocket.last.sent.slice(before).map(({ type, granted }) => [type, granted]), [["audio.stop", undefined], ["consent", false], ["audio.start", undefined]]);
});

test("letting go of push-to-talk ends the utterance after its last sound", async () => {
  const { request } = await listening();
  request("stop_talk");
  await settled();
  request("talk", { mode: "push_to_talk" });
  await settled();
  equal(sent("audio.start").at(-1).mode, "push_to_talk");
  const { last } = FakeMicrophone;
  last.finish = async () => { last.samples(new Int16Array(700)); };
  request("release_talk");
  await settled();
  equal([FakeSocket.last.frames.at(-1).length, FakeSocket.last.sent.at(-1).type], [8 + 1400, "audio.stop"]);
});

test("who lets go before the microphone is open is not listened to afterwards", async () => {
  let open;
  const talk = talking({ openMicrophone: (hooks) => new Promise((done) => { open = () => done(new FakeMicrophone(hooks)); }) });
  talk.store.dispatch({ type: "hearing_chosen", hear: "words", now: 0 });
  talk.request("talk", { mode: "push_to_talk" });
  talk.request("release_talk");
  open();
  await settled();
  equal([FakeMicrophone.last.isOpen, sent("audio.start").length, talk.store.state.voice.microphone], [false, 0, "off"]);
});

test("a stop while the microphone is being opened is kept", async () => {
  let open;
  const talk = talking({ openMicrophone: (hooks) => new Promise((done) => { open = () => done(new FakeMicrophone(hooks)); }) });
  talk.request("talk", { mode: "hands_free" });
  talk.request("choose_hearing", { hear: "words" });
  talk.conversation.voice.silence("hidden");
  open();
  await settled();
  equal([FakeMicrophone.last.isOpen, talk.store.state.voice.microphone, talk.store.state.voice.trouble], [false, "off", "hidden"]);
});

test("why there is no microphone is said in words", async () => {
  for (const reason of ["refused", "none", "busy", "insecure", "unsupported"]) {
    const { store } = await listening({ openMicrophone: async () => { throw Object.assign(new Error(), { reason }); } });
    equal([store.state.voice.microphone, store.state.voice.trouble], ["off", reason]);
  }
});

test("a device that vanishes ends the stream and says so", async () => {
  const { store } = await listening();
  FakeMicrophone.last.lost();
  equal([store.state.voice.microphone, store.state.voice.trouble, sent("audio.stop").length], ["off", "device", 1]);
});

test("a gateway that cannot listen closes the microphone", async () => {
  const { store } = await listening();
  hear({ type: "error", seq: 2, code: "not_available", detail: "", id: sent("audio.start")[0].id, retry_after_ms: null });
  equal([store.state.voice.microphone, store.state.voice.trouble, FakeMicrophone.last.isOpen, store.state.problem], ["off", "gateway", false, null]);
});

test("after a line that broke a new stream begins by itself, and what was said meanwhile is not kept", async () => {
  const { timers, store } = await listening();
  hearing("speech");
  transcript(0, "i feel");
  FakeSocket.last.lose();
  equal([store.state.voice.partial, store.state.voice.heard], [null, "listening"]);
  FakeMicrophone.last.samples(new Int16Array(2048));
  timers.pass(1_000);
  FakeSocket.last.open();
  FakeSocket.last.hear({ ...WELCOME, resumed: true });
  equal([FakeSocket.last.frames.length, sent("audio.start").map(({ stream }) => stream)], [0, [1]]);
});

test("a line that is too slow is said, and that it is quick again", async () => {
  const { store } = await listening();
  FakeSocket.last.bufferedAmount = 100_000;
  FakeMicrophone.last.samples(new Int16Array(2048));
  equal([store.state.voice.isSlow, FakeSocket.last.frames.length], [true, 0]);
  FakeSocket.last.bufferedAmount = 0;
  for (let n = 0; n < 40; n += 1) FakeMicrophone.last.samples(new Int16Array(2048));
  equal(store.state.voice.isSlow, false);
});

test("words appear while they are said and stay as the visitor's own", async () => {
  const { store, told } = await listening();
  hearing("speech");
  transcript(0, "i feel");
  equal(store.state.voice.partial.text, "i feel");
  hearing("ended");
  transcript(2, "I feel sad", { turn: "t1" });
  transcript(2, "I feel sad", { turn: "t1" });
  equal(store.state.entries.filter(({ kind }) => kind === "visitor").map(({ text, spoken }) => [text, spoken]), [["I feel sad", true]]);
  equal([store.state.voice.partial, told.filter(([name]) => name === "text")], [null, [["text", "I feel sad"]]]);
});

test("silence that was taken for speech leaves nothing behind", async () => {
  const { store } = await listening();
  hearing("speech");
  transcript(0, "the");
  hearing("ended");
  transcript(2, "");
  equal([store.state.voice.partial, store.state.entries.filter(({ kind }) => kind === "visitor").length], [null, 0]);
});

test("a murmur that became no turn is no bubble", async () => {
  const { store } = await listening();
  transcript(2, "uh");
  equal(store.state.entries.filter(({ kind }) => kind === "visitor").length, 0);
});

test("a reading while somebody speaks moves the ring and is no point of the course", async () => {
  const { store } = await listening();
  const reading = { type: "emotion", partial: true, turn: null, utterance: "u1", label: "anger", probabilities: { anger: 1 }, valence: -0.5, arousal: 0.5, confidence: 0.6 };
  hearing("speech");
  hear(reading);
  equal([store.state.voice.reading.label, store.state.points.length, store.state.emotion], ["anger", 0, null]);
  hear({ ...reading, seq: 3, partial: false, turn: "t1", at_ms: 1, label: "fear" });
  equal([store.state.voice.reading, store.state.points.length, store.state.emotion.label], [null, 1, "fear"]);
});

test("unsure words are asked about, put right, and sent once", async () => {
  const { store, request } = await listening();
  transcript(2, "i feel sat", { confirm: true, words: [{ text: "sat", confidence: 0.2 }] });
  transcript(2, "i feel sat", { confirm: true });
  equal(store.state.entries.filter(({ kind }) => kind === "doubt").length, 1);
  request("confirm_heard", { utterance: "u1", text: "I feel sad " });
  equal(sent("confirm").map(({ utterance, text }) => [utterance, text]), [["u1", "I feel sad"]]);
  transcript(3, "I feel sad", { turn: "t2" });
  equal(store.state.entries.filter(({ kind }) => kind !== "note").map(({ kind, text }) => [kind, text]), [["visitor", "I feel sad"]]);
});

test("words that are confirmed too late are sent as if they had been written", async () => {
  const { store, request } = await listening();
  transcript(2, "i feel sat", { confirm: true });
  request("confirm_heard", { utterance: "u1", text: "I feel sad" });
  hear({ type: "error", seq: 3, code: "invalid", detail: "", id: sent("confirm")[0].id, retry_after_ms: null });
  equal([sent("text").map(({ text }) => text), store.state.problem], [["I feel sad"], null]);
  equal(store.state.entries.filter(({ kind }) => kind === "visitor").map(({ text }) => text), ["I feel sad"]);
});

test("words that are dropped leave no trace", async () => {
  const { store, request } = await listening();
  transcript(2, "i feel sat", { confirm: true });
  request("confirm_heard", { utterance: "u1", text: "" });
  equal([sent("confirm")[0].text, store.state.entries.filter(({ kind }) => kind !== "note").length], ["", 0]);
});

test("replies are read aloud once the microphone was used, and not before", async () => {
  const before = talking();
  hear(says(2, "Hello."));
  equal(before.voice.said, []);
  const { voice, store } = await answered();
  equal([voice.said, store.state.voice.speaking], [[[2, 0]], { seq: 2, held: false }]);
});

test("the voice is woken by the press itself, so that browsers let it be heard", () => {
  const { request, voice } = talking();
  request("talk", { mode: "hands_free" });
  equal(voice.isAwake, false);
  request("choose_hearing", { hear: "words" });
  equal(voice.isAwake, true);
});

test("a reply goes silent in the moment in which the visitor speaks", async () => {
  const { voice, store } = await answered();
  voice.reach(8);
  hearing("speech");
  equal([voice.isSilent, store.state.voice.speaking, sent("interrupt").length], [true, { seq: 2, held: true }, 0]);
});

test("while a reply is said aloud the microphone gives its sound in shorter pieces", async () => {
  const { voice } = await answered();
  equal(FakeMicrophone.last.isQuick, true);
  voice.end();
  equal(FakeMicrophone.last.isQuick, false);
});

test("words over a reply interrupt it: the rest is unsaid, and the gateway knows how much was heard", async () => {
  const { voice, store } = await answered();
  voice.reach(8);
  hearing("speech");
  transcript(0, "no wait");
  const [interrupt] = sent("interrupt");
  equal([interrupt.turn, interrupt.spoken_chars, store.state.voice.speaking], ["t1", 8, null]);
  equal(store.state.entries.find(({ kind }) => kind === "bot").unsaidFrom, 8);
});

test("what was said of a turn counts over all its messages", async () => {
  const { voice } = await answered("Ten chars.");
  hear(says(3, "And more of it.", { turn: "t1" }));
  voice.reach(10);
  voice.end();
  voice.reach(3);
  hearing("speech");
  transcript(0, "no wait");
  equal(sent("interrupt")[0].spoken_chars, 13);
});

test("a cough lets the reply go on where it was", async () => {
  const { voice } = await answered();
  voice.reach(8);
  hearing("speech");
  hearing("ended");
  transcript(3, "");
  equal([voice.said.at(-1), voice.isSilent, sent("interrupt").length], [[2, 8], false, 0]);
});

test("a murmur lets it go on too, and so does speech of which no words come", async () => {
  const { voice, timers } = await answered();
  hearing("speech");
  hearing("ended");
  transcript(3, "mhm");
  equal(voice.isSilent, false);
  hearing("speech");
  hearing("ended");
  timers.pass(3_000);
  equal([voice.isSilent, sent("interrupt").length], [false, 0]);
});

test("who speaks on for long means it, before any word is understood", async () => {
  const { timers } = await answered();
  hearing("speech");
  timers.pass(1_600);
  equal(sent("interrupt").length, 1);
});

test("a reply that comes while the visitor speaks waits", async () => {
  const { voice } = await listening();
  hearing("speech");
  hear(says(2, "Late.", { turn: "t0" }));
  equal(voice.isSilent, true);
  hearing("ended");
  transcript(3, "");
  equal(voice.isSilent, false);
});

test("pressing to talk, writing and folding away silence the reply", async () => {
  const pressing = await answered();
  pressing.request("stop_talk");
  await settled();
  pressing.request("talk", { mode: "push_to_talk" });
  equal([pressing.voice.isSilent, sent("interrupt").length], [true, 1]);
  const writing = await answered();
  writing.conversation.sendText("hello");
  equal(writing.voice.isSilent, true);
  const folding = await answered();
  folding.request("close_panel");
  equal([folding.voice.isSilent, FakeMicrophone.last.isOpen, folding.store.state.voice.microphone], [true, false, "off"]);
});

test("a browser that cannot speak says so once and stops trying", async () => {
  const { voice, store } = await answered();
  voice.fail("no-voice");
  hear(says(3, "More.", { turn: "t1" }));
  equal([voice.said.length, store.state.voiceChoice.aloud, store.state.voice.trouble], [1, false, "mute_browser"]);
});

test("with the browser's recognition and words alone no sound leaves for the gateway", async () => {
  let opened = 0;
  const { store, request } = talking({ openMicrophone: async () => { opened += 1; }, browser: { recognises: true } });
  request("recognise_in_browser", { on: true });
  request("talk", { mode: "hands_free" });
  request("choose_hearing", { hear: "words" });
  await settled();
  FakeRecogniser.last.words("hello th", false);
  equal(store.state.voice.partial.text, "hello th");
  FakeRecogniser.last.words("hello there", true);
  equal([opened, sent("audio.start").length, sent("text").map(({ text }) => text)], [0, 0, ["hello there"]]);
  equal(store.state.entries.at(-1).spoken, true);
});

test("with the browser's recognition and the voice, words and sound meet in the gateway", async () => {
  const { request } = talking({ browser: { recognises: true } });
  request("recognise_in_browser", { on: true });
  request("talk", { mode: "hands_free" });
  request("choose_hearing", { hear: "sound" });
  await settled();
  acknowledge(1);
  equal(sent("audio.start")[0].recognition, "browser");
  FakeRecogniser.last.words("hello there", true);
  equal([sent("utterance").map(({ stream, text }) => [stream, text]), sent("text").length], [[[0, "hello there"]], 0]);
});

test("a choice in the middle of listening opens the microphone where it is needed, and lets it go where it is not", async () => {
  const { request, store } = talking({ browser: { recognises: true } });
  request("recognise_in_browser", { on: true });
  request("talk", { mode: "hands_free" });
  request("choose_hearing", { hear: "words" });
  await settled();
  request("recognise_in_browser", { on: false });
  await settled();
  const first = FakeMicrophone.last;
  equal([first.isOpen, FakeRecogniser.last.isOpen, sent("audio.start").map(({ recognition }) => recognition)], [true, false, ["server"]]);
  request("recognise_in_browser", { on: true });
  await settled();
  equal([first.isOpen, FakeRecogniser.last.isOpen, sent("audio.start").length, store.state.voice.microphone], [false, true, 1, "on"]);
  request("sense_voice", { on: true });
  await settled();
  equal([FakeMicrophone.last.isOpen, sent("audio.start").at(-1).recognition], [true, "browser"]);
});

test("forgetting, and another person at this browser, close the microphone", async () => {
  const first = await listening();
  hear({ type: "forgotten", seq: 5, token: "t2" });
  equal([FakeMicrophone.last.isOpen, first.store.state.voice.microphone, first.store.state.voiceChoice.hear, first.store.state.voice.terms !== null], [false, "off", null, true]);
  const second = await listening();
  second.conversation.setUser(`x.${btoa(JSON.stringify({ sub: "ada" }))}.y`);
  second.conversation.setUser(null);
  ok(!FakeMicrophone.last.isOpen);
});

const consents = () => sent("consent").map(({ sense, granted }) => [sense, granted]);
const ALLOWED = { ...WELCOME.senses, voice: "on" };
const NO_RECOGNITION = { ...WELCOME, voice: { ...WELCOME.voice, recognition: "off" } };

test("a consent that is withdrawn before it arrived is never given", async () => {
  const { request, timers } = talking();
  FakeSocket.last.lose();
  request("sense_voice", { on: true });
  request("sense_voice", { on: false });
  timers.pass(60_000);
  FakeSocket.last.open();
  FakeSocket.last.hear({ ...WELCOME, resumed: true });
  acknowledge(1);
  equal(consents(), [["voice", false]]);
});

test("a gateway that still believes in a consent that is gone is told so once", async () => {
  const { store, timers } = await listening();
  FakeSocket.last.lose();
  timers.pass(60_000);
  FakeSocket.last.open();
  FakeSocket.last.hear({ ...WELCOME, resumed: true, senses: ALLOWED });
  equal([consents(), store.state.voice.sense], [[["voice", false]], "off"]);
  equal(FakeSocket.last.sent.map(({ type }) => type).filter((type) => type !== "hello"), ["consent", "audio.start"]);
});

test("after forgetting, the voice is asked for again", async () => {
  const { request, store } = talking({ welcome: { ...WELCOME, senses: ALLOWED } });
  hear({ type: "forgotten", seq: 5, token: "t2" });
  request("talk", { mode: "hands_free" });
  equal([store.state.voice.sense, store.state.entries.at(-1).kind], ["off", "asking"]);
});

for (const sense of ["not_allowed", "not_available", "on"]) {
  test(`that the browser recognises the words is said before it does, once: ${sense}`, async () => {
    FakeRecogniser.last = null;
    const welcome = { ...NO_RECOGNITION, senses: { ...WELCOME.senses, voice: sense } };
    const { request, store } = talking({ welcome, browser: { recognises: true } });
    request("talk", { mode: "hands_free" });
    equal([store.state.entries.at(-1)?.kind, FakeRecogniser.last], ["asking", null]);
    request("choose_hearing", { hear: "words" });
    await settled();
    ok(FakeRecogniser.last.isOpen);
    request("stop_talk");
    request("talk", { mode: "hands_free" });
    await settled();
    equal([store.state.voice.microphone, store.state.entries.some(({ kind }) => kind === "asking")], ["on", false]);
  });
}

test("a gateway that recognises no more does not hand the sound to the browser unsaid", async () => {
  FakeRecogniser.last = null;
  const { store, timers } = await listening({ browser: { recognises: true } });
  FakeSocket.last.lose();
  timers.pass(60_000);
  FakeSocket.last.open();
  FakeSocket.last.hear({ ...NO_RECOGNITION, resumed: true });
  equal([FakeRecogniser.last, store.state.voice.microphone], [null, "off"]);
});

test("who lets go of the button is heard to the last word by the browser too", async () => {
  const { request, store } = talking({ browser: { recognises: true } });
  request("recognise_in_browser", { on: true });
  request("sense_voice", { on: false });
  request("talk", { mode: "push_to_talk" });
  await settled();
  let ending = null;
  Object.assign(FakeRecogniser.last, { finish: () => { ending = "finish"; }, close: () => { ending = "close"; } });
  request("release_talk");
  equal(ending, "finish");
  FakeRecogniser.last.words("hello th", false);
  FakeRecogniser.last.words("hello there", true);
  equal([sent("text").map(({ text }) => text), store.state.voice.partial], [["hello there"], null]);
  request("forget_me");
  equal(ending, "close");
});

test("what was switched off while muted stays unheard afterwards", async () => {
  const { request, store } = talking({ browser: { recognises: true } });
  request("recognise_in_browser", { on: true });
  request("talk", { mode: "hands_free" });
  request("choose_hearing", { hear: "sound" });
  await settled();
  const microphone = FakeMicrophone.last;
  request("mute_microphone", { muted: true });
  request("sense_voice", { on: false });
  request("mute_microphone", { muted: false });
  await settled();
  equal([microphone.isOpen, sent("audio.start").length, FakeRecogniser.last.isOpen, store.state.voice.microphone], [false, 1, true, "on"]);
});
