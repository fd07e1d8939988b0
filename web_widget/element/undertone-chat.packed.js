// Undertone, Apache-2.0. Packed by web_widget/pack.py from the modules beside it: change those.
const $timeline=(()=>{
const KEPT_POINTS = 200;
function pointOf({ turn, at_ms, at, label, valence, arousal, confidence, shift, corrected }, now = 0) {
return {
turn: turn ?? null, at: at_ms ?? (typeof at === "string" ? Date.parse(at) : at) ?? now, label,
valence: held(valence), arousal: held(arousal), confidence, shift: Boolean(shift), corrected: Boolean(corrected),
};
}
function withPoint(points, point) {
const known = point.turn !== null && points.some(({ turn }) => turn === point.turn);
const next = known ? points.map((old) => (old.turn === point.turn ? { ...point, at: old.at } : old)) : [...points, point];
return next.slice(-KEPT_POINTS);
}
function withHistory(points, earlier) {
const here = new Set(points.map(({ turn }) => turn));
const before = earlier.filter(({ turn }) => !here.has(turn));
return [...before, ...points].sort((a, b) => a.at - b.at).slice(-KEPT_POINTS);
}
function placeOf({ valence }, index, n) {
return { x: ((index + 0.5) / n) * 100, y: 50 - held(valence) * 34 };
}
function linePath(points) {
if (points.length < 2) return "";
const places = points.map((point, index) => placeOf(point, index, points.length));
return places.map(({ x, y }, index) => {
if (index === 0) return `M${x.toFixed(2)} ${y.toFixed(2)}`;
const before = places[index - 1];
const middle = ((before.x + x) / 2).toFixed(2);
return `C${middle} ${before.y.toFixed(2)} ${middle} ${y.toFixed(2)} ${x.toFixed(2)} ${y.toFixed(2)}`;
}).join("");
}
function held(value) {
return Math.max(-1, Math.min(1, Number(value) || 0));
}
return{KEPT_POINTS,pointOf,withPoint,withHistory,placeOf,linePath};
})();
const $store=(()=>{
const { pointOf, withHistory, withPoint }=$timeline;
const KEPT_ENTRIES = 300;
function initialState() {
return {
line: "idle",
retryAt: null,
token: null,
session: null,
lastSeq: 0,
entries: [],
outbox: [],
typing: false,
emotion: null,
points: [],
sensing: { paused: false },
limits: { max_text_chars: 4000 },
aiNotice: null,
open: false,
sheet: null,
unread: 0,
ratings: {},
steps: {},
problem: null,
data: { status: "none", document: null },
taste: { status: "none", told: [], learned: [] },
forgetting: "none",
rememberDevice: false,
person: null,
};
}
const SAVED = ["token", "session", "lastSeq", "entries", "outbox", "emotion", "points", "sensing", "limits",
"aiNotice", "open", "ratings", "steps", "rememberDevice", "person"];
function savedPart(state) {
return Object.fromEntries(SAVED.map((name) => [name, state[name]]));
}
function reduce(state, event) {
const change = CHANGES[event.type];
return change ? change(state, event) : state;
}
const CHANGES = {
restored: (state, { saved }) => ({ ...state, ...pick(saved, SAVED) }),
text_written: (state, event) => ({
...withEntry(state, visitorEntry(event)),
outbox: [...state.outbox, { id: event.id, message: { type: "text", id: event.id, text: event.text } }],
problem: null,
}),
text_discarded: (state, { id }) => ({
...state,
entries: state.entries.filter((entry) => entry.id !== id),
outbox: without(state.outbox, id),
}),
message_queued: (state, { message, urgent }) => {
const outgoing = { id: message.id, message };
return { ...state, outbox: urgent ? [outgoing, ...state.outbox] : [...state.outbox, outgoing] };
},
item_rated: (state, { item, action }) => ({ ...state, ratings: { ...state.ratings, [item]: action } }),
step_reached: (state, { item, step }) => ({ ...state, steps: { ...state.steps, [item]: step } }),
line_changed: (state, { line, retryAt = null }) => ({
...state, line, retryAt, typing: line === "open" ? state.typing : false,
}),
point_corrected: (state, { turn, label }) => ({
...state, points: state.points.map((point) => (point.turn === turn ? { ...point, label, corrected: true } : point)),
}),
mood_arrived: (state, { points }) => ({ ...state, points: withHistory(state.points, points.map((point) => pointOf(point))) }),
taste_asked: (state) => ({ ...state, taste: { ...state.taste, status: "loading" } }),
taste_arrived: (state, { taste: { told = [], learned = [] } }) => ({ ...state, taste: { status: "ready", told, learned } }),
taste_failed: (state, { status }) => ({ ...state, taste: { ...state.taste, status } }),
person_known: (state, { person }) => ({ ...state, person }),
person_left: ({ line, open, limits, aiNotice }) => ({ ...initialState(), line, open, limits, aiNotice }),
panel_opened: (state) => ({ ...state, open: true, unread: 0 }),
panel_closed: (state) => ({ ...state, open: false, sheet: null }),
sheet_shown: (state, { sheet }) => ({ ...state, sheet, forgetting: "none" }),
problem_dismissed: (state) => ({ ...state, problem: null }),
sensing_chosen: (state, { paused }) => ({ ...state, sensing: { paused } }),
device_memory_chosen: (state, { remember }) => ({ ...state, rememberDevice: remember }),
data_asked: (state) => ({ ...state, data: { status: "loading", document: null } }),
data_arrived: (state, { document }) => ({ ...state, data: { status: "ready", document } }),
data_failed: (state) => ({ ...state, data: { status: "failed", document: null } }),
forget_asked: (state) => ({ ...state, forgetting: "running" }),
forget_failed: (state) => ({ ...state, forgetting: "failed" }),
forgotten: (state, { now }) => forgottenState(state, { token: null, session: null, lastSeq: 0 }, now),
token_refused: (state) => ({ ...state, token: null, session: null, lastSeq: 0 }),
received: (state, { message, now }) => received(state, message, now),
};
function received(state, message, now) {
const answer = RECEIVED[message.type];
if (message.type === "welcome") return answer(state, message, now);
if (isOld(state, message)) return state;
const counted = message.seq > 0 ? { ...state, lastSeq: message.seq } : state;
return answer ? answer(counted, message, now) : counted;
}
const RECEIVED = {
welcome: (state, message, now) => welcomed(state, message, now),
message: (state, message, now) => ({
...withEntry(withoutGuessInNeed(state, message), botEntry(message, now)),
unread: state.open ? 0 : state.unread + 1,
typing: false,
}),
typing: (state, message) => ({ ...state, typing: Boolean(message.on) }),
done: (state) => ({ ...state, typing: false }),
emotion: (state, message, now) => {
const points = withPoint(state.points, pointOf(message, now));
const isLatest = points.at(-1).turn === (message.turn ?? null);
return { ...state, points, emotion: isLatest ? message : state.emotion };
},
ack: (state, message) => ({ ...state, outbox: without(state.outbox, message.id) }),
sensing: (state, message, now) => sensingChanged(state, Boolean(message.paused), now),
history_lost: (state, _message, now) => (beganAnew(state) ? state : withNote(state, "history_lost", now)),
forgotten: (state, { token, seq }, now) => forgottenState(state, { token, session: state.session, lastSeq: seq }, now),
error: (state, message, now) => failed(state, message, now),
};
function isOld(state, message) {
return message.seq > 0 && message.seq <= state.lastSeq;
}
function welcomed(state, message, now) {
const known = {
...state,
token: message.token ?? state.token,
session: message.session ?? state.session,
limits: { ...state.limits, ...message.limits },
aiNotice: message.ai_notice ?? state.aiNotice,
sensing: { paused: message.senses ? message.senses.text !== "on" : state.sensing.paused },
problem: null,
};
if (message.resumed) return known;
const begun = { ...known, lastSeq: message.seq ?? 0, emotion: null, typing: false };
const hadTalk = state.entries.some((entry) => entry.kind === "bot");
return hadTalk ? withNote(begun, "new_session", now) : begun;
}
function withoutGuessInNeed(state, { card }) {
return card?.kind === "resource" ? { ...state, emotion: null } : state;
}
function beganAnew({ entries }) {
return entries.slice(-3).some(({ note }) => note === "new_session");
}
function failed(state, { id, code, detail = "", retry_after_ms: wait }, now) {
const problem = { code, detail, at: now };
if (!id || wait != null) return { ...state, problem };
const isAside = state.outbox.some(({ id: own, message: { type } }) => own === id && type !== "text" && type !== "consent");
const isText = state.entries.some((entry) => entry.id === id);
const entries = state.entries.map((entry) => (entry.id === id ? { ...entry, failure: code } : entry));
return { ...state, entries, outbox: without(state.outbox, id), typing: false, problem: isText || isAside ? null : problem };
}
function sensingChanged(state, paused, now) {
const next = { ...state, sensing: { paused } };
return withNote(next, paused ? "sensing_paused" : "sensing_resumed", now);
}
function forgottenState(state, identity, now) {
const { line, open, limits, aiNotice, person } = state;
return withNote({ ...initialState(), line, open, limits, aiNotice, person, ...identity }, "forgotten", now);
}
function withEntry(state, entry) {
return { ...state, entries: [...state.entries, entry].slice(-KEPT_ENTRIES) };
}
function withNote(state, note, now) {
const last = state.entries.at(-1);
if (last?.kind === "note" && last.note === note) return state;
return withEntry(state, { kind: "note", key: `note-${note}-${now}`, note, at: now });
}
function visitorEntry({ id, text, now }) {
return { kind: "visitor", key: `visitor-${id}`, id, text, at: now, failure: null };
}
function botEntry(message, now) {
return {
kind: "bot",
key: `bot-${message.seq}-${now}`,
turn: message.turn ?? null,
text: message.text ?? null,
card: message.card ?? null,
quickReplies: message.quick_replies ?? [],
at: now,
};
}
function without(outbox, id) {
return outbox.filter((outgoing) => outgoing.id !== id);
}
function pick(source, names) {
return Object.fromEntries(names.filter((name) => source?.[name] !== undefined).map((name) => [name, source[name]]));
}
function isWorthKeeping(state) {
return state.outbox.length > 0 || state.rememberDevice || state.entries.some((entry) => entry.kind === "visitor");
}
function isPending(state, id) {
return state.outbox.some((outgoing) => outgoing.id === id);
}
function offeredReplies(state) {
const sinceVisitor = [];
for (let index = state.entries.length - 1; index >= 0; index -= 1) {
const entry = state.entries[index];
if (entry.kind === "visitor" || (entry.kind === "note" && entry.note === "forgotten")) break;
if (entry.kind === "bot") sinceVisitor.push(entry);
}
return sinceVisitor.find((entry) => entry.quickReplies.length > 0)?.quickReplies ?? [];
}
function createStore(reducer, state) {
const listeners = new Set();
return {
get state() {
return state;
},
dispatch(event) {
const next = reducer(state, event);
if (next === state) return;
state = next;
for (const listener of listeners) listener(state);
},
subscribe(listener) {
listeners.add(listener);
return () => listeners.delete(listener);
},
};
}
return{KEPT_ENTRIES,initialState,savedPart,reduce,isWorthKeeping,isPending,offeredReplies,createStore};
})();
const $conversation=(()=>{
const { isWorthKeeping, savedPart }=$store;
const RESEND_MARGIN_MS = 50;
const USER_REFUSED = new Set(["identity_invalid", "not_available"]);
class Conversation {
#onItsWay = null;
#user = null;
#isIntroducing = false;
constructor(given) {
this.store = given.store;
this.memory = given.memory;
this.http = given.http;
this.timers = given.timers;
this.newId = given.newId;
this.now = given.now;
this.locale = given.locale;
this.timezone = given.timezone;
this.tell = given.tell ?? (() => {});
this.line = given.lineFor({
hello: () => this.#hello(),
onMessage: (message) => this.#received(message),
onState: (change) => this.#lineChanged(change),
});
this.request = this.request.bind(this);
}
restore() {
const saved = this.memory.load();
if (saved) this.store.dispatch({ type: "restored", saved });
}
connect() {
this.line.open();
}
hangUp() {
this.line.close();
}
hurry() {
this.line.hurry();
}
request(request) {
REQUESTS[request.type](this, request);
}
sendText(text) {
const trimmed = text.trim();
if (!trimmed) return;
this.#dispatch({ type: "text_written", id: this.newId(), text: trimmed, now: this.now() });
this.tell("text", { text: trimmed });
this.#deliver();
this.connect();
}
queue(message, urgent = false) {
this.#dispatch({ type: "message_queued", message: { ...message, id: this.newId() }, urgent });
if (urgent) this.#onItsWay = null;
this.#deliver();
}
setUser(token) {
const person = token ? subjectOf(token) : null;
if (token === this.#user && person === this.store.state.person) return;
this.#user = token;
const { person: before, line } = this.store.state;
if (before !== null && before !== person) this.#dispatch({ type: "person_left" });
this.#dispatch({ type: "person_known", person });
if (line !== "idle") this.line.restart();
}
async #showMood() {
try {
const { points } = await this.http.mood(this.store.state.token);
this.#dispatch({ type: "mood_arrived", points });
} catch {
}
}
async taste(ask) {
this.#dispatch({ type: "taste_asked" });
try {
this.#dispatch({ type: "taste_arrived", taste: await ask(this.http, this.store.state.token) });
} catch (error) {
this.#dispatch({ type: "taste_failed", status: error.status === 422 ? "unknown" : "failed" });
}
}
async showData() {
this.#dispatch({ type: "sheet_shown", sheet: "data" });
this.#dispatch({ type: "data_asked" });
try {
this.#dispatch({ type: "data_arrived", document: await this.http.exportData(this.store.state.token) });
} catch {
this.#dispatch({ type: "data_failed" });
}
}
async forget() {
const { token } = this.store.state;
this.#dispatch({ type: "forget_asked" });
try {
if (token) await this.http.forget(token);
} catch {
return this.#dispatch({ type: "forget_failed" });
}
if (token && this.store.state.token !== token) return; // the line has brought the news already
this.#dispatch({ type: "forgotten", now: this.now() });
this.line.restart();
}
dispatch(event) {
this.#dispatch(event);
}
#lineChanged(change) {
if (change.line !== "open") this.#onItsWay = null;
this.#dispatch({ type: "line_changed", ...change });
}
#hello() {
const { token, lastSeq } = this.store.state;
this.#isIntroducing = this.#user !== null;
return { locale: this.locale, timezone: this.timezone, ...(token ? { token, last_seq: lastSeq } : {}), ...(this.#user ? { user: this.#user } : {}) };
}
#received(message) {
if (this.#isIntroducing && USER_REFUSED.has(message.code)) return this.#userRefused(message);
const isNew = message.seq > this.store.state.lastSeq;
this.#dispatch({ type: "received", message, now: this.now() });
if (message.type === "error" && this.#refused(message)) return;
if (message.type === "welcome") this.#welcomed(message);
else if (isNew) this.tell(message.type, message);
if (message.type === "welcome" || message.id === this.#onItsWay) this.#onItsWay = null;
this.#deliver();
}
#welcomed({ known }) {
if (this.#isIntroducing) this.tell("identity", { accepted: true, known: Boolean(known) });
this.#isIntroducing = false;
if (known) this.#showMood();
}
#userRefused({ code }) {
this.#user = null;
this.#isIntroducing = false;
this.tell("identity", { accepted: false, code });
this.line.restart();
}
#refused({ code, id, retry_after_ms: wait }) {
if (code === "token_invalid") this.#startAnew();
else if (id && wait != null) this.#resendAfter(wait);
else return false;
return true;
}
#startAnew() {
this.#dispatch({ type: "token_refused" });
this.line.restart();
}
#resendAfter(wait) {
this.timers.set(() => {
this.#onItsWay = null;
this.#dispatch({ type: "problem_dismissed" });
this.#deliver();
}, wait + RESEND_MARGIN_MS);
}
#deliver() {
const [first] = this.store.state.outbox;
if (first && first.id !== this.#onItsWay && this.line.send(first.message)) this.#onItsWay = first.id;
}
#dispatch(event) {
this.store.dispatch(event);
const { state } = this.store;
if (isWorthKeeping(state)) this.memory.save(savedPart(state), state.rememberDevice);
else this.memory.clear();
}
}
const REQUESTS = {
open_panel(conversation) {
conversation.dispatch({ type: "panel_opened" });
conversation.connect();
},
close_panel: (conversation) => conversation.dispatch({ type: "panel_closed" }),
show_sheet: (conversation, { sheet }) => conversation.dispatch({ type: "sheet_shown", sheet }),
send_text(conversation, { text }) {
conversation.dispatch({ type: "sheet_shown", sheet: null });
conversation.sendText(text);
},
send_again(conversation, { id, text }) {
conversation.dispatch({ type: "text_discarded", id });
conversation.sendText(text);
},
discard_text: (conversation, { id }) => conversation.dispatch({ type: "text_discarded", id }),
rate_item(conversation, { item, action }) {
conversation.dispatch({ type: "item_rated", item, action });
conversation.queue({ type: "feedback", item, action });
},
report_item: (conversation, { item, action }) => conversation.queue({ type: "feedback", item, action }),
ask_another(conversation, { item, text }) {
conversation.queue({ type: "feedback", item, action: "skip" });
conversation.sendText(text);
},
correct_point(conversation, { turn, label }) {
conversation.dispatch({ type: "point_corrected", turn, label });
conversation.queue({ type: "correction", turn, label });
},
show_taste(conversation) {
conversation.dispatch({ type: "sheet_shown", sheet: "taste" });
conversation.taste((http, token) => http.taste(token));
},
tell_taste: (conversation, { told }) => conversation.taste((http, token) => http.tellTaste(token, told)),
take_back: (conversation, { told }) => conversation.taste((http, token) => http.takeBack(token, told)),
reach_step: (conversation, { item, step }) => conversation.dispatch({ type: "step_reached", item, step }),
pause_sensing(conversation, { paused }) {
conversation.dispatch({ type: "sensing_chosen", paused });
conversation.queue({ type: "consent", sense: "text", granted: !paused }, paused);
},
remember_device: (conversation, { remember }) => conversation.dispatch({ type: "device_memory_chosen", remember }),
show_data: (conversation) => conversation.showData(),
forget_me: (conversation) => conversation.forget(),
hurry: (conversation) => {
conversation.hurry();
conversation.connect();
},
dismiss_problem: (conversation) => conversation.dispatch({ type: "problem_dismissed" }),
};
function subjectOf(token) {
try {
return String(JSON.parse(atob(token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/"))).sub);
} catch {
return "";
}
}
return{Conversation};
})();
const $gateway_http=(()=>{
const TASTE = "v1/preferences";
class GatewayHttp {
constructor(base, fetch) {
this.base = base;
this.fetch = fetch;
}
async exportData(token) {
const response = await this.#ask("v1/export", "GET", token);
return response.json();
}
async forget(token) {
await this.#ask("v1/forget", "POST", token);
}
async mood(token) {
const response = await this.#ask("v1/mood?limit=200", "GET", token);
return response.json();
}
async taste(token) {
const response = await this.#ask(TASTE, "GET", token);
return response.json();
}
async tellTaste(token, told) {
const response = await this.#ask(TASTE, "PUT", token, told);
return response.json();
}
async takeBack(token, { kind, subject, when }) {
const about = new URLSearchParams({ kind, subject, ...(when ? { when } : {}) });
const response = await this.#ask(`${TASTE}?${about}`, "DELETE", token);
return response.json();
}
async #ask(path, method, token, body) {
const response = await this.fetch(new URL(path, this.base), {
method,
headers: { Authorization: `Bearer ${token}`, ...(body ? { "Content-Type": "application/json" } : {}) },
...(body ? { body: JSON.stringify(body) } : {}),
credentials: "omit",
cache: "no-store",
});
if (!response.ok) throw new GatewayRefusal(`${method} ${path}`, response.status);
return response;
}
}
class GatewayRefusal extends Error {
constructor(asked, status) {
super(`${asked} answered ${status}`);
this.status = status;
}
}
function addressesOf(server) {
const base = new URL(server);
base.protocol = base.protocol.replace(/^ws/, "http");
base.search = base.hash = "";
base.pathname = base.pathname.replace(/\/?(ws\/?)?$/, "/");
const socket = new URL("ws", base);
socket.protocol = base.protocol.replace(/^http/, "ws");
return { base: base.href, socket: socket.href };
}
return{GatewayHttp,GatewayRefusal,addressesOf};
})();
const $lang_en=(()=>{
const $default={
title: "Undertone",
subtitle: "A companion that listens",
open_chat: "Open the conversation",
open_chat_unread: "Open the conversation, {n} new",
close_chat: "Fold the conversation away",
unread: "{n} new",
log: "Conversation",
said_by_bot: "Undertone:",
said_by_visitor: "You:",
typing: "Undertone is writing",
replies: "Suggested replies",
starters: ["I had a hard day", "I’m in a good mood", "Play me something calm"],
to_latest: "Go to the latest message",
composer: "Your message",
placeholder: "Write how you feel…",
send: "Send",
characters_left: "{n} characters left",
too_long: "{n} characters too many. Could you say it in two messages?",
pending: "Waiting to be sent",
failed: "No answer came to this",
failed_text_too_long: "Too long to send",
edit_again: "Edit",
send_again: "Send again",
line_connecting: "Connecting…",
line_waiting: "The line is interrupted. I keep what you write and send it as soon as it is back.",
line_elsewhere: "This conversation goes on in another tab.",
line_refused: "The line is busy right now. Please try again in a little while.",
try_now: "Try now",
continue_here: "Continue here",
problem_rate_limited: "That was quick! Give me a moment to read.",
problem_queue_full: "One thing at a time: I am still answering. The rest is not lost.",
problem_too_many_sessions: "Many people are talking to me from your network. Please try again in a little while.",
problem_other: "Something went wrong on our side. Your words are safe here; please try again.",
dismiss: "Dismiss",
note_history_lost: "Some of what was said while you were away could not be brought back. Let’s go on from here.",
note_new_session: "A new conversation begins here.",
note_forgotten: "Everything about you is forgotten, here and on our side. Write whenever you like: we start from nothing.",
note_sensing_paused: "I no longer sense the mood in your words.",
note_sensing_resumed: "I sense the mood in your words again.",
mood_waiting: "Listening",
mood_paused: "Not sensing",
mood_unsure: "I’m not sure how this sounds",
mood_set_right: "You set me right",
mood_told: "You told me: {feeling}",
mood_neutral: "It sounds fairly even",
mood_sounds: "It sounds like {feeling}",
mood_with_trend: "{mood}, {trend}",
trend_rising: "growing lighter",
trend_falling: "growing heavier",
trend_steady: "steady",
mood_open: "{mood}. See more or correct it",
mood_title: "How it sounds to me",
mood_intro: "A guess from your words alone. You know better.",
mood_paused_intro: "I am not sensing the mood in your words. You can switch it on again in the menu.",
mood_waiting_intro: "Write something, and this ring will show how it sounds to me.",
unsure: "not sure",
course: "The course of the mood",
course_walk: "The course of the mood, turn by turn: walk with the arrow keys",
mark_shift: "a turn in the mood",
mark_corrected: "put right by you",
as_table: "The same as a table",
table_when: "When",
table_mood: "It sounded like",
table_tone: "Tone",
table_energy: "Energy",
table_change: "Mark",
put_right: "Put {when} right",
mood_valence: "Tone",
mood_valence_low: "heavy",
mood_valence_high: "light",
mood_arousal: "Energy",
mood_arousal_low: "quiet",
mood_arousal_high: "lively",
mood_shares: "What else I hear in it",
percent: "{n} %",
correct_title: "Not quite? Tell me what it was",
correct_then: "What was it, then?",
correct_thanks: "Thank you. I have put it right.",
correct_own: "In my own words",
correct_own_start: "It’s more that I’m ",
correct_not: "I’m not {not}, I’m {state}",
correct_only: "I’m {state}",
feelings: {
joy: "joy", trust: "trust", fear: "fear", surprise: "surprise", sadness: "sadness", disgust: "disgust",
anger: "anger", anticipation: "anticipation", neutral: "neutral",
},
being: {
joy: "happy", trust: "at ease", fear: "afraid", surprise: "surprised", sadness: "sad", disgust: "disgusted",
anger: "angry", anticipation: "excited", neutral: "fine",
},
other_states: ["just tired", "lonely"],
card_track: "Song",
card_exercise: "Exercise",
card_read: "Something to read",
card_resource: "People who can help",
card_export: "Your data",
card_other: "For you",
open_in: "Open in…",
listen_new_tab: "{title} on {service} (opens a new tab)",
services: { spotify: "Spotify", "youtube-music": "YouTube Music", "apple-music": "Apple Music", deezer: "Deezer" },
opens_new_tab: "(opens a new tab)",
like: "I like it",
dislike: "Not like that",
liked: "You like this",
disliked: "Not for you",
another: "Something else",
another_text: "Something else",
minutes: "{n} min",
seconds: "{n} s",
steps: "{n} steps",
begin: "Begin",
pause: "Pause",
resume: "Go on",
begin_again: "Once more",
step_of: "Step {n} of {total}",
next: "Next",
back: "Back",
finish: "Finish",
stop: "Stop",
finished: "Well done. Stay with that for a moment.",
say_in: "Breathe in for {n}", say_hold: "Hold for {n}", say_out: "Breathe out for {n}", say_rest: "Rest for {n}",
short_in: "In", short_hold: "Hold", short_out: "Out", short_rest: "Rest",
own_field: "Write for yourself",
own_hint: "Only for you: it is sent to nobody, and gone at the end.",
practices: { breathing: "Breathing", grounding: "Grounding", stretching: "Stretching", journaling: "Journaling" },
forms: { story: "Story", reflection: "Reflection", letter: "Letter", poem: "Poem", list: "List" },
read_on: "Read",
fold: "Fold",
call: "Call {number}",
menu: "Menu",
menu_title: "You decide",
close_sheet: "Back to the conversation",
sense_words: "Sense the mood in my words",
sense_words_hint: "Off: you still get answers, but no guess at how you feel.",
remember: "Remember me on this device",
remember_hint: "Off: this conversation leaves the browser when you close the tab.",
taste: "Your taste",
taste_hint: "What you told me and what I learned, to see and to take back.",
show_data: "Show my data",
show_data_hint: "Everything kept about you, to read and to take away.",
forget: "Forget me",
forget_hint: "Erases everything, everywhere, at once.",
about: "About",
about_hint: "What this is, and what it is not.",
taste_title: "Your taste",
taste_intro: "This is what I go by when I choose something for you.",
taste_loading: "One moment…",
taste_nothing: "Nothing yet. Tell me below, or say it as we talk: “I love jazz”, “no metal at night”.",
taste_told: "You told me",
taste_learned: "I learned",
taste_loved: "You love {subject}",
taste_rejected: "No {subject}",
taste_more: "You seem to like {subject}",
taste_less: "You seem not to like {subject}",
taste_unknown: "I have no such music, instrument, artist or decade on my shelf yet. Could you say it in another way?",
take_back: "Take back: {what}",
taste_tell: "Tell me more",
taste_subject: "Such as jazz",
taste_kind: "What it is",
taste_hour: "When it holds",
kinds: { genre: "music of this kind", artist: "an artist", decade: "a decade", trait: "an instrument or voices" },
hours: { always: "always", morning: "in the morning", day: "by day", evening: "in the evening", night: "at night" },
tell_loved: "I love it",
tell_rejected: "Not for me",
data_title: "Your data",
data_loading: "Fetching everything that is kept about you…",
data_failed: "That did not work. Please try again.",
data_intro: "This is everything that is kept about you.",
data_nothing: "Nothing is kept about you yet.",
data_download: "Download as a file",
data_whole: "The whole file",
data_count: "{n} entries",
data_count_one: "1 entry",
data_names: {
profile: "Your profile", consents: "What you allowed or stopped", sessions: "Visits", turns: "Readings of your mood",
interactions: "What was offered, and how you liked it",
},
try_again: "Try again",
forget_title: "Forget me",
forget_question: "This erases our conversation, every reading of your mood, what you liked and what you chose. It cannot be undone.",
forget_yes: "Forget everything",
forget_no: "Keep it",
forgetting: "Forgetting…",
forget_failed: "That did not work: nothing is erased yet. Please try again.",
about_title: "About",
about_ai: "You are talking to a computer program, an AI, not to a person.",
about_guess: "From your words it estimates how you might feel, so that it can answer with tact. It is often wrong: correct it, and it learns.",
about_not: "It is no doctor and no therapist. If you are in danger or think of harming yourself, please call your local emergency number, or find a help line at findahelpline.com.",
about_shared: "The page around this conversation follows along: it is told {what}.",
shared: { message: "what is said", mood: "how it sounds to me", card: "what I offer" },
about_choice: "You can pause the sensing, see your data and have everything forgotten at any time, in the menu or by writing “pause sensing”, “show my data” or “forget me”.",
};
return{default:$default};
})();
const $lang_index=(()=>{
const {default:en}=$lang_en;
const LANGUAGES = new Map([["en", en]]);
function registerLanguage(tag, words) {
LANGUAGES.set(tag.toLowerCase(), { ...en, ...words });
}
function languageFor(locale) {
const parts = (locale || "en").toLowerCase().split("-");
for (let n = parts.length; n > 0; n -= 1) {
const tag = parts.slice(0, n).join("-");
if (LANGUAGES.has(tag)) return { tag, say: sayIn(LANGUAGES.get(tag)) };
}
return { tag: "en", say: sayIn(en) };
}
function sayIn(words) {
const look = (key) => key.split(".").reduce((group, name) => group?.[name], words);
const say = (key, values = {}) => fill(String(look(key) ?? key), values);
say.has = (key) => look(key) !== undefined;
say.list = (key) => [...look(key)];
return say;
}
function fill(text, values) {
return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}
return{registerLanguage,languageFor};
})();
const $memory=(()=>{
const VERSION = 1;
class Memory {
constructor(gateway, places) {
this.key = `undertone:${gateway}`;
this.places = places;
this.failed = false;
}
load() {
return this.#read(this.places.tab) ?? this.#read(this.places.device);
}
save(saved, onDevice) {
const [chosen, other] = onDevice ? [this.places.device, this.places.tab] : [this.places.tab, this.places.device];
this.#attempt(() => other?.removeItem(this.key));
this.#attempt(() => chosen?.setItem(this.key, JSON.stringify({ version: VERSION, saved })));
}
clear() {
for (const place of [this.places.tab, this.places.device]) this.#attempt(() => place?.removeItem(this.key));
}
#read(place) {
try {
const kept = JSON.parse(place?.getItem(this.key) ?? "null");
return kept?.version === VERSION ? kept.saved : null;
} catch {
return null;
}
}
#attempt(action) {
try {
action();
} catch {
this.failed = true;
}
}
}
function browserPlaces() {
const place = (name) => {
try {
return globalThis[name];
} catch {
return null;
}
};
return { tab: place("sessionStorage"), device: place("localStorage") };
}
return{Memory,browserPlaces};
})();
const $socket=(()=>{
const PROTOCOL = "undertone.v1";
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 20_000;
const ALIVE_EVERY_MS = 25_000;
const ALIVE_WITHIN_MS = 10_000;
const DOUBTED_WITHIN_MS = 4_000;
const ACK_AFTER_MS = 200;
const ELSEWHERE = 4009;
const TOO_MANY = 4429;
const MANY_ATTEMPTS = 10;
function waitBefore(attempt, random) {
const ceiling = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt);
return Math.round(ceiling / 2 + (random() * ceiling) / 2);
}
class Line {
#socket = null;
#attempt = 0;
#welcomed = false;
#retry = null;
#pulse = null;
#overdue = null;
#ackTimer = null;
#seen = 0;
constructor(given) {
this.given = given;
}
open() {
if (this.#socket) return;
this.given.timers.clear(this.#retry);
this.#retry = null;
this.given.onState({ line: "connecting" });
const socket = new this.given.Socket(this.given.url);
this.#socket = socket;
this.#welcomed = false;
socket.onopen = () => this.#sayHello(socket);
socket.onmessage = ({ data }) => this.#hear(socket, data);
socket.onclose = ({ code }) => this.#lost(socket, code);
socket.onerror = () => {};
}
close() {
const socket = this.#socket;
this.#release();
this.given.timers.clear(this.#retry);
this.#retry = null;
this.#attempt = 0;
socket?.close(1000);
this.given.onState({ line: "idle" });
}
restart() {
this.close();
this.open();
}
hurry() {
if (this.#retry !== null) {
this.#attempt = 0;
this.open();
} else if (this.#welcomed) {
this.#ask(DOUBTED_WITHIN_MS);
}
}
send(message) {
if (!this.#welcomed || !this.#socket) return false;
this.#socket.send(JSON.stringify(message));
return true;
}
#sayHello(socket) {
if (socket !== this.#socket) return;
socket.send(JSON.stringify({ type: "hello", protocol: PROTOCOL, ...this.given.hello() }));
}
#hear(socket, data) {
if (socket !== this.#socket) return;
const message = decoded(data);
if (!message) return;
this.#stillAlive();
if (message.type === "welcome") this.#greeted();
this.given.onMessage(message);
this.#acknowledgeSoon(message);
}
#greeted() {
this.#welcomed = true;
this.#attempt = 0;
this.#seen = 0;
this.given.onState({ line: "open" });
}
#acknowledgeSoon(message) {
if (!Number.isInteger(message.seq) || !this.#welcomed) return;
this.#seen = Math.max(this.#seen, message.seq);
this.#ackTimer ??= this.given.timers.set(() => {
this.#ackTimer = null;
this.send({ type: "ack", seq: this.#seen });
}, ACK_AFTER_MS);
}
#stillAlive() {
const { timers } = this.given;
timers.clear(this.#pulse);
timers.clear(this.#overdue);
this.#pulse = timers.set(() => this.#ask(ALIVE_WITHIN_MS), ALIVE_EVERY_MS);
}
#ask(within_ms) {
const socket = this.#socket;
this.given.timers.clear(this.#overdue);
this.send({ type: "ping", id: `ping-${this.given.now()}` });
this.#overdue = this.given.timers.set(() => {
socket?.close(4000);
this.#lost(socket, 4000);
}, within_ms);
}
#lost(socket, code) {
if (socket !== this.#socket) return;
this.#release();
if (code === ELSEWHERE) return this.given.onState({ line: "elsewhere" });
if (code === TOO_MANY) this.#attempt = MANY_ATTEMPTS;
const wait = waitBefore(this.#attempt, this.given.random);
this.#attempt += 1;
this.#retry = this.given.timers.set(() => this.#again(), wait);
this.given.onState({ line: code === TOO_MANY ? "refused" : "waiting", retryAt: this.given.now() + wait });
}
#again() {
this.#retry = null;
this.open();
}
#release() {
const { timers } = this.given;
for (const timer of [this.#pulse, this.#overdue, this.#ackTimer]) timers.clear(timer);
this.#ackTimer = null;
this.#socket = null;
this.#welcomed = false;
}
}
function decoded(data) {
if (typeof data !== "string") return null;
try {
const message = JSON.parse(data);
return typeof message?.type === "string" ? message : null;
} catch {
return null;
}
}
return{PROTOCOL,waitBefore,Line};
})();
const $view_node=(()=>{
const SVG = "http://www.w3.org/2000/svg";
function h(tag, given = {}, ...children) {
return furnish(document.createElement(tag), given, children);
}
function s(tag, given = {}, ...children) {
return furnish(document.createElementNS(SVG, tag), given, children);
}
function furnish(node, { on = {}, ...attributes }, children) {
for (const [name, value] of Object.entries(attributes)) setAttribute(node, name, value);
for (const [event, listener] of Object.entries(on)) node.addEventListener(event, listener);
node.append(...children.filter((child) => child !== null && child !== undefined));
return node;
}
function setAttribute(node, name, value) {
const text = value === true ? "" : value === false || value === null || value === undefined ? null : String(value);
if (node.getAttribute(name) === text) return;
if (text === null) node.removeAttribute(name);
else node.setAttribute(name, text);
}
function setText(node, text) {
if (node.textContent !== text) node.textContent = text;
}
function safeAddress(address) {
try {
const url = new URL(String(address));
return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
} catch {
return null;
}
}
function outwardLink(address, given, ...children) {
const href = safeAddress(address);
if (!href) return null;
return /** @type {HTMLAnchorElement} */ (h("a", { href, target: "_blank", rel: "noopener noreferrer", ...given }, ...children));
}
return{h,s,setAttribute,setText,safeAddress,outwardLink};
})();
const $view_icons=(()=>{
const { s }=$view_node;
const PATHS = {
send: ["M5 12h13", "M12.5 6 18.5 12l-6 6"],
close: ["M6.5 6.5l11 11", "M17.5 6.5l-11 11"],
fold: ["M6 12h12"],
down: ["M6 9.5l6 6 6-6"],
back: ["M14.5 6l-6 6 6 6"],
menu: ["M5 8.5h14", "M5 15.5h9"],
like: ["M12 19.5s-7-4.3-7-9.4A4.1 4.1 0 0 1 12 7.2a4.1 4.1 0 0 1 7 2.9c0 5.1-7 9.4-7 9.4Z"],
dislike: ["M5.5 5.5l13 13", "M7.6 7.8C5.8 8.5 5 9.6 5 11c0 4.3 7 8.5 7 8.5s2.4-1.4 4.4-3.5", "M12 7.2a4.1 4.1 0 0 1 7 2.9c0 1-.3 2-.7 2.9"],
another: ["M5 8.5h11.5l-3-3", "M19 15.5H7.5l3 3"],
why: ["M12 4.5c.6 4 2.5 6.4 6.5 7.5-4 1.1-5.9 3.5-6.5 7.5-.6-4-2.5-6.4-6.5-7.5 4-1.1 5.9-3.5 6.5-7.5Z"],
play: ["M8.5 5.8v12.4l9.7-6.2Z"],
pause: ["M9 6.5v11", "M15 6.5v11"],
taste: ["M9.5 17.5V6.5l8-1.8v10.6", "M7.2 19.7a2.3 2.2 0 1 0 0-4.4a2.3 2.2 0 0 0 0 4.4Z", "M15.2 17.5a2.3 2.2 0 1 0 0-4.4a2.3 2.2 0 0 0 0 4.4Z"],
out: ["M8 16l8.5-8.5", "M9.5 7.5h7v7"],
rising: ["M6 18L17.5 6.5", "M9 6h9v9"],
falling: ["M6 6l11.5 11.5", "M9 18h9V9"],
steady: ["M4.5 12h14", "M13 6l6 6-6 6"],
check: ["M5.5 12.5l4.2 4.2 8.8-9.2"],
clock: ["M12 7.5V12l3 2", "M12 4a8 8 0 1 1 0 16a8 8 0 0 1 0-16Z"],
phone: ["M7 4.5h2.6l1.3 3.8-1.9 1.4a11 11 0 0 0 5.3 5.3l1.4-1.9 3.8 1.3V17a2.5 2.5 0 0 1-2.7 2.5A14.5 14.5 0 0 1 4.5 7.2 2.5 2.5 0 0 1 7 4.5Z"],
ear: ["M8 9.5a4 4 0 0 1 8 0c0 3-3.4 3.6-3.4 6.6a2.4 2.4 0 0 1-4.6.9", "M10.6 10a1.5 1.5 0 0 1 2.9 0"],
device: ["M8.5 4.5h7a1.5 1.5 0 0 1 1.5 1.5v12a1.5 1.5 0 0 1-1.5 1.5h-7A1.5 1.5 0 0 1 7 18V6a1.5 1.5 0 0 1 1.5-1.5Z", "M11 16.8h2"],
data: ["M7 4.5h7l4 4V18a1.5 1.5 0 0 1-1.5 1.5h-9.5A1.5 1.5 0 0 1 5.5 18V6A1.5 1.5 0 0 1 7 4.5Z", "M9 12h6", "M9 15.5h4"],
forget: ["M5.5 7.5h13", "M9.5 7.5V5h5v2.5", "M7.5 7.5l.8 11a1 1 0 0 0 1 1h5.4a1 1 0 0 0 1-1l.8-11"],
about: ["M12 11v5.5", "M12 7.6v.1", "M12 4a8 8 0 1 1 0 16a8 8 0 0 1 0-16Z"],
};
function icon(name) {
const strokes = PATHS[name].map((d) => s("path", { d }));
return s("svg", { class: `icon icon-${name}`, viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" }, ...strokes);
}
return{icon};
})();
const $view_composer=(()=>{
const { h, setAttribute, setText }=$view_node;
const { icon }=$view_icons;
const COUNT_FROM_SHARE = 0.9;
function composer({ say, request }) {
let limit = Infinity;
const field = h("textarea", { class: "field", part: "field", rows: "1", "aria-label": say("composer"),
placeholder: say("placeholder"), "aria-describedby": "count", autocomplete: "off", enterkeyhint: "send" });
const count = h("span", { class: "count", id: "count", role: "status" });
const button = h("button", { type: "submit", class: "send", part: "send", "aria-label": say("send") }, icon("send"));
const node = h("form", { class: "composer", part: "composer", on: { submit: (event) => submit(event) } },
h("div", { class: "field-frame" }, field, button), count);
const measure = () => {
const left = limit - field.value.trim().length;
field.parentNode.dataset.value = field.value;
setText(count, countWords(left, limit, say));
setAttribute(count, "data-over", left < 0);
setAttribute(field, "aria-invalid", left < 0 ? "true" : null);
setAttribute(button, "data-ready", field.value.trim() !== "" && left >= 0);
};
const submit = (event) => {
event.preventDefault();
const text = field.value.trim();
if (!text || text.length > limit) return field.focus();
field.value = "";
measure();
request({ type: "send_text", text });
};
field.addEventListener("input", measure);
field.addEventListener("keydown", (event) => {
if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
});
return {
node,
focus: () => field.focus(),
begin(text) {
field.value = text;
measure();
field.focus();
field.setSelectionRange(text.length, text.length);
},
update(state) {
limit = state.limits.max_text_chars ?? Infinity;
measure();
},
};
}
function countWords(left, limit, say) {
if (left < 0) return say("too_long", { n: -left });
return left < limit * (1 - COUNT_FROM_SHARE) ? say("characters_left", { n: left }) : "";
}
return{composer};
})();
const $emotions=(()=>{
const LABELS = Object.freeze([
"joy", "trust", "fear", "surprise", "sadness", "disgust", "anger", "anticipation", "neutral",
]);
const UNSURE_BELOW = 0.35;
const SMALLEST_SHARE = 0.04;
const GAP = 3.6;
function arcsOf(probabilities) {
const shares = LABELS.map((label) => shareOf(probabilities, label));
const total = shares.reduce((sum, share) => sum + share, 0) || 1;
let start = 0;
return LABELS.map((label, index) => {
const room = (shares[index] / total) * 100;
const arc = { label, start: start + GAP / 2, length: room ? Math.max(0.01, room - GAP) : 0, p: shares[index] };
start += room;
return arc;
});
}
function shareOf(probabilities, label) {
if (!probabilities) return 1 / LABELS.length;
const p = Number(probabilities[label]) || 0;
return p < SMALLEST_SHARE ? 0 : p;
}
function ranked(probabilities) {
return [...LABELS].sort((a, b) => (probabilities[b] || 0) - (probabilities[a] || 0));
}
return{LABELS,UNSURE_BELOW,arcsOf,ranked};
})();
const $view_mood_ring=(()=>{
const { UNSURE_BELOW, arcsOf, ranked }=$emotions;
const { s, setAttribute }=$view_node;
let drawn = 0;
function moodRing() {
const gradient = `ut-orb-${(drawn += 1)}`;
const arcs = arcsOf(null).map((arc) => s("circle", {
class: "arc", "data-label": arc.label, cx: 50, cy: 50, r: 43, pathLength: 100,
}));
const node = s("svg", { class: "ring", part: "ring", viewBox: "0 0 100 100", "aria-hidden": "true", focusable: "false" },
s("defs", {}, s("radialGradient", { id: gradient, cx: "35%", cy: "30%", r: "80%" },
s("stop", { class: "orb-light", offset: "0%" }),
s("stop", { class: "orb-deep", offset: "100%" }))),
s("circle", { class: "track", cx: 50, cy: 50, r: 43 }),
s("g", { class: "arcs", transform: "rotate(-90 50 50)" }, ...arcs),
s("g", { class: "orb" },
s("circle", { class: "orb-disc", cx: 50, cy: 50, r: 30, fill: `url(#${gradient})` }),
s("path", { class: "wave", d: "M32 50c3-9 6-9 9 0s6 9 9 0 6-9 9 0 6 9 9 0" })));
return { node, update: (state) => drawRing(node, arcs, state) };
}
function drawRing(node, arcs, { emotion, sensing }) {
const shown = sensing.paused ? null : emotion;
arcsOf(shown?.probabilities ?? null).forEach((arc, index) => drawArc(arcs[index], arc));
const [first, second] = shown ? ranked(shown.probabilities) : ["neutral", "neutral"];
setAttribute(node, "data-mood", shown ? first : "none");
setAttribute(node, "data-undertone", shown ? second : "none");
setAttribute(node, "data-state", sensing.paused ? "paused" : shown ? "sensed" : "waiting");
const arousal = Math.max(-1, Math.min(1, shown?.arousal ?? -0.6));
node.style.setProperty("--ut-energy", String(0.45 + (arousal + 1) * 0.4));
node.style.setProperty("--ut-breath", `${(7 - (arousal + 1) * 2).toFixed(1)}s`);
}
function drawArc(node, { start, length, label }) {
setAttribute(node, "stroke-dasharray", `${length.toFixed(2)} 100`);
setAttribute(node, "stroke-dashoffset", (-start).toFixed(2));
setAttribute(node, "data-shown", length > 0 ? label : null);
}
function moodSentence({ emotion, sensing }, say) {
if (sensing.paused) return say("mood_paused");
if (!emotion) return say("mood_waiting");
if (emotion.corrected) return correctedSentence(emotion, say);
if (emotion.confidence < UNSURE_BELOW) return say("mood_unsure");
if (emotion.label === "neutral") return evenSentence(emotion, say);
const mood = say("mood_sounds", { feeling: say(`feelings.${emotion.label}`) });
return withTrend(mood, emotion, say);
}
function evenSentence(emotion, say) {
const mood = say("mood_neutral");
return emotion.trend === "steady" ? mood : withTrend(mood, emotion, say);
}
function withTrend(mood, emotion, say) {
return say.has(`trend_${emotion.trend}`)
? say("mood_with_trend", { mood, trend: say(`trend_${emotion.trend}`) }) : mood;
}
function correctedSentence({ label }, say) {
return label === "neutral" ? say("mood_set_right") : say("mood_told", { feeling: say(`feelings.${label}`) });
}
return{moodRing,moodSentence};
})();
const $view_header=(()=>{
const { linePath }=$timeline;
const { icon }=$view_icons;
const { h, s, setAttribute, setText }=$view_node;
const { moodRing, moodSentence }=$view_mood_ring;
function header({ say, request, heading, floating }) {
const ring = moodRing();
const trend = h("span", { class: "trend", "aria-hidden": "true" }, icon("rising"), icon("falling"), icon("steady"));
const moodButton = h("button", { type: "button", class: "mood-button", part: "mood", "aria-haspopup": "dialog",
on: { click: () => request({ type: "show_sheet", sheet: "mood" }) } }, ring.node, trend);
const sentence = h("p", { class: "mood-words", "aria-hidden": "true" });
const tool = (name, words, given, wanted) => h("button", { type: "button", class: "tool", "aria-label": say(words), ...given,
on: { click: () => request(wanted) } }, icon(name));
const course = s("path", { class: "head-line" });
const node = h("header", { class: "head", part: "header" }, moodButton,
h("div", { class: "titles" }, h("h2", { class: "title", id: "title" }, heading), sentence),
tool("menu", "menu", { part: "menu-button", "aria-haspopup": "dialog" }, { type: "show_sheet", sheet: "menu" }),
floating ? tool("fold", "close_chat", { part: "close" }, { type: "close_panel" }) : null,
s("svg", { class: "head-course", viewBox: "0 0 100 100", preserveAspectRatio: "none", "aria-hidden": "true", focusable: "false" }, course));
return {
node,
update(state) {
ring.update(state);
const words = moodSentence(state, say);
setText(sentence, state.emotion || state.sensing.paused ? words : say("subtitle"));
setAttribute(moodButton, "aria-label", say("mood_open", { mood: words }));
setAttribute(trend, "data-trend", state.emotion && !state.sensing.paused ? state.emotion.trend : null);
setAttribute(course, "d", state.sensing.paused ? "" : linePath(state.points));
},
};
}
return{header};
})();
const $view_launcher=(()=>{
const { h, setAttribute, setText }=$view_node;
const { moodRing }=$view_mood_ring;
function launcher({ say, request }) {
const ring = moodRing();
const badge = h("span", { class: "badge", "aria-hidden": "true" });
const button = h("button", { type: "button", class: "launcher", part: "launcher", "aria-haspopup": "dialog",
on: { click: () => request({ type: "open_panel" }) } }, ring.node, badge);
const news = h("span", { class: "unseen", role: "status" });
const node = h("div", {}, button, news);
return {
node,
button,
update(state) {
ring.update(state);
setText(badge, state.unread ? String(Math.min(state.unread, 9)) : "");
setText(news, state.open || !state.unread ? "" : say("unread", { n: state.unread }));
setAttribute(button, "aria-label", state.unread ? say("open_chat_unread", { n: state.unread }) : say("open_chat"));
setAttribute(button, "aria-expanded", String(state.open));
button.hidden = state.open;
},
};
}
return{launcher};
})();
const $exercise_run=(()=>{
const PHASES = ["in", "hold", "out", "rest"];
const LONGEST_PHASE_S = 60;
const MOST_ROUNDS = 60;
const SHORTEST_SAID_S = 2;
function stepsOf({ steps }) {
return (Array.isArray(steps) ? steps : []).map((step) => (typeof step === "string" ? { text: step } : step ?? {}))
.map(({ text, duration_s, breath, write }) => ({
text: String(text ?? ""), duration_s: duration_s > 0 ? Number(duration_s) : 0, breath: breathOf(breath), write: Boolean(write),
}));
}
function breathOf(breath) {
if (!breath) return null;
const phases = PHASES.map((name) => ({ name, s: Math.min(LONGEST_PHASE_S, Number(breath[`${name}_s`]) || 0) })).filter(({ s }) => s > 0);
const rounds = Math.max(1, Math.min(MOST_ROUNDS, Math.round(Number(breath.rounds)) || 1));
return phases.length ? { phases, rounds, round_s: phases.reduce((sum, { s }) => sum + s, 0) } : null;
}
function lengthOf({ breath, duration_s }) {
return breath ? breath.round_s * breath.rounds : duration_s;
}
function momentOf(step, elapsed_s) {
const length = lengthOf(step);
const done = length > 0 && elapsed_s >= length;
const share = length ? Math.min(1, elapsed_s / length) : 0;
if (!step.breath || done) return { share, done, left_s: Math.max(0, Math.ceil(length - elapsed_s)), phase: null, round: 0, size: 0 };
const { phases, round_s } = step.breath;
const round = Math.floor(elapsed_s / round_s);
const [phase, at] = phaseAt(phases, elapsed_s - round * round_s);
return {
share, done, phase: phase.name, phase_s: phase.s, round: round + 1, rounds: step.breath.rounds,
left_s: Math.max(1, Math.ceil(phase.s - at)), size: sizeOf(phase.name, at / phase.s),
};
}
function phaseAt(phases, elapsed_s) {
let left = elapsed_s;
for (const phase of phases) {
if (left < phase.s) return [phase, left];
left -= phase.s;
}
return [phases.at(-1), phases.at(-1).s];
}
function sizeOf(phase, share) {
const eased = (1 - Math.cos(Math.PI * Math.max(0, Math.min(1, share)))) / 2;
return { in: eased, hold: 1, out: 1 - eased, rest: 0 }[phase];
}
function saidNow({ phase, phase_s, round }) {
if (!phase || phase_s < SHORTEST_SAID_S) return null;
return { key: `${round === 1 ? "say" : "short"}_${phase}`, seconds: Math.round(phase_s) };
}
return{stepsOf,lengthOf,momentOf,saidNow};
})();
const $view_cards_frame=(()=>{
const { h, setAttribute, setText }=$view_node;
const { icon }=$view_icons;
function frame(kind, kindWords, content, ...parts) {
return h("article", { class: `card card-${kind}`, part: `card card-${kind}`,
"aria-label": content.title ? `${kindWords}: ${content.title}` : kindWords }, ...parts);
}
function heading(content, ...words) {
return h("div", {}, h("p", { class: "card-over" }, words.filter(Boolean).join(" · ")), h("h3", { class: "card-title" }, content.title ?? ""));
}
function why(content) {
return content.why ? h("p", { class: "card-why" }, icon("why"), h("span", {}, content.why)) : null;
}
function press(words, given, action) {
return h("button", { type: "button", ...given, on: { click: action } }, ...[words].flat());
}
function rating(item, { say, request }) {
const choice = (action, chosenWords) => {
const text = h("span", {}, say(action));
const button = press([icon(action), text], { class: `rate rate-${action}`, "aria-pressed": "false" },
() => request({ type: "rate_item", item, action }));
return { button, draw(chosen) {
setAttribute(button, "aria-pressed", chosen === action ? "true" : "false");
setText(text, say(chosen === action ? chosenWords : action));
} };
};
const choices = [choice("like", "liked"), choice("dislike", "disliked")];
const another = press([icon("another"), say("another")], { class: "rate" },
() => request({ type: "ask_another", item, text: say("another_text") }));
return {
node: h("div", { class: "rates" }, ...choices.map(({ button }) => button), another),
update: (state) => choices.forEach(({ draw }) => draw(state.ratings[item])),
};
}
function durationWords(duration_s, say) {
if (!(duration_s > 0)) return "";
return duration_s < 90 ? say("seconds", { n: Math.round(duration_s) }) : say("minutes", { n: Math.round(duration_s / 60) });
}
return{frame,heading,why,press,rating,durationWords};
})();
const $view_cards_exercise=(()=>{
const { lengthOf, momentOf, saidNow, stepsOf }=$exercise_run;
const { h, s, setAttribute, setText }=$view_node;
const { icon }=$view_icons;
const { durationWords, frame, heading, press, rating, why }=$view_cards_frame;
const LONGEST_TICK_MS = 1000;
const CALM_TICK_MS = 250;
function exerciseCard(content, tools) {
const { say } = tools;
const steps = stepsOf(content);
const player = exercisePlayer(content, steps, tools);
const rates = rating(content.id, tools);
const kind = say.has(`practices.${content.practice}`) ? say(`practices.${content.practice}`) : say("card_exercise");
const node = frame("exercise", say("card_exercise"), content,
heading(content, kind, durationWords(content.duration_s, say), say("steps", { n: steps.length })),
why(content), player.node, rates.node);
return { node, update(state) { player.update(state); rates.update(state); } };
}
function exercisePlayer(content, steps, { say, request }) {
let at;
const picture = stage(steps, content, say);
const clock = pacer((elapsed_s) => tick(elapsed_s));
const go = (step) => {
request({ type: "reach_step", item: content.id, step });
if (step === steps.length) request({ type: "report_item", item: content.id, action: "complete" });
};
const begin = press("", { class: "button begin" }, () => {
go(0);
request({ type: "report_item", item: content.id, action: "play" });
});
const back = press(icon("back"), { class: "tool", "aria-label": say("back") }, () => go(at - 1));
const stop = press(say("stop"), { class: "button quiet" }, () => go(null));
const pause = press([icon("pause"), icon("play")], { class: "tool pause" }, () => {
if (clock.running) return rest();
clock.start();
draw();
});
const next = press("", { class: "button next" }, () => go(at + 1));
const keys = h("div", { class: "player-keys" }, stop, back, pause, next, begin);
const node = h("div", { class: "player" }, picture.node, keys);
const rest = () => {
clock.stop();
draw();
};
const tick = (elapsed_s) => {
if (!node.offsetParent) return rest();
const moment = momentOf(steps[at], elapsed_s);
if (moment.done) return go(at + 1);
picture.pace(moment);
};
const draw = () => {
const running = at !== null && at < steps.length;
const timed = running && lengthOf(steps[at]) > 0;
node.dataset.state = at === null ? "closed" : running ? "running" : "finished";
setAttribute(node, "data-paused", timed && !clock.running);
setAttribute(pause, "aria-label", say(clock.running ? "pause" : "resume"));
setText(next, say(at === steps.length - 1 ? "finish" : "next"));
setText(begin, say(at === null ? "begin" : "begin_again"));
stop.hidden = next.hidden = !running;
back.hidden = !running || at === 0;
pause.hidden = !timed;
begin.hidden = running;
};
const update = (state) => {
const step = state.steps[content.id] ?? null;
if (step === at) return;
const [before, focused] = [at, node.getRootNode().activeElement];
at = step;
clock.reset();
picture.show(step);
const timed = step !== null && step < steps.length && lengthOf(steps[step]) > 0;
if (timed && before !== undefined) clock.start();
if (timed) picture.pace(momentOf(steps[step], 0));
draw();
if (before !== undefined && step !== null) node.scrollIntoView({ block: "nearest" });
if (focused && node.contains(focused) && focused.closest("[hidden]")) (next.hidden ? begin : next).focus();
};
return { node, update };
}
function pacer(onTick) {
let elapsed_ms = 0;
let last = null;
let forgetBeat = () => {};
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const rest = () => {
last = null;
forgetBeat();
};
const later = () => {
const [due, cancel] = calm.matches ? [setTimeout(beat, CALM_TICK_MS), clearTimeout] : [requestAnimationFrame(beat), cancelAnimationFrame];
forgetBeat = () => cancel(due);
};
const beat = () => {
const now = performance.now();
elapsed_ms += Math.min(LONGEST_TICK_MS, now - last);
last = now;
later();
onTick(elapsed_ms / 1000);
};
return {
get running() { return last !== null; },
start() {
if (last !== null) return;
last = performance.now();
later();
},
stop: rest,
reset() {
rest();
elapsed_ms = 0;
},
};
}
function stage(steps, { ending }, say) {
const bar = h("div", { class: "progress", "aria-hidden": "true" }, ...steps.map(() => h("i")));
const number = h("p", { class: "step-number" });
const words = h("p", { class: "step-words" });
const ring = s("circle", { class: "pace-fill", cx: 60, cy: 60, r: 55, pathLength: 100, transform: "rotate(-90 60 60)" });
const phase = h("span", { class: "pace-phase" });
const count = h("span", { class: "pace-count" });
const pace = h("div", { class: "pace", "aria-hidden": "true" },
s("svg", { viewBox: "0 0 120 120" }, s("circle", { class: "pace-track", cx: 60, cy: 60, r: 55 }), ring,
s("circle", { class: "pace-halo", cx: 60, cy: 60, r: 48 }), s("circle", { class: "pace-orb", cx: 60, cy: 60, r: 40 })),
h("div", { class: "pace-words" }, phase, count));
const fields = steps.map(({ write }) => (write ? privateField(say) : null));
const voice = h("p", { class: "unseen", role: "status" });
const node = h("div", { class: "stage", "aria-live": "off" }, bar, h("div", { class: "step", "aria-live": "polite", "aria-atomic": "true" }, number, words), pace, ...fields.filter(Boolean), voice);
let said = "";
const speak = (key, text) => {
if (key !== said) setText(voice, text);
said = key;
};
return { node, show(step) {
const running = step !== null && step < steps.length;
if (!running) fields.forEach((field) => field?.empty());
fields.forEach((field, index) => { if (field) field.hidden = index !== step; });
[...bar.children].forEach((part, index) => setAttribute(part, "data-part", index < step ? "done" : index === step ? "now" : null));
bar.hidden = !running || steps.length < 2;
pace.hidden = !running || !lengthOf(steps[step]);
setText(number, running && steps.length > 1 ? say("step_of", { n: step + 1, total: steps.length }) : "");
setText(words, step === null ? "" : running ? steps[step].text : ending || say("finished"));
speak(`step ${step}`, "");
}, pace(moment) {
setAttribute(pace, "data-phase", moment.phase ?? "none");
setText(phase, moment.phase ? say(`short_${moment.phase}`) : "");
setText(count, String(moment.left_s));
pace.style.setProperty("--ut-share", moment.share.toFixed(4));
pace.style.setProperty("--ut-breath-size", moment.size.toFixed(3));
const now = saidNow(moment);
if (now && moment.phase) speak(`${moment.round} ${moment.phase}`, say(now.key, { n: now.seconds }));
} };
}
function privateField(say) {
const field = h("textarea", { class: "own-field", rows: "3", "aria-label": say("own_field"), placeholder: say("own_field"),
autocomplete: "off", autocorrect: "off", spellcheck: "false", translate: "no" });
const node = h("div", { class: "own" }, field, h("p", { class: "own-hint" }, say("own_hint")));
node.empty = () => { field.value = ""; };
return node;
}
return{exerciseCard};
})();
const $view_cards_export=(()=>{
const { h }=$view_node;
const { frame, heading, press, why }=$view_cards_frame;
function exportCard(content, { say, request }) {
const node = frame("export", say("card_export"), content, heading(content, say("card_export")), why(content),
h("div", { class: "card-foot" }, press(say("show_data"), { class: "button" }, () => request({ type: "show_data" }))));
return { node, update: () => {} };
}
return{exportCard};
})();
const $view_cards_read=(()=>{
const { h, setAttribute, setText }=$view_node;
const { durationWords, frame, heading, press, rating, why }=$view_cards_frame;
function readCard(content, tools) {
const { say, request } = tools;
const rates = rating(content.id, tools);
const form = say.has(`forms.${content.form}`) ? say(`forms.${content.form}`) : say("card_read");
const paragraphs = String(content.body ?? "").split(/\n\s*\n/).map((text) => h("p", {}, text.trim()));
const body = h("div", { class: "read-body", "data-folded": true, "data-form": content.form }, ...paragraphs);
let reported = false;
const toggle = press(say("read_on"), { class: "button", "aria-expanded": "false" }, () => {
const folded = toggle.getAttribute("aria-expanded") === "true";
setAttribute(body, "data-folded", folded);
setAttribute(toggle, "aria-expanded", String(!folded));
setText(toggle, say(folded ? "read_on" : "fold"));
node.scrollIntoView({ block: folded ? "nearest" : "start" });
if (!reported) request({ type: "report_item", item: content.id, action: "play" });
reported = true;
});
const node = frame("read", say("card_read"), content, heading(content, form, durationWords(content.duration_s, say)),
why(content), body, h("div", { class: "card-foot" }, toggle, rates.node));
return { node, update: rates.update };
}
return{readCard};
})();
const $view_cards_resource=(()=>{
const { h, outwardLink }=$view_node;
const { icon }=$view_icons;
const { frame, heading, why }=$view_cards_frame;
function resourceCard(content, { say }) {
const lines = Array.isArray(content.lines) ? content.lines : [];
const node = frame("resource", say("card_resource"), content, heading(content, say("card_resource")), why(content),
h("ul", { class: "lines" }, ...lines.map((line) => h("li", { class: "line" },
h("span", { class: "line-name" }, line.name ?? ""), call(line, say), site(line, say)))));
return { node, update: () => {} };
}
function call({ name, number }, say) {
if (!number) return null;
const digits = String(number).replace(/[\s()./-]/g, "");
if (!/^\+?\d{2,15}$/.test(digits)) return h("span", { class: "line-number" }, String(number));
return h("a", { class: "button line-number", href: `tel:${digits}`, "aria-label": `${say("call", { number })}, ${name ?? ""}` },
icon("phone"), String(number));
}
function site({ name, url }, say) {
return outwardLink(url, { class: "button quiet line-site" }, shortAddress(url), icon("out"),
h("span", { class: "unseen" }, ` ${name ?? ""} ${say("opens_new_tab")}`));
}
function shortAddress(url) {
try {
return new URL(url).host.replace(/^www\./, "");
} catch {
return "";
}
}
return{resourceCard};
})();
const $cover_art=(()=>{
const { LABELS }=$emotions;
const WIDTH = 160;
const HEIGHT = 80;
function coverOf({ id, valence, arousal, feelings, mood }) {
const dice = diceFrom(String(id ?? ""));
const light = unit(valence);
const energy = unit(arousal);
const [first, second] = strongest(feelings ?? {}, mood);
return {
first, second, light, dim: light < 0.5,
sun: { x: round(30 + dice() * 100), y: round(50 - light * 32), r: round(8 + light * 7) },
stars: Array.from({ length: Math.round(Math.max(0, 0.62 - energy) * 26) }, () => (
{ x: round(dice() * WIDTH), y: round(dice() * 42), r: round(0.3 + dice() * 0.6) })),
waves: [0, 1, 2, 3].map((n) => wave(42 + n * 8, energy, dice)),
};
}
function wave(base, energy, dice) {
const swings = 1 + Math.round(energy * 4 + dice() * 1.4);
const width = WIDTH / swings;
const swell = (dice() < 0.5 ? -1 : 1) * (5 + energy * 13 + dice() * 5);
const rest = swings > 1 ? `${` t${round(width)} 0`.repeat(swings - 1)}` : "";
return `M0 ${round(base - dice() * 5)}q${round(width / 2)} ${round(swell)} ${round(width)} 0${rest}L${WIDTH} ${HEIGHT}H0Z`;
}
function strongest(feelings, mood) {
const heard = LABELS.filter((label) => Number(feelings[label]) > 0).sort((a, b) => feelings[b] - feelings[a]);
const own = LABELS.includes(mood) ? mood : "neutral";
return [heard[0] ?? own, heard[1] ?? heard[0] ?? own];
}
function unit(value) {
return (Math.max(-1, Math.min(1, Number(value) || 0)) + 1) / 2;
}
function round(value) {
return Math.round(value * 10) / 10;
}
function diceFrom(text) {
let seed = 2166136261;
for (const letter of text) seed = Math.imul(seed ^ letter.codePointAt(0), 16777619);
return () => {
seed = Math.imul(seed ^ (seed >>> 15), 2246822507) + 0x9e3779b9;
return ((seed ^ (seed >>> 13)) >>> 0) / 2 ** 32;
};
}
return{coverOf};
})();
const $view_cards_track=(()=>{
const { coverOf }=$cover_art;
const { h, outwardLink, s }=$view_node;
const { icon }=$view_icons;
const { frame, heading, press, rating, why }=$view_cards_frame;
let drawn = 0;
function trackCard(content, tools) {
const { say } = tools;
const rates = rating(content.id, tools);
const node = frame("track", say("card_track"), content, cover(content),
heading(content, content.artist, content.year && String(content.year)), why(content), openIn(content, tools), rates.node);
return { node, update: rates.update };
}
function openIn({ id, title, links }, { say, request }) {
const given = (Array.isArray(links) ? links : []).map(({ service, url }) => outwardLink(url, {
class: "button quiet", "aria-label": say("listen_new_tab", { title: title ?? "", service: serviceName(service, say) }),
on: { click: () => request({ type: "report_item", item: id, action: "play" }) },
}, serviceName(service, say), icon("out"))).filter(Boolean);
if (!given.length) return null;
const list = h("div", { class: "services", hidden: true }, ...given);
const fold = (folded) => {
list.hidden = folded;
toggle.setAttribute("aria-expanded", String(!folded));
if (!folded) list.scrollIntoView({ block: "nearest" });
};
const toggle = press([icon("play"), say("open_in"), icon("down")], { class: "button listen", "aria-expanded": "false" }, () => fold(!list.hidden));
return h("div", { class: "open-in", on: { keydown: (event) => {
if (event.key !== "Escape" || list.hidden) return;
event.preventDefault();
fold(true);
toggle.focus();
} } }, toggle, list);
}
function serviceName(service, say) {
return say.has(`services.${service}`) ? say(`services.${service}`) : String(service ?? "");
}
function cover(content) {
const art = coverOf(content);
const sky = `ut-sky-${(drawn += 1)}`;
const node = s("svg", { class: "cover", viewBox: "0 0 160 80", preserveAspectRatio: "xMidYMid slice", "data-mood": art.first, "data-undertone": art.second,
"data-dim": art.dim, "aria-hidden": "true", focusable: "false" },
s("defs", {}, s("linearGradient", { id: sky, x1: 0, y1: 0, x2: 0.25, y2: 1 },
s("stop", { class: "sky-high", offset: "0%" }), s("stop", { class: "sky-low", offset: "75%" }))),
s("rect", { width: 160, height: 80, fill: `url(#${sky})` }),
...art.stars.map(({ x, y, r }) => s("circle", { class: "cover-star", cx: x, cy: y, r })),
...[2.6, 1.9, 1.4].map((times) => s("circle", { class: "cover-glow", cx: art.sun.x, cy: art.sun.y, r: art.sun.r * times })),
s("circle", { class: "cover-sun", cx: art.sun.x, cy: art.sun.y, r: art.sun.r }),
...art.waves.map((d, n) => s("path", { class: `cover-wave cover-wave-${n}`, d })));
node.style.setProperty("--light", `${Math.round(art.light * 100)}%`);
return node;
}
return{trackCard};
})();
const $view_cards_index=(()=>{
const { h }=$view_node;
const { exerciseCard }=$view_cards_exercise;
const { exportCard }=$view_cards_export;
const { frame, heading, why }=$view_cards_frame;
const { readCard }=$view_cards_read;
const { resourceCard }=$view_cards_resource;
const { trackCard }=$view_cards_track;
const KINDS = { track: trackCard, exercise: exerciseCard, read: readCard, resource: resourceCard, export: exportCard };
function card(content, tools) {
return (KINDS[content.kind] ?? plainCard)(content, tools);
}
function plainCard(content, { say }) {
const body = typeof content.body === "string" ? h("p", { class: "card-words" }, content.body) : null;
return { node: frame("other", say("card_other"), content, heading(content), body, why(content)), update: () => {} };
}
return{card};
})();
const $view_bubble=(()=>{
const { h, outwardLink, setAttribute }=$view_node;
const { icon }=$view_icons;
const { card }=$view_cards_index;
const ADDRESS = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]]/g;
function row(entry, tools) {
return ROWS[entry.kind](entry, tools);
}
const ROWS = { visitor: visitorRow, bot: botRow, note: noteRow };
function visitorRow(entry, { say, request }) {
const fate = h("span", { class: "fate" });
const node = h("div", { class: "row visitor" },
h("span", { class: "unseen" }, say("said_by_visitor")),
h("div", { class: "bubble", part: "bubble bubble-visitor" }, entry.text), fate);
const drawFate = fateDrawer(fate, entry.id, { say, request });
return { node, update: (state) => drawFate(state) };
}
function fateDrawer(node, id, { say, request }) {
let drawn = "";
return (state) => {
const entry = state.entries.find((candidate) => candidate.id === id);
const waiting = state.line !== "open" && state.outbox.some((outgoing) => outgoing.id === id);
const fate = entry?.failure ? `failed:${entry.failure}` : waiting ? "pending" : "";
if (fate === drawn) return;
drawn = fate;
node.replaceChildren(...fateParts(fate, entry, { say, request }));
setAttribute(node.parentNode, "data-fate", fate.split(":")[0] || null);
};
}
function fateParts(fate, entry, { say, request }) {
if (fate === "pending") return [icon("clock"), say("pending")];
if (!fate) return [];
const { id, text, failure } = entry;
const [reason, label, type] = failure === "text_too_long"
? ["failed_text_too_long", "edit_again", "edit_text"] : ["failed", "send_again", "send_again"];
const button = h("button", { type: "button", class: "plain", on: { click: () => request({ type, id, text }) } }, say(label));
return [say(reason), button];
}
function botRow(entry, tools) {
const shownCard = entry.card ? card(entry.card, tools) : null;
const node = h("div", { class: "row bot" },
h("span", { class: "unseen" }, tools.say("said_by_bot")),
entry.text ? h("div", { class: "bubble", part: "bubble bubble-bot" }, ...withLinks(entry.text, tools.say)) : null,
shownCard?.node ?? null);
return { node, update: (state) => shownCard?.update(state) };
}
function noteRow(entry, { say }) {
return { node: h("p", { class: "row note" }, say(`note_${entry.note}`)), update: () => {} };
}
function withLinks(text, say) {
const parts = [];
let from = 0;
for (const { 0: address, index } of text.matchAll(ADDRESS)) {
const link = outwardLink(address, {}, address, h("span", { class: "unseen" }, ` ${say("opens_new_tab")}`));
parts.push(text.slice(from, index), link ?? address);
from = index + address.length;
}
return [...parts, text.slice(from)].filter((part) => part !== "");
}
return{row};
})();
const $view_log=(()=>{
const { h, setAttribute }=$view_node;
const { icon }=$view_icons;
const { row }=$view_bubble;
const NEAR_THE_END_PX = 80;
function log(tools) {
const rows = new Map();
const end = h("div", { class: "log-end" });
const list = h("div", {
class: "log", part: "log", role: "log", "aria-live": "polite", "aria-relevant": "additions",
"aria-label": tools.say("log"), tabindex: "0",
}, end);
const down = h("button", { type: "button", class: "to-latest", hidden: true, "aria-label": tools.say("to_latest"),
on: { click: () => toEnd(list) } }, icon("down"));
const scrolled = () => {
if (isAtEnd(list)) down.hidden = true;
if (isAtEnd(list, 2)) delete list.dataset.gliding;
};
list.addEventListener("scroll", scrolled, { passive: true });
for (const event of ["wheel", "touchmove", "keydown", "pointerdown"]) {
list.addEventListener(event, () => { delete list.dataset.gliding; }, { passive: true });
}
new ResizeObserver(() => { if (list.dataset.following === "yes") toEnd(list); }).observe(list);
const node = h("div", { class: "log-frame" }, list, down);
return { node, update: (state) => drawLog({ list, end, down, rows, tools }, state) };
}
function drawLog({ list, end, down, rows, tools }, state) {
const follow = isAtEnd(list) || "gliding" in list.dataset;
const fresh = addRows({ list, end, rows, tools }, state.entries);
removeRows(rows, state.entries);
for (const { update } of rows.values()) update(state);
list.dataset.following = follow || fresh.own ? "yes" : "no";
if (fresh.n === 0) return;
if (follow || fresh.own) toEnd(list, fresh.n > 3 ? "instant" : undefined);
else down.hidden = false;
}
function addRows({ list, end, rows, tools }, entries) {
const fresh = entries.filter((entry) => !rows.has(entry.key));
setAttribute(list, "aria-busy", fresh.length > 3 ? "true" : null);
for (const entry of fresh) {
const drawn = row(entry, tools);
setAttribute(drawn.node, "data-still", fresh.length > 3);
rows.set(entry.key, drawn);
list.insertBefore(drawn.node, end);
}
if (fresh.length > 3) requestAnimationFrame(() => setAttribute(list, "aria-busy", null));
return { n: fresh.length, own: fresh.some((entry) => entry.kind === "visitor") };
}
function removeRows(rows, entries) {
const wanted = new Set(entries.map((entry) => entry.key));
for (const [key, { node }] of rows) {
if (wanted.has(key)) continue;
node.remove();
rows.delete(key);
}
}
function isAtEnd(list, near_px = NEAR_THE_END_PX) {
return list.scrollHeight - list.scrollTop - list.clientHeight < near_px;
}
function toEnd(list, behavior) {
if (!isAtEnd(list, 2)) list.dataset.gliding = "";
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
list.scrollTo({ top: list.scrollHeight, behavior: behavior ?? (calm ? "instant" : "smooth") });
}
return{log};
})();
const $view_quick_replies=(()=>{
const { h }=$view_node;
const { offeredReplies }=$store;
function quickReplies({ say, request }) {
const node = h("div", { class: "replies", part: "replies", role: "group", "aria-label": say("replies") });
const starters = say.list("starters").map((text) => ({ title: text, text }));
let drawn = "[]";
return {
node,
update(state) {
const replies = state.typing ? [] : hasBegun(state) ? offeredReplies(state) : starters;
const wanted = JSON.stringify(replies);
if (wanted === drawn) return;
drawn = wanted;
node.replaceChildren(...replies.map(({ title, text }) => h("button", {
type: "button", class: "reply", part: "reply",
on: { click: () => request({ type: "send_text", text, from: "reply" }) },
}, title)));
},
};
}
function hasBegun({ entries }) {
return entries.length === 0 || entries.some((entry) => entry.kind === "visitor") || entries.some((entry) => entry.quickReplies?.length);
}
return{quickReplies};
})();
const $view_sheets_data=(()=>{
const { h }=$view_node;
function dataSheet({ say, request }) {
const node = h("div", { class: "prose data", "aria-live": "polite" });
let drawn = null;
return { title: say("data_title"), node, update({ data }) {
if (data === drawn) return;
drawn = data;
node.replaceChildren(...PARTS[data.status](say, request, data.document));
} };
}
const PARTS = {
none: (say) => [h("p", {}, say("data_nothing"))],
loading: (say) => [h("p", {}, say("data_loading"))],
failed: (say, request) => [h("p", {}, say("data_failed")), h("button", { type: "button", class: "button",
on: { click: () => request({ type: "show_data" }) } }, say("try_again"))],
ready: (say, _request, document) => [h("p", {}, say("data_intro")), counts(say, document),
h("div", { class: "sheet-keys" }, download(say, document)),
h("details", { class: "whole" }, h("summary", {}, say("data_whole")), h("pre", { tabindex: "0" }, JSON.stringify(document, null, 2)))],
};
function counts(say, document) {
const groups = Object.entries(document ?? {}).filter(([, value]) => value && typeof value === "object");
return h("dl", { class: "counts" }, ...groups.map(([name, value]) => h("div", { class: "count-row" },
h("dt", {}, groupName(say, name)), h("dd", {}, amount(say, Object.keys(value).length)))));
}
function groupName(say, name) {
return say.has(`data_names.${name}`) ? say(`data_names.${name}`) : name.replaceAll("_", " ");
}
function amount(say, n) {
return n === 1 ? say("data_count_one") : say("data_count", { n });
}
function download(say, document) {
const save = () => {
const file = URL.createObjectURL(new Blob([JSON.stringify(document, null, 2)], { type: "application/json" }));
h("a", { href: file, download: "undertone-my-data.json" }).click();
setTimeout(() => URL.revokeObjectURL(file), 10_000);
};
return h("button", { type: "button", class: "button", on: { click: save } }, say("data_download"));
}
return{dataSheet};
})();
const $view_sheets_menu=(()=>{
const { h, setAttribute }=$view_node;
const { icon }=$view_icons;
function menuSheet({ say, request }) {
const sensing = toggle(say, "ear", "sense_words", (on) => request({ type: "pause_sensing", paused: !on }));
const remember = toggle(say, "device", "remember", (on) => request({ type: "remember_device", remember: on }));
const way = (name, wanted) => entry(say, name, () => request(wanted));
const node = h("div", { class: "menu" }, sensing.node, remember.node,
way("taste", { type: "show_taste" }),
way("show_data", { type: "show_data" }),
way("forget", { type: "show_sheet", sheet: "forget" }),
way("about", { type: "show_sheet", sheet: "about" }));
return { title: say("menu_title"), node, update(state) {
sensing.draw(!state.sensing.paused);
remember.draw(state.rememberDevice);
} };
}
const ICONS = { taste: "taste", show_data: "data", forget: "forget", about: "about" };
function words(say, key) {
return h("span", { class: "choice-words" }, h("span", { class: "choice-name" }, say(key)),
h("span", { class: "choice-hint" }, say(`${key}_hint`)));
}
function toggle(say, iconName, key, choose) {
const node = h("button", { type: "button", class: "choice", role: "switch", "aria-checked": "false",
on: { click: () => choose(node.getAttribute("aria-checked") !== "true") } },
icon(iconName), words(say, key), h("span", { class: "switch", "aria-hidden": "true" }));
return { node, draw: (on) => setAttribute(node, "aria-checked", on ? "true" : "false") };
}
function entry(say, key, go) {
return h("button", { type: "button", class: `choice choice-${key}`, on: { click: go } },
icon(ICONS[key]), words(say, key), h("span", { class: "onward", "aria-hidden": "true" }, icon("down")));
}
return{menuSheet};
})();
const $view_sheets_timeline=(()=>{
const { UNSURE_BELOW }=$emotions;
const { linePath, placeOf }=$timeline;
const { h, s, setAttribute, setText }=$view_node;
let drawn = 0;
function timeline({ say, locale, choose }) {
const picture = walk({ say, locale, choose });
const rows = h("tbody");
const heads = ["when", "mood", "tone", "energy", "change"].map((name) => h("th", { scope: "col" }, say(`table_${name}`)));
const table = h("details", { class: "as-table" }, h("summary", {}, say("as_table")),
h("div", { class: "table-frame", tabindex: "0", role: "group", "aria-label": say("course") },
h("table", {}, h("caption", { class: "unseen" }, say("course")), h("thead", {}, h("tr", {}, ...heads)), rows)));
let shown = null;
return { picture: picture.node, table, update(points, chosen) {
picture.update(points, chosen);
picture.node.hidden = table.hidden = points.length === 0;
if (points === shown) return;
shown = points;
rows.replaceChildren(...points.map((point) => tableRow(point, { say, locale, choose })));
} };
}
function tableRow(point, { say, locale, choose }) {
const side = (key, value) => `${say(`${key}_${value < 0 ? "low" : "high"}`)} ${say("percent", { n: Math.round(Math.abs(value) * 100) })}`;
const right = h("button", { type: "button", class: "plain", "aria-label": say("put_right", { when: timeOf(point, locale) }),
on: { click: () => choose(point.turn) } }, moodOf(point, say));
return h("tr", {}, h("th", { scope: "row" }, timeOf(point, locale)), h("td", {}, right), h("td", {}, side("mood_valence", point.valence)),
h("td", {}, side("mood_arousal", point.arousal)), h("td", {}, markOf(point, say)));
}
function walk({ say, locale, choose }) {
const colours = `ut-course-${(drawn += 1)}`;
const gradient = s("linearGradient", { id: colours, x1: 0, x2: 100, gradientUnits: "userSpaceOnUse" });
const area = s("path", { class: "course-area", fill: `url(#${colours})` });
const line = s("path", { class: "course-line", stroke: `url(#${colours})` });
const beads = h("div", { class: "beads", role: "group", "aria-label": say("course_walk") });
const strip = h("div", { class: "strip" }, s("svg", { viewBox: "0 0 100 100", preserveAspectRatio: "none", "aria-hidden": "true", focusable: "false" },
s("defs", {}, gradient), area, s("path", { class: "course-middle", d: "M0 50h100" }), line), beads);
const told = h("p", { class: "course-told", "aria-hidden": "true" });
const ends = h("div", { class: "course-ends", "aria-hidden": "true" }, h("span", {}, say("mood_valence_high")), h("span", {}, say("mood_valence_low")));
const frame = h("div", { class: "course-frame" }, strip);
const node = h("figure", { class: "course" }, h("div", { class: "course-body" }, ends, frame), told);
let shown = null;
beads.addEventListener("keydown", (event) => {
const all = [...beads.children];
const at = all.indexOf(event.target);
const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: all.length - 1 }[event.key];
if (to === undefined || !all[to]) return;
event.preventDefault();
all[to].focus();
choose(shown[to].turn, true);
});
return { node, update(points, chosen) {
if (points !== shown) {
const follows = points.length !== shown?.length;
shown = points;
draw({ strip, gradient, area, line, beads }, points, (turn) => choose(turn, true), { say, locale });
if (follows) requestAnimationFrame(() => { frame.scrollLeft = frame.scrollWidth; });
}
[...beads.children].forEach((bead, index) => {
const isChosen = points[index].turn === chosen;
setAttribute(bead, "aria-pressed", String(isChosen));
setAttribute(bead, "tabindex", isChosen ? "0" : "-1");
if (isChosen) setText(told, sentenceOf(points[index], { say, locale }));
});
} };
}
function draw({ strip, gradient, area, line, beads }, points, choose, { say, locale }) {
const n = points.length;
const places = points.map((point, index) => placeOf(point, index, n));
const path = linePath(points);
strip.style.setProperty("--n", String(n));
gradient.replaceChildren(...points.map(({ label }, index) => s("stop", { class: "stop", "data-mood": label, offset: `${places[index].x}%` })));
line.setAttribute("d", path);
area.setAttribute("d", path && `${path}V50H${places[0].x}Z`);
const focused = [...beads.children].indexOf(beads.getRootNode().activeElement);
beads.replaceChildren(...points.map((point, index) => {
const bead = h("button", { type: "button", class: "bead", "data-mood": point.label, "data-shift": point.shift,
"data-corrected": point.corrected, "aria-label": sentenceOf(point, { say, locale }), on: { click: () => choose(point.turn) } });
bead.style.setProperty("--x", `${places[index].x}%`);
bead.style.setProperty("--y", `${places[index].y}%`);
return bead;
}));
beads.children[focused]?.focus();
}
function sentenceOf(point, { say, locale }) {
return [timeOf(point, locale), moodOf(point, say), markOf(point, say)].filter(Boolean).join(" · ");
}
function moodOf({ label, confidence, corrected }, say) {
return confidence < UNSURE_BELOW && !corrected ? say("unsure") : say(`feelings.${label}`);
}
function markOf({ shift, corrected }, say) {
return [shift && say("mark_shift"), corrected && say("mark_corrected")].filter(Boolean).join(", ");
}
function timeOf({ at }, locale) {
const when = new Date(at);
const day = when.toDateString() === new Date().toDateString() ? {} : { day: "numeric", month: "short" };
return new Intl.DateTimeFormat(locale, { ...day, hour: "2-digit", minute: "2-digit" }).format(when);
}
return{timeline};
})();
const $view_sheets_mood=(()=>{
const { LABELS, UNSURE_BELOW, ranked }=$emotions;
const { h, setAttribute, setText }=$view_node;
const { moodRing, moodSentence }=$view_mood_ring;
const { timeline }=$view_sheets_timeline;
const SHOWN_SHARES = 3;
function moodSheet({ say, request, locale }) {
const ring = moodRing();
const sentence = h("p", { class: "mood-big", role: "status" });
const intro = h("p", { class: "mood-intro" });
const shares = h("ul", { class: "shares", "aria-label": say("mood_shares") });
const tone = scale(say, "mood_valence");
const energy = scale(say, "mood_arousal");
const reading = h("div", { class: "reading" }, shares, tone.node, energy.node);
let shown = [];
const course = timeline({ say, locale, choose(turn, stay) {
correction.choose(turn, stay);
course.update(shown, correction.chosen);
} });
const correction = correcting(say, request);
const node = h("div", { class: "mood-sheet" }, h("div", { class: "mood-top" }, ring.node, sentence, intro),
course.picture, correction.node, reading, course.table);
return { title: say("mood_title"), node, update(state) {
const { emotion, points, sensing } = state;
const sensed = Boolean(emotion) && !sensing.paused;
ring.update(state);
setText(sentence, moodSentence(state, say));
setText(intro, say(sensed ? "mood_intro" : sensing.paused ? "mood_paused_intro" : "mood_waiting_intro"));
reading.hidden = !sensed;
correction.update(state);
shown = sensing.paused ? [] : points;
course.update(shown, correction.chosen);
if (!sensed) return;
drawShares(shares, emotion, say);
tone.draw(emotion.valence);
energy.draw(emotion.arousal);
} };
}
function drawShares(list, { probabilities }, say) {
const shown = ranked(probabilities).slice(0, SHOWN_SHARES).filter((label) => probabilities[label] >= 0.05);
list.replaceChildren(...shown.map((label) => h("li", { class: "share", "data-mood": label },
h("span", { class: "dot-of", "aria-hidden": "true" }), say(`feelings.${label}`),
h("span", { class: "share-p" }, say("percent", { n: Math.round(probabilities[label] * 100) })))));
}
function scale(say, key) {
const line = h("span", { class: "scale-line", "aria-hidden": "true" }, h("span", { class: "scale-bead" }));
const node = h("div", { class: "scale", role: "img" }, h("span", { class: "scale-name", "aria-hidden": "true" }, say(key)),
h("span", { class: "scale-end", "aria-hidden": "true" }, say(`${key}_low`)), line,
h("span", { class: "scale-end", "aria-hidden": "true" }, say(`${key}_high`)));
return { node, draw(value) {
const held = Math.max(-1, Math.min(1, Number(value) || 0));
line.style.setProperty("--at", String((held + 1) / 2));
const side = say(`${key}_${held < 0 ? "low" : "high"}`);
setAttribute(node, "aria-label", `${say(key)}: ${side}, ${say("percent", { n: Math.round(Math.abs(held) * 100) })}`);
} };
}
function correcting(say, request) {
let chosen = null;
let last = null;
let redraw = () => {};
const title = h("h3", { class: "correct-title", id: "correct-title", tabindex: "-1" });
const chip = (words, given, action) => h("button", { type: "button", class: "reply", ...given, on: { click: action } }, ...words);
const labels = LABELS.map((label) => chip([h("span", { class: "dot-of", "aria-hidden": "true" }), say(`feelings.${label}`)],
{ "data-mood": label }, () => request({ type: "correct_point", turn: chosen ?? last.turn, label })));
const own = h("div", { class: "chips" });
const thanks = h("p", { class: "mood-intro", role: "status" });
const node = h("section", { class: "correct" }, title, h("div", { class: "chips", role: "group", "aria-labelledby": "correct-title" }, ...labels), own, thanks);
return { node, get chosen() { return chosen ?? last?.turn ?? null; }, choose(turn, stay) {
chosen = turn;
redraw();
if (!stay) title.focus();
}, update(state) {
last = state.points.at(-1) ?? null;
node.hidden = !last || state.sensing.paused;
redraw = () => {
const point = state.points.find(({ turn }) => turn === chosen) ?? last;
if (!point) return;
const isLast = point === last;
setText(title, say(isLast ? "correct_title" : "correct_then"));
setText(thanks, point.corrected ? say("correct_thanks") : "");
labels.forEach((button, index) => setAttribute(button, "aria-pressed", String(LABELS[index] === point.label)));
own.hidden = !isLast || !state.emotion;
if (!own.hidden) own.replaceChildren(...ownWords(state.emotion));
};
redraw();
} };
function ownWords(emotion) {
const send = (words) => request({ type: "send_text", text: correctionText(say, emotion, words) });
return [...say.list("other_states").map((words) => chip([words], {}, () => send(words))),
chip([say("correct_own")], {}, () => request({ type: "begin_text", text: say("correct_own_start") }))];
}
}
function correctionText(say, { label, confidence }, state) {
const unnamed = confidence < UNSURE_BELOW || label === "neutral";
return unnamed ? say("correct_only", { state }) : say("correct_not", { not: say(`being.${label}`), state });
}
return{moodSheet};
})();
const $view_sheets_taste=(()=>{
const { h, setAttribute, setText }=$view_node;
const { icon }=$view_icons;
const KINDS = ["genre", "artist", "decade", "trait"];
const HOURS = ["always", "morning", "day", "evening", "night"];
function tasteSheet({ say, request }) {
const lists = h("div", { class: "taste" });
const status = h("p", { class: "sheet-status", role: "status" });
const again = h("button", { type: "button", class: "button", on: { click: () => request({ type: "show_taste" }) } }, say("try_again"));
const node = h("div", { class: "prose" }, h("p", {}, say("taste_intro")), status, again, lists, teller(say, request));
let shown = null;
return { title: say("taste_title"), node, update({ taste }) {
if (taste === shown) return;
shown = taste;
const words = { failed: "data_failed", loading: "taste_loading", unknown: "taste_unknown" }[taste.status];
setText(status, words ? say(words) : "");
setAttribute(status, "data-kind", taste.status);
again.hidden = taste.status !== "failed";
const hadFocus = lists.contains(lists.getRootNode().activeElement);
lists.replaceChildren(...parts(taste, say, request));
if (hadFocus) (lists.querySelector("button") ?? node.querySelector("input")).focus();
} };
}
function parts({ status, told, learned }, say, request) {
if (!told.length && !learned.length) return status === "ready" ? [h("p", { class: "quiet-words" }, say("taste_nothing"))] : [];
const list = (key, items) => (items.length ? [h("h3", { class: "correct-title" }, say(key)), h("ul", { class: "tastes" }, ...items)] : []);
return [...list("taste_told", told.map((one) => toldItem(one, say, request))),
...list("taste_learned", learned.map((one) => learnedItem(one, say, request)))];
}
function toldItem(told, say, request) {
const sentence = [say(`taste_${told.polarity}`, { subject: told.spoken || told.subject }), told.when && say(`hours.${told.when}`)];
return item(sentence.filter(Boolean).join(", "), null, told, say, request);
}
function learnedItem({ genre, affinity }, say, request) {
const held = Math.max(-1, Math.min(1, Number(affinity) || 0));
const bar = h("span", { class: "affinity", "aria-hidden": "true" }, h("span", {}));
bar.style.setProperty("--affinity", String(held));
return item(say(held < 0 ? "taste_less" : "taste_more", { subject: genre }), bar, { kind: "genre", subject: genre, when: null }, say, request);
}
function item(sentence, more, told, say, request) {
return h("li", { class: "taste-item" }, h("div", { class: "choice-words" }, h("span", { class: "choice-name" }, sentence), more),
h("button", { type: "button", class: "tool", "aria-label": say("take_back", { what: sentence }),
on: { click: () => request({ type: "take_back", told }) } }, icon("close")));
}
function teller(say, request) {
const select = (name, values) => h("select", { class: "pick", "aria-label": say(`taste_${name}`) },
...values.map((value) => h("option", { value }, say(`${name}s.${value}`))));
const subject = h("input", { class: "pick", type: "text", maxlength: "60", required: true, "aria-label": say("taste_subject"), placeholder: say("taste_subject") });
const kind = select("kind", KINDS);
const hour = select("hour", HOURS);
const tell = (polarity) => {
if (!subject.value.trim()) return subject.focus();
const when = hour.value === "always" ? null : hour.value;
request({ type: "tell_taste", told: { kind: kind.value, subject: subject.value.trim(), polarity, when } });
subject.value = "";
subject.focus();
};
const key = (polarity, given) => h("button", { type: "submit", value: polarity, ...given }, icon(polarity === "loved" ? "like" : "dislike"), say(`tell_${polarity}`));
return h("form", { class: "teller", "aria-label": say("taste_tell"), on: { submit: (event) => {
event.preventDefault();
tell(event.submitter?.value || "loved");
} } }, h("h3", { class: "correct-title" }, say("taste_tell")), subject, kind, hour, key("loved", { class: "button" }), key("rejected", { class: "button quiet" }));
}
return{tasteSheet};
})();
const $view_sheets_words=(()=>{
const { h, setText }=$view_node;
function aboutSheet({ say, shared }) {
const told = shared().map((name) => say(`shared.${name}`)).join(", ");
const words = ["about_ai", "about_guess", "about_not", "about_choice"].map((key) => say(key));
if (told) words.push(say("about_shared", { what: told }));
return { title: say("about_title"), node: h("div", { class: "prose" }, ...words.map((text) => h("p", {}, text))), update: () => {} };
}
function forgetSheet({ say, request }) {
const told = h("p", { role: "status", class: "sheet-status" });
const yes = h("button", { type: "button", class: "button grave", on: { click: () => request({ type: "forget_me" }) } }, say("forget_yes"));
const no = h("button", { type: "button", class: "button quiet", on: { click: () => request({ type: "show_sheet", sheet: null }) } }, say("forget_no"));
const node = h("div", { class: "prose" }, h("p", {}, say("forget_question")), told, h("div", { class: "sheet-keys" }, yes, no));
return { title: say("forget_title"), node, update(state) {
const words = { running: "forgetting", failed: "forget_failed" }[state.forgetting];
setText(told, words ? say(words) : "");
yes.disabled = state.forgetting === "running";
} };
}
return{aboutSheet,forgetSheet};
})();
const $view_sheets_index=(()=>{
const { h, setAttribute, setText }=$view_node;
const { icon }=$view_icons;
const { dataSheet }=$view_sheets_data;
const { menuSheet }=$view_sheets_menu;
const { moodSheet }=$view_sheets_mood;
const { tasteSheet }=$view_sheets_taste;
const { aboutSheet, forgetSheet }=$view_sheets_words;
const SHEETS = { menu: menuSheet, mood: moodSheet, taste: tasteSheet, data: dataSheet, forget: forgetSheet, about: aboutSheet };
const PARENT = { taste: "menu", data: "menu", forget: "menu", about: "menu" };
function sheets(tools) {
const { say, request } = tools;
const heading = h("h2", { class: "sheet-title", id: "sheet-title", tabindex: "-1" });
const body = h("div", { class: "sheet-body" });
let shown = null;
let current = null;
const back = h("button", { type: "button", class: "tool", "aria-label": say("close_sheet"),
on: { click: () => request({ type: "show_sheet", sheet: PARENT[shown] ?? null }) } }, icon("back"));
const node = h("section", { class: "sheet", part: "sheet", role: "dialog", "aria-modal": "true", "aria-labelledby": "sheet-title", hidden: true },
h("div", { class: "sheet-head" }, back, heading), body);
return {
node,
update(state) {
if (state.sheet !== shown) {
shown = state.sheet;
node.hidden = !shown;
setAttribute(node, "data-sheet", shown);
current = shown ? SHEETS[shown](tools) : null;
body.replaceChildren(...(current ? [current.node] : []));
setText(heading, current?.title ?? "");
if (shown) heading.focus();
}
current?.update(state);
},
};
}
return{sheets};
})();
const $view_status_line=(()=>{
const { h, setAttribute }=$view_node;
const LINE_ACTIONS = { waiting: "try_now", elsewhere: "continue_here", refused: "try_now" };
function statusLine({ say, request }) {
const node = h("div", { class: "status", part: "status", role: "status" });
let drawn = "";
return {
node,
update(state) {
const shown = shownStatus(state);
if (shown === drawn) return;
drawn = shown;
setAttribute(node, "data-kind", shown.split(":")[0] || null);
node.replaceChildren(...parts(shown, say, request));
},
};
}
function shownStatus({ line, problem, entries }) {
if (LINE_ACTIONS[line]) return `line:${line}`;
if (problem) return `problem:${problem.code}`;
return line === "connecting" && entries.length === 0 ? "line:connecting" : "";
}
function parts(shown, say, request) {
const [kind, name] = shown.split(":");
if (!kind) return [];
const words = kind === "line" || say.has(`problem_${name}`) ? say(`${kind}_${name}`) : say("problem_other");
const action = kind === "line" ? LINE_ACTIONS[name] : "dismiss";
const wanted = kind === "line" ? { type: "hurry" } : { type: "dismiss_problem" };
const button = action && h("button", { type: "button", class: "plain", on: { click: () => request(wanted) } }, say(action));
return [h("span", {}, words), button].filter(Boolean);
}
return{statusLine};
})();
const $view_typing_sign=(()=>{
const { h, setText }=$view_node;
function typingSign({ say }) {
const words = h("span", { class: "unseen", role: "status" });
const dots = h("div", { class: "typing", part: "typing", hidden: true, "aria-hidden": "true" },
h("i", { class: "dot" }), h("i", { class: "dot" }), h("i", { class: "dot" }));
const node = h("div", { class: "typing-place" }, dots, words);
return {
node,
update(state) {
dots.hidden = !state.typing;
setText(words, state.typing ? say("typing") : "");
},
};
}
return{typingSign};
})();
const $view_chat_window=(()=>{
const { h, setAttribute }=$view_node;
const { composer }=$view_composer;
const { header }=$view_header;
const { launcher }=$view_launcher;
const { log }=$view_log;
const { quickReplies }=$view_quick_replies;
const { sheets }=$view_sheets_index;
const { statusLine }=$view_status_line;
const { typingSign }=$view_typing_sign;
function chatWindow(given) {
const writing = composer({ ...given, request: (wanted) => request(wanted) });
const request = withFocus(given.request, writing);
const tools = { ...given, request };
const open = launcher(tools);
const aura = h("div", { class: "aura", "aria-hidden": "true" });
const head = header(tools);
const main = [log(tools), typingSign(tools), quickReplies(tools), statusLine(tools), writing];
const behind = h("div", { class: "behind" }, head.node, ...main.map(({ node }) => node));
const over = sheets(tools);
const panel = h("section", { class: "panel", part: "panel", role: given.floating ? "dialog" : "region",
"aria-labelledby": "title", on: { keydown: (event) => onEscape(event, given, request) } }, aura, behind, over.node);
const parts = [open, head, ...main, over];
const root = h("div", given.floating
? { class: "root", "data-mode": "floating", role: "region", "aria-label": given.heading }
: { class: "root", "data-mode": "inline" }, given.floating ? open.node : null, panel);
const focus = focusKeeper(root, { writing, open, floating: given.floating });
return { node: root, focus: () => writing.focus(), update(state) {
const remembered = focus.before(state);
setAttribute(aura, "data-mood", state.sensing.paused ? null : state.emotion?.label);
panel.hidden = given.floating && !state.open;
setAttribute(root, "data-open", state.open);
behind.inert = Boolean(state.sheet);
for (const part of parts) part.update(state);
focus.after(state, remembered);
} };
}
function withFocus(up, writing) {
return (wanted) => {
if (wanted.type === "begin_text" || wanted.type === "edit_text") {
up({ type: "show_sheet", sheet: null });
if (wanted.id) up({ type: "discard_text", id: wanted.id });
return writing.begin(wanted.text);
}
up(wanted);
if (wanted.from === "reply") writing.focus();
};
}
function onEscape(event, { floating }, request) {
if (event.key !== "Escape" || event.defaultPrevented) return;
const sheet = event.currentTarget.querySelector(".sheet:not([hidden])");
if (!sheet && !floating) return;
event.preventDefault();
event.stopPropagation();
request(sheet ? { type: "show_sheet", sheet: null } : { type: "close_panel" });
}
function focusKeeper(root, { writing, open, floating }) {
let sheet = null;
let isOpen = null;
let sheetOpener = null;
let panelOpener = null;
return {
before(state) {
const active = root.getRootNode().activeElement ?? null;
if (state.sheet && !sheet) sheetOpener = active;
const opened = state.open && isOpen === false;
if (opened) panelOpener = active ? null : document.activeElement;
return { closedSheet: sheet && !state.sheet, opened, closed: isOpen && !state.open };
},
after(state, { closedSheet, opened, closed }) {
sheet = state.sheet;
isOpen = state.open;
if (closed && floating) return (panelOpener?.isConnected && panelOpener !== document.body ? panelOpener : open.button).focus();
if (closedSheet) return (sheetOpener?.isConnected ? sheetOpener : writing).focus();
if (opened && floating && !matchMedia("(pointer: coarse)").matches) writing.focus();
},
};
}
return{chatWindow};
})();
const $view_styles_base=(()=>{
const base = `
:host {
--paper: var(--undertone-paper, var(--base-paper));
--surface: var(--undertone-surface, var(--base-surface));
--ink: var(--undertone-ink, var(--base-ink));
--soft: var(--undertone-ink-soft, var(--base-soft));
--line: var(--undertone-line, var(--base-line));
--accent: var(--undertone-accent, var(--base-accent));
--on-accent: var(--undertone-on-accent, var(--base-on-accent));
--display: var(--undertone-font-display, "Iowan Old Style", "Palatino Linotype", Palatino, "Book Antiqua", Georgia, "Liberation Serif", serif);
--edge: 0 0 0 1px color-mix(in srgb, var(--line) 75%, transparent);
--target: max(44px, 2.2rem);
--grave: light-dark(#9c2f2a, #f0a39c);
--radius: var(--undertone-radius, 1.25em);
--joy: var(--undertone-joy, light-dark(oklch(0.77 0.15 82), oklch(0.82 0.14 84)));
--trust: var(--undertone-trust, light-dark(oklch(0.69 0.13 150), oklch(0.77 0.12 150)));
--fear: var(--undertone-fear, light-dark(oklch(0.62 0.1 190), oklch(0.73 0.1 190)));
--surprise: var(--undertone-surprise, light-dark(oklch(0.72 0.12 222), oklch(0.79 0.1 222)));
--sadness: var(--undertone-sadness, light-dark(oklch(0.6 0.13 258), oklch(0.72 0.11 258)));
--disgust: var(--undertone-disgust, light-dark(oklch(0.6 0.13 318), oklch(0.73 0.12 318)));
--anger: var(--undertone-anger, light-dark(oklch(0.62 0.18 27), oklch(0.71 0.15 27)));
--anticipation: var(--undertone-anticipation, light-dark(oklch(0.72 0.15 56), oklch(0.79 0.13 58)));
--neutral: var(--undertone-neutral, light-dark(oklch(0.7 0.025 190), oklch(0.68 0.02 190)));
color-scheme: light dark;
display: block;
font-family: var(--undertone-font, "SF Pro Text", -apple-system, "Segoe UI Variable Text", "Segoe UI", "Inter", Roboto, "Helvetica Neue", Arial, system-ui, sans-serif);
font-size: var(--undertone-font-size, 1rem);
line-height: 1.5;
color: var(--ink);
text-align: start;
-webkit-text-size-adjust: 100%;
}
:host([theme="light"]) { color-scheme: light; }
:host([theme="dark"]) { color-scheme: dark; }
:host([hidden]) { display: none; }
*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
h2, h3, p, ul, dl, dd, figure, pre { margin: 0; padding: 0; }
ul { list-style: none; }
a { color: inherit; }
button, textarea { font: inherit; color: inherit; letter-spacing: inherit; }
button { background: none; border: 0; padding: 0; cursor: pointer; -webkit-tap-highlight-color: transparent; }
button:disabled { opacity: 0.55; cursor: default; }
:focus { outline: none; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.unseen {
position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden;
clip-path: inset(50%); white-space: nowrap;
}
.icon {
inline-size: 1.35em; block-size: 1.35em; flex: none; display: block;
fill: none; stroke: currentColor; stroke-width: 1.7; stroke-linecap: round; stroke-linejoin: round;
}
.plain {
display: inline-flex; align-items: center; min-block-size: var(--target); min-inline-size: var(--target); color: var(--accent); font-weight: 600; text-decoration: underline; text-underline-offset: 0.2em;
padding: 0.15em 0.3em; border-radius: 0.4em;
}
.button {
display: inline-flex; align-items: center; justify-content: center; gap: 0.35em;
min-block-size: var(--target); min-inline-size: var(--target); padding: 0.35em 1.05em; border-radius: 2em;
background: var(--accent); color: var(--on-accent);
font-size: 0.9375em; font-weight: 600; text-decoration: none;
transition: filter 0.15s, transform 0.15s;
}
.button:hover { filter: brightness(1.08); }
.button:active { transform: scale(0.98); }
.button .icon { inline-size: 1.1em; block-size: 1.1em; }
.button.quiet { background: none; color: var(--ink); box-shadow: inset 0 0 0 1px color-mix(in srgb, var(--ink) 22%, transparent); }
.button.quiet:hover { background: color-mix(in srgb, var(--ink) 5%, transparent); filter: none; }
.button.grave { background: var(--grave); color: light-dark(#fff, #2a0d0a); }
@media (prefers-reduced-motion: reduce) {
*, *::before, *::after { animation: none !important; transition: none !important; scroll-behavior: auto !important; }
}
@media (prefers-contrast: more) {
:host { --soft: var(--ink); --line: color-mix(in srgb, var(--ink) 55%, var(--paper)); }
}
@media (forced-colors: active) {
.bubble, .card, .reply, .panel { border: 1px solid CanvasText; }
}
`;
return{base};
})();
const $view_styles_cards=(()=>{
const cards = `
.card {
inline-size: 100%; max-inline-size: 25em; padding: 1.1em; border-radius: var(--radius); background: var(--surface); overflow: clip;
box-shadow: 0 1px 2px rgb(20 24 28 / 0.05), 0 6px 22px rgb(20 24 28 / 0.06), var(--edge);
}
.card > * + * { margin-block-start: 0.75em; }
.card-over { font-size: 0.8125em; font-weight: 600; color: var(--soft); overflow-wrap: anywhere; }
.card-title { font-family: var(--display); font-size: 1.4375em; font-weight: 500; line-height: 1.2; letter-spacing: -0.01em; text-wrap: balance; overflow-wrap: anywhere; margin-block-start: 0.1em; }
.card-why { display: flex; gap: 0.5em; font-size: 0.9063em; color: var(--soft); line-height: 1.45; text-wrap: pretty; }
.card-why .icon { color: var(--accent); inline-size: 1.1em; block-size: 1.1em; margin-block-start: 0.17em; }
.card-words { font-size: 0.9375em; white-space: pre-wrap; }
.card-foot { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5em; }
.rates { display: flex; flex-wrap: wrap; gap: 0; margin-inline: -0.55em; margin-block-end: -0.55em; }
.card > .rates, .card-foot > .rates { border-block-start: 1px solid color-mix(in srgb, var(--line) 70%, transparent); margin-inline: -1.1em; padding: 0.3em 0.5em 0; inline-size: calc(100% + 2.2em); }
.rate { flex: 1 1 auto; display: inline-flex; align-items: center; justify-content: center; gap: 0.35em; min-block-size: var(--target); padding: 0.2em 0.55em; border-radius: 2em; font-size: 0.8438em; color: var(--soft); white-space: nowrap; transition: background 0.15s, color 0.15s; }
.rate:hover { background: color-mix(in srgb, var(--ink) 6%, transparent); color: var(--ink); }
.rate .icon { inline-size: 1.3em; block-size: 1.3em; transition: transform 0.3s cubic-bezier(0.2, 0.8, 0.3, 1.6), fill 0.2s; }
.rate[aria-pressed="true"] { color: var(--accent); font-weight: 600; }
.rate-like[aria-pressed="true"] .icon { fill: currentColor; transform: scale(1.1); }
.card-track { padding-block-start: 0; }
.cover { display: block; inline-size: calc(100% + 2.2em); max-inline-size: none; block-size: 8.5em; margin: 0 -1.1em; }
.cover { color-scheme: light; --night: #191c3c; --deep: color-mix(in oklab, var(--mood) 60%, var(--night)); }
.sky-high { stop-color: color-mix(in oklab, var(--under) 42%, color-mix(in oklab, #ffe6bf var(--light), var(--night))); }
.sky-low { stop-color: color-mix(in oklab, var(--mood) 50%, color-mix(in oklab, #fff5e2 var(--light), #6a6ea8)); }
.cover-star { fill: #fff; opacity: 0.75; }
.cover-sun { fill: #fff8ea; }
.cover-glow { fill: #fff3d6; opacity: 0.1; }
.cover-wave { transition: transform 1s; }
.cover-wave-0 { fill: color-mix(in oklab, var(--mood) 72%, #fff); opacity: 0.7; }
.cover-wave-1 { fill: var(--mood); opacity: 0.88; }
.cover-wave-2 { fill: color-mix(in oklab, var(--mood) 60%, var(--under)); opacity: 0.9; }
.cover-wave-3 { fill: color-mix(in oklab, color-mix(in oklab, var(--under) 78%, #6b1f3a) 88%, var(--mood)); }
.cover[data-dim] .cover-wave-3 { fill: var(--deep); }
.open-in { display: grid; gap: 0.6em; }
.listen { justify-self: start; }
.listen .icon-play { fill: currentColor; }
.listen .icon-down { transition: transform 0.2s; }
.listen[aria-expanded="true"] .icon-down { transform: rotate(180deg); }
.services { display: flex; flex-wrap: wrap; gap: 0.45em; animation: row-in 0.25s; }
.services .button { font-weight: 500; }
.player { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.8em; }
.player[data-state="closed"] .stage { display: none; }
.player[data-state="running"] + .rates { display: none; }
.stage { display: grid; grid-template-columns: minmax(0, 1fr); justify-items: center; gap: 0.85em; text-align: center; padding: 1.1em 1em 1.25em; border-radius: 1.05em;
background: radial-gradient(110% 90% at 50% 0%, color-mix(in srgb, var(--accent) 15%, transparent), transparent 75%), color-mix(in srgb, var(--accent) 6%, light-dark(var(--paper), var(--surface))); }
.progress { display: flex; gap: 0.3em; inline-size: 100%; }
.progress i { flex: 1; block-size: 0.25em; border-radius: 1em; background: color-mix(in srgb, var(--accent) 18%, transparent); transition: background 0.4s; }
.progress [data-part="done"] { background: var(--accent); }
.progress [data-part="now"] { background: color-mix(in srgb, var(--accent) 55%, transparent); }
.pace { position: relative; inline-size: 10.5em; max-inline-size: 100%; transition: opacity 0.3s; }
.pace svg { display: block; inline-size: 100%; }
.pace circle { transform-origin: 60px 60px; }
.pace-track, .pace-fill { fill: none; stroke-width: 2.5; stroke: color-mix(in srgb, var(--accent) 16%, transparent); }
.pace-fill { stroke: var(--accent); stroke-linecap: round; stroke-dasharray: calc(var(--ut-share, 0) * 100) 100; }
.pace-orb, .pace-halo { fill: var(--accent); opacity: 0.2; }
.pace-halo { opacity: 0.12; }
.pace-orb { transform: scale(calc(0.5 + 0.5 * var(--ut-breath-size, 0))); }
.pace-halo { transform: scale(calc(0.45 + 0.6 * var(--ut-breath-size, 0))); }
.pace[data-phase="none"] .pace-orb, .pace[data-phase="none"] .pace-halo { transform: scale(0.9); }
@media (prefers-reduced-motion: reduce) {
.pace .pace-orb, .pace .pace-halo { transform: scale(0.9); }
.pace-count { font-size: 1.5em; color: var(--ink); }
}
.pace-words { position: absolute; inset: 0; display: grid; place-content: center; justify-items: center; line-height: 1.2; }
.pace-phase { font-family: var(--display); font-size: 1.5em; }
.pace-count { font-variant-numeric: tabular-nums; color: var(--soft); font-size: 1.0625em; }
.pace[data-phase="none"] .pace-count { font-family: var(--display); font-size: 1.75em; color: var(--ink); }
.player[data-paused] .pace { opacity: 0.55; }
.step { display: grid; gap: 0.2em; }
.card:has([data-state="running"]) .card-why { display: none; }
.step-number { font-size: 0.8125em; font-weight: 600; color: var(--soft); }
.step-words { font-size: 1.0625em; line-height: 1.45; text-wrap: balance; overflow-wrap: anywhere; }
.player[data-state="finished"] .step { align-content: center; animation: row-in 0.6s; }
.player[data-state="finished"] .step-words { font-family: var(--display); font-size: 1.25em; }
.own { inline-size: 100%; display: grid; gap: 0.35em; }
.own-field, .pick { font-size: max(1em, 16px); color: var(--ink); background: var(--surface); border: 0; border-radius: 0.9em; box-shadow: inset 0 0 0 1px color-mix(in srgb, var(--ink) 50%, var(--surface)); padding: 0.65em 0.85em; inline-size: 100%; min-block-size: var(--target); }
.own-field { resize: vertical; min-block-size: 5.5em; line-height: 1.45; }
.own-field::placeholder, .pick::placeholder { color: var(--soft); opacity: 1; }
.own-hint { font-size: 0.8125em; color: var(--soft); }
.player-keys { display: flex; flex-wrap: wrap; align-items: center; gap: 0.35em; }
.player-keys .next { margin-inline-start: auto; }
.player .tool:not([hidden]) { color: var(--ink); }
.pause .icon-play, [data-paused] .pause .icon-pause { display: none; }
[data-paused] .pause .icon-play { display: block; }
.read-body { font-family: var(--display); font-size: 1.125em; line-height: 1.62; text-wrap: pretty; }
.read-body p { white-space: pre-wrap; overflow-wrap: anywhere; }
.read-body p + p { margin-block-start: 0.8em; }
.read-body[data-folded] p + p { display: none; }
.read-body[data-folded] p { max-block-size: 4.86em; overflow: hidden; -webkit-mask-image: linear-gradient(#000 45%, transparent); mask-image: linear-gradient(#000 45%, transparent); }
.read-body[data-form="poem"] { font-style: italic; }
.card-resource { box-shadow: 0 0 0 1.5px color-mix(in srgb, var(--accent) 55%, transparent), 0 6px 22px rgb(20 24 28 / 0.08); }
.lines { display: grid; gap: 1em; }
.line { display: grid; gap: 0.45em; }
.line-name { font-weight: 600; }
a.line-number { font-size: 1.25em; min-block-size: 3em; font-variant-numeric: tabular-nums; border-radius: 0.9em; }
.line-site { justify-self: start; }
`;
return{cards};
})();
const $view_styles_frame=(()=>{
const frame = `
.root { block-size: 100%; }
.root[data-mode="floating"] {
position: fixed; inset-block-end: var(--undertone-offset, 1.25rem); inset-inline-end: var(--undertone-offset, 1.25rem);
z-index: var(--undertone-z-index, 2147483000); block-size: auto;
}
.launcher {
position: relative; inline-size: 4.25em; block-size: 4.25em; border-radius: 50%; padding: 0.35em;
background: var(--paper);
box-shadow: 0 0 0 1px color-mix(in srgb, var(--ink) 7%, transparent), 0 6px 24px rgb(20 24 28 / 0.18), 0 1px 3px rgb(20 24 28 / 0.12);
transition: transform 0.25s cubic-bezier(0.2, 0.8, 0.3, 1.2), box-shadow 0.25s;
}
.launcher:hover { transform: translateY(-2px) scale(1.03); }
.launcher:focus-visible { outline-offset: 4px; }
.badge {
position: absolute; inset-block-start: 0; inset-inline-end: 0; min-inline-size: 1.5em; block-size: 1.5em;
border-radius: 1em; background: var(--accent); color: var(--on-accent); font-size: 0.8125em; font-weight: 700;
line-height: 1.5em; text-align: center; box-shadow: 0 0 0 3px var(--paper);
}
.badge:empty { display: none; }
.panel {
position: relative; overflow: hidden; isolation: isolate;
background: var(--paper); color: var(--ink);
}
[data-mode="floating"] .panel {
inline-size: min(25.5em, calc(100vw - 2.5rem)); block-size: min(44em, calc(100dvh - 2.5rem));
border-radius: calc(var(--radius) + 0.35em);
box-shadow: 0 0 0 1px color-mix(in srgb, var(--ink) 7%, transparent), 0 24px 70px rgb(20 24 28 / 0.22), 0 4px 14px rgb(20 24 28 / 0.1);
animation: panel-in 0.32s cubic-bezier(0.2, 0.8, 0.25, 1);
transform-origin: 100% 100%;
}
[data-mode="inline"] .panel {
block-size: 100%; min-block-size: 26em; border-radius: var(--radius);
box-shadow: 0 0 0 1px var(--line);
}
@keyframes panel-in { from { opacity: 0; transform: translateY(14px) scale(0.97); } }
.behind { display: flex; flex-direction: column; block-size: 100%; }
.aura {
position: absolute; inset: 0 0 auto 0; block-size: 17em; z-index: -1; pointer-events: none;
background-color: var(--mood, var(--neutral)); opacity: 0.2;
-webkit-mask-image: radial-gradient(115% 100% at 12% 0%, #000, transparent 72%);
mask-image: radial-gradient(115% 100% at 12% 0%, #000, transparent 72%);
transition: background-color 1.8s ease;
}
.head { position: relative; display: flex; align-items: center; gap: 0.8em; padding: 0.95em 0.75em 0.9em 1.05em; }
.head-course { position: absolute; inset: auto 0 0; inline-size: 100%; block-size: 1.1em; overflow: visible; pointer-events: none; }
.head-line { fill: none; stroke: color-mix(in srgb, var(--accent) 42%, transparent); stroke-width: 1.5; stroke-linecap: round; vector-effect: non-scaling-stroke; transition: d 0.9s ease; }
.titles { flex: 1; min-inline-size: 0; }
.title { font-size: 1.0625em; font-weight: 650; line-height: 1.25; letter-spacing: -0.01em; }
.mood-words { font-size: 0.8438em; line-height: 1.35; color: var(--soft); margin-block-start: 0.1em; text-wrap: balance; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; }
.tool {
display: grid; place-items: center; flex: none; inline-size: var(--target); block-size: var(--target); border-radius: 50%;
color: var(--soft); transition: background 0.15s, color 0.15s;
}
.tool:hover { background: color-mix(in srgb, var(--ink) 7%, transparent); color: var(--ink); }
.tool + .tool { margin-inline-start: -0.7em; }
@media (max-width: 480px) {
.root[data-mode="floating"][data-open] { inset: var(--ut-top, 0) 0 auto; }
[data-mode="floating"] .panel { inline-size: 100vw; inline-size: 100dvw; block-size: 100vh; block-size: var(--ut-screen, 100dvh); border-radius: 0; }
.head { padding-block-start: max(0.8em, env(safe-area-inset-top)); }
}
@media (max-height: 430px) {
[data-mode="floating"] .panel { block-size: var(--ut-screen, 100dvh); border-radius: 0; }
.root[data-mode="floating"][data-open] { inset-block: var(--ut-top, 0) auto; }
}
`;
return{frame};
})();
const $view_styles_mood=(()=>{
const { LABELS }=$emotions;
const each = (rule) => LABELS.map(rule).join("\n");
const mood = `
${each((label) => `[data-mood="${label}"] { --mood: var(--${label}); }`)}
${each((label) => `[data-undertone="${label}"] { --under: var(--${label}); }`)}
${each((label) => `.arc[data-shown="${label}"] { stroke: var(--${label}); }`)}
.ring { display: block; inline-size: 100%; block-size: 100%; overflow: visible; }
.track { fill: none; stroke: color-mix(in srgb, var(--ink) 8%, transparent); stroke-width: 6.5; }
.arc {
fill: none; stroke-width: 6.5; stroke-linecap: round; stroke: transparent; opacity: 0;
transition: stroke-dasharray 1.1s cubic-bezier(0.3, 0.7, 0.2, 1), stroke-dashoffset 1.1s cubic-bezier(0.3, 0.7, 0.2, 1), opacity 0.6s;
}
.arc[data-shown] { opacity: 1; }
.ring[data-state="waiting"] .arc[data-shown] { opacity: 0.5; }
.ring[data-state="paused"] .arc[data-shown] { opacity: 0; }
.orb-light, .orb-deep { transition: stop-color 1.4s ease; }
.orb-light { stop-color: color-mix(in oklab, var(--under, var(--neutral)) 72%, white); }
.orb-deep { stop-color: var(--mood, var(--neutral)); }
.ring[data-state="waiting"] .orb-light { stop-color: light-dark(#7fb3aa, #b9e2da); }
.ring[data-state="waiting"] .orb-deep { stop-color: light-dark(#2c5d58, #4f8f86); }
.ring[data-state="paused"] .orb-disc { opacity: 0.45; }
.orb { transform-origin: 50px 50px; animation: breathe var(--ut-breath, 6s) ease-in-out infinite; }
.wave {
fill: none; stroke: #fff; stroke-width: 4.2; stroke-linecap: round; stroke-linejoin: round;
transform-origin: 50px 50px; transform: scaleY(var(--ut-energy, 0.6)); transition: transform 1.2s ease;
}
.ring[data-state="paused"] .wave { transform: scaleY(0); }
@keyframes breathe { 50% { transform: scale(1.055); } }
.mood-button { position: relative; flex: none; inline-size: 3.7em; block-size: 3.7em; border-radius: 50%; }
.mood-button:hover .ring { filter: saturate(1.15) brightness(1.03); }
.trend {
position: absolute; inset-block-end: -0.1em; inset-inline-end: -0.2em; display: none; place-items: center;
inline-size: 1.2em; block-size: 1.2em; border-radius: 50%; background: var(--surface); color: var(--ink);
box-shadow: 0 0 0 1px color-mix(in srgb, var(--ink) 10%, transparent), 0 1px 4px rgb(0 0 0 / 0.14);
}
.trend[data-trend] { display: grid; }
.trend .icon { display: none; inline-size: 0.72em; block-size: 0.72em; stroke-width: 3.2; }
.trend[data-trend="rising"] .icon-rising, .trend[data-trend="falling"] .icon-falling, .trend[data-trend="steady"] .icon-steady { display: block; }
`;
return{mood};
})();
const $view_styles_palettes=(()=>{
const palettes = `
:host {
--base-paper: light-dark(#faf7f2, #15181a); --base-surface: light-dark(#ffffff, #212628);
--base-ink: light-dark(#27272c, #eceae4); --base-soft: light-dark(#5c5a64, #adaeb1); --base-line: light-dark(#e7e0d6, #353b3f);
--base-accent: light-dark(#2c5d58, #93cfc4); --base-on-accent: light-dark(#ffffff, #0f211e);
}
:host([palette="dusk"]) {
--base-paper: light-dark(#f6f5fb, #14141f); --base-surface: light-dark(#ffffff, #20202e);
--base-ink: light-dark(#26253a, #ecebf6); --base-soft: light-dark(#5b5972, #abaabf); --base-line: light-dark(#e1dfee, #373749);
--base-accent: light-dark(#4c4a9e, #b6b4f7); --base-on-accent: light-dark(#ffffff, #181639);
}
:host([palette="ember"]) {
--base-paper: light-dark(#fcf5ef, #1b1614); --base-surface: light-dark(#ffffff, #292220);
--base-ink: light-dark(#2d2422, #f3eae5); --base-soft: light-dark(#685852, #b9aaa3); --base-line: light-dark(#efe0d5, #433935);
--base-accent: light-dark(#934029, #f1ab8f); --base-on-accent: light-dark(#ffffff, #30130b);
}
`;
return{palettes};
})();
const $view_styles_sheets=(()=>{
const sheets = `
.sheet { position: absolute; inset: 0; z-index: 2; display: flex; flex-direction: column; background: var(--paper); animation: sheet-in 0.28s cubic-bezier(0.2, 0.8, 0.25, 1); }
@keyframes sheet-in { from { opacity: 0; transform: translateY(12px); } }
.sheet-head { display: flex; align-items: center; gap: 0.35em; padding: 0.95em 0.85em 0.5em 0.6em; }
.sheet-title { font-size: 1.0625em; font-weight: 650; letter-spacing: -0.01em; outline: none; }
.sheet-body { flex: 1; overflow-y: auto; overscroll-behavior: contain; padding: 0.4em 1.1em 1.3em; scrollbar-width: thin; scrollbar-color: var(--line) transparent; }
.prose { display: grid; gap: 0.95em; align-content: start; font-size: 0.9688em; text-wrap: pretty; }
.sheet-keys { display: flex; flex-wrap: wrap; gap: 0.6em; }
.sheet-status:empty { display: none; }
.sheet-status { color: var(--grave); }
.sheet-status[data-kind="loading"] { color: var(--soft); }
.menu { display: grid; gap: 0.5em; }
.choice { display: flex; align-items: center; gap: 0.85em; inline-size: 100%; padding: 0.85em 1em; border-radius: 1.1em; background: var(--surface); text-align: start;
box-shadow: var(--edge); transition: box-shadow 0.15s, background 0.15s; }
.choice:hover { background: color-mix(in srgb, var(--accent) 6%, var(--surface)); }
.choice > .icon { color: var(--accent); }
.choice-forget > .icon, .choice-forget .choice-name { color: var(--grave); }
.choice-words { flex: 1; min-inline-size: 0; display: grid; }
.choice-name { font-weight: 600; font-size: 0.9688em; line-height: 1.35; }
.choice-hint { font-size: 0.8438em; color: var(--soft); line-height: 1.4; text-wrap: pretty; }
.onward .icon { transform: rotate(-90deg); color: var(--soft); inline-size: 1.1em; block-size: 1.1em; }
.switch { flex: none; position: relative; inline-size: 2.6em; block-size: 1.55em; border-radius: 1em; background: color-mix(in srgb, var(--ink) 45%, var(--surface)); transition: background 0.2s; }
.switch::after { content: ""; position: absolute; inset-block-start: 0.2em; inset-inline-start: 0.2em; inline-size: 1.15em; block-size: 1.15em; border-radius: 50%; background: #fff; transition: transform 0.2s; box-shadow: 0 1px 3px rgb(0 0 0 / 0.25); }
[aria-checked="true"] > .switch { background: var(--accent); }
[aria-checked="true"] > .switch::after { transform: translateX(1.05em); }
.mood-sheet { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.35em; }
.mood-top { display: grid; justify-items: center; gap: 0.3em; text-align: center; }
.mood-top .ring { inline-size: 7em; block-size: 7em; margin-block: 0.2em 0.6em; }
.mood-big { font-family: var(--display); font-size: 1.35em; line-height: 1.25; text-wrap: balance; }
.mood-intro { font-size: 0.875em; color: var(--soft); }
.reading { display: grid; gap: 0.8em; }
.shares { display: flex; flex-wrap: wrap; justify-content: center; gap: 0.35em 1.1em; font-size: 0.9063em; }
.share { display: inline-flex; align-items: center; gap: 0.4em; }
.dot-of { flex: none; inline-size: 0.65em; block-size: 0.65em; border-radius: 50%; background: var(--mood); }
.share-p { color: var(--soft); font-variant-numeric: tabular-nums; }
.scale { display: grid; grid-template-columns: 3.9em 3em 1fr 3em; align-items: center; gap: 0.7em; font-size: 0.875em; }
.scale-name { font-weight: 600; }
.scale-end { color: var(--soft); }
.scale-name + .scale-end { text-align: end; }
.scale-line { position: relative; block-size: 3px; border-radius: 2px; background: color-mix(in srgb, var(--ink) 14%, transparent); }
.scale-line::before { content: ""; position: absolute; inset-inline-start: 50%; inset-block: -2px; inline-size: 1px; background: color-mix(in srgb, var(--ink) 25%, transparent); }
.scale-bead { position: absolute; inset-block-start: calc(50% - 0.4em); inset-inline-start: calc(var(--at, 0.5) * (100% - 0.8em)); inline-size: 0.8em; block-size: 0.8em; border-radius: 50%; background: var(--accent); transition: inset-inline-start 1s cubic-bezier(0.3, 0.7, 0.2, 1); }
.course { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.6em; padding: 0.7em 0.7em 0.8em; border-radius: 1.1em; background: var(--surface); box-shadow: var(--edge); }
.course-body { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 0.5em; min-inline-size: 0; }
.course-ends { display: flex; flex-direction: column; justify-content: space-between; padding-block: 0.7em; font-size: 0.75em; color: var(--soft); }
.course-frame { overflow-x: auto; min-inline-size: 0; scrollbar-width: thin; scrollbar-color: var(--line) transparent; }
.strip { position: relative; overflow: hidden; block-size: 10em; inline-size: max(100%, calc(var(--n, 1) * var(--target))); }
.strip svg { position: absolute; inset: 0; inline-size: 100%; block-size: 100%; }
.stop { stop-color: var(--mood); }
.course-middle { fill: none; stroke: color-mix(in srgb, var(--ink) 22%, transparent); stroke-width: 1; stroke-dasharray: 2 5; vector-effect: non-scaling-stroke; }
.course-line { fill: none; stroke-width: 2.5; stroke-linecap: round; vector-effect: non-scaling-stroke; }
.course-area { opacity: 0.16; }
.bead { position: absolute; inset-block-start: var(--y); left: var(--x); inline-size: var(--target); block-size: var(--target); margin: calc(var(--target) / -2); border-radius: 50%; }
.bead::before { content: ""; position: absolute; inset: calc(50% - 0.42em); border-radius: 50%; background: var(--mood); box-shadow: 0 0 0 2px var(--surface); transition: inset 0.2s; }
.bead:hover::before { inset: calc(50% - 0.5em); }
.bead[aria-pressed="true"]::before { inset: calc(50% - 0.6em); box-shadow: 0 0 0 2px var(--surface), 0 0 0 4px var(--ink); }
.bead[data-corrected]::before { border: 3px double var(--surface); }
.bead[data-shift]::after { content: ""; position: absolute; inset: -10em auto -10em calc(50% - 0.5px); border-inline-start: 1px dashed color-mix(in srgb, var(--ink) 40%, transparent); z-index: -1; }
.course-told { font-size: 0.875em; text-align: center; color: var(--soft); }
.correct { display: grid; gap: 0.65em; justify-items: center; }
.correct-title { font-size: 0.9688em; font-weight: 600; outline: none; }
.chips { display: flex; flex-wrap: wrap; justify-content: center; gap: 0.4em; }
.chips .reply { display: inline-flex; align-items: center; gap: 0.45em; animation: none; }
.chips .reply[data-mood] { color: var(--ink); box-shadow: inset 0 0 0 1px color-mix(in srgb, var(--ink) 18%, transparent); }
.chips .reply[aria-pressed="true"] { box-shadow: inset 0 0 0 2px var(--ink); font-weight: 600; }
@media (hover: hover) { .chips .reply[data-mood]:hover { background: color-mix(in srgb, var(--mood) 22%, var(--surface)); } }
.as-table { border-radius: 1.1em; background: var(--surface); box-shadow: var(--edge); font-size: 0.875em; }
summary { display: flex; align-items: center; min-block-size: var(--target); padding-inline: 1em; cursor: pointer; font-weight: 600; border-radius: 1.1em; }
summary::before { content: ""; inline-size: 0.42em; block-size: 0.42em; margin-inline-end: 0.8em; border: solid var(--soft); border-width: 0 1.5px 1.5px 0; transform: rotate(-45deg); transition: transform 0.2s; }
[open] > summary::before { transform: rotate(45deg); }
.table-frame { overflow-x: auto; padding: 0 1em 0.7em; }
table { border-collapse: collapse; inline-size: 100%; font-size: 0.9375em; font-variant-numeric: tabular-nums; }
th, td { text-align: start; font-weight: 400; padding: 0.1em 0.8em 0.1em 0; white-space: nowrap; border-block-start: 1px solid color-mix(in srgb, var(--line) 60%, transparent); }
td:last-child { white-space: normal; min-inline-size: 5.5em; line-height: 1.3; }
thead th { border: 0; color: var(--soft); font-size: 0.9286em; }
.quiet-words { color: var(--soft); }
.taste { display: grid; gap: 0.6em; }
.taste:empty { display: none; }
.tastes { display: grid; gap: 0.4em; }
.taste-item { display: flex; align-items: center; gap: 0.5em; padding: 0.4em 0.35em 0.4em 1em; border-radius: 1.1em; background: var(--surface); box-shadow: var(--edge); }
.affinity { position: relative; block-size: 0.3em; margin-block: 0.35em 0.15em; border-radius: 1em; background: color-mix(in srgb, var(--ink) 10%, transparent); }
.affinity > span { position: absolute; inset-block: 0; inset-inline-start: 50%; inline-size: 50%; border-radius: inherit; background: var(--accent); transform-origin: 0 50%; transform: scaleX(var(--affinity)); }
.teller { display: grid; grid-template-columns: 1fr 1fr; gap: 0.5em; padding-block-start: 0.3em; }
.teller > .correct-title, .teller > input { grid-column: 1 / -1; }
.teller .icon { inline-size: 1.2em; block-size: 1.2em; }
.counts { display: grid; gap: 0; border-radius: 1em; background: var(--surface); box-shadow: var(--edge); overflow: hidden; }
.count-row { display: flex; justify-content: space-between; gap: 1em; padding: 0.55em 1em; font-size: 0.9063em; }
.count-row + .count-row { border-block-start: 1px solid color-mix(in srgb, var(--line) 60%, transparent); }
.count-row dt { color: var(--soft); }
.count-row dd { overflow-wrap: anywhere; text-align: end; }
.whole pre { margin-block-start: 0.5em; padding: 0.9em; border-radius: 0.9em; background: var(--surface); font: 0.8125em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
`;
return{sheets};
})();
const $view_styles_talk=(()=>{
const talk = `
.log-frame { position: relative; flex: 1; min-block-size: 0; display: flex; }
.log {
flex: 1; overflow-y: auto; overscroll-behavior: contain; padding: 0.5em 1.05em 0.25em;
display: flex; flex-direction: column; scrollbar-width: thin; scrollbar-color: var(--line) transparent;
--fade: linear-gradient(transparent, #000 0.9em calc(100% - 0.7em), transparent);
-webkit-mask-image: var(--fade); mask-image: var(--fade); scroll-padding-block: 1em;
}
.log:focus-visible { outline-offset: -3px; border-radius: 0.8em; }
.log::before { content: ""; margin-block-start: auto; }
.log-end { flex: none; block-size: 0.6em; }
.to-latest {
position: absolute; inset-block-end: 0.6em; inset-inline-start: calc(50% - var(--target) / 2); inline-size: var(--target); block-size: var(--target);
display: grid; place-items: center; border-radius: 50%; background: var(--surface); color: var(--ink);
box-shadow: 0 0 0 1px var(--line), 0 4px 14px rgb(20 24 28 / 0.16);
}
.row { display: flex; flex-direction: column; align-items: flex-start; gap: 0.45em; margin-block-start: 0.4em; position: relative; }
.row.visitor { align-items: flex-end; }
.row.visitor + .row.bot, .row.bot + .row.visitor { margin-block-start: 0.95em; }
.row:not([data-still]) { animation: row-in 0.34s cubic-bezier(0.2, 0.8, 0.3, 1); }
@keyframes row-in { from { opacity: 0; transform: translateY(8px); } }
.bubble {
max-inline-size: min(86%, 36em); padding: 0.6em 0.95em; border-radius: var(--radius);
font-size: 0.9688em; white-space: pre-wrap; overflow-wrap: anywhere; text-wrap: pretty;
}
.bot .bubble { background: var(--surface); border-end-start-radius: 0.4em; box-shadow: 0 1px 2px rgb(20 24 28 / 0.05), var(--edge); }
.visitor .bubble { background: var(--accent); color: var(--on-accent); border-end-end-radius: 0.4em; }
.visitor .bubble { transition: opacity 0.3s; }
.visitor[data-fate="pending"] .bubble { opacity: 0.86; }
.bubble a { text-underline-offset: 0.18em; }
.fate { display: inline-flex; align-items: center; gap: 0.3em; font-size: 0.8125em; color: var(--soft); }
.fate:empty { display: none; }
.fate .icon { inline-size: 1.15em; block-size: 1.15em; }
.row.note {
display: block; align-self: center; text-align: center; max-inline-size: 30em; margin-block: 1em 0.7em; padding: 0 1em;
font-size: 0.8438em; color: var(--soft); text-wrap: balance;
}
.typing-place { padding: 0 1.05em; min-block-size: 0; }
.typing { display: inline-flex; gap: 0.3em; padding: 0.7em 0.95em; margin-block-end: 0.65em; border-radius: var(--radius); border-end-start-radius: 0.4em;
background: var(--surface); box-shadow: var(--edge); animation: row-in 0.3s; }
.dot { inline-size: 0.42em; block-size: 0.42em; border-radius: 50%; background: var(--soft); animation: dot 1.5s ease-in-out infinite; }
.dot:nth-child(2) { animation-delay: 0.2s; }
.dot:nth-child(3) { animation-delay: 0.4s; }
@keyframes dot { 0%, 60%, 100% { opacity: 0.3; } 30% { opacity: 1; transform: translateY(-0.15em); } }
.replies { display: flex; flex-wrap: wrap; gap: 0.45em; padding: 0.15em 1.05em 0.65em; }
.replies:empty { display: none; }
.reply {
min-block-size: var(--target); padding: 0.3em 1.05em; border-radius: 2em; font-size: 0.9063em; font-weight: 500; color: var(--accent);
background: color-mix(in srgb, var(--surface) 80%, transparent);
box-shadow: inset 0 0 0 1px color-mix(in srgb, var(--accent) 38%, transparent);
transition: background 0.15s, color 0.15s; animation: row-in 0.34s;
}
@media (hover: hover) { .reply:hover { background: var(--accent); color: var(--on-accent); } }
.status { display: flex; align-items: center; justify-content: space-between; gap: 0.6em; margin: 0 1.05em 0.55em; padding: 0.5em 0.8em;
border-radius: 0.9em; font-size: 0.8438em; line-height: 1.4; color: var(--ink); background: color-mix(in srgb, var(--accent) 11%, var(--paper)); }
.status:not([data-kind]) { display: none; }
.status .plain { flex: none; }
.composer { padding: 0 0.85em 0.85em; }
.field-frame {
display: grid; grid-template-columns: 1fr auto; align-items: end; border-radius: 1.55em; background: var(--surface);
box-shadow: 0 0 0 1px var(--line), 0 1px 3px rgb(20 24 28 / 0.05); transition: box-shadow 0.2s;
}
.field-frame:focus-within { box-shadow: 0 0 0 2px var(--accent); }
.field-frame::after { content: attr(data-value) " "; visibility: hidden; white-space: pre-wrap; overflow-wrap: anywhere; }
.field-frame::after, .field { grid-area: 1 / 1; padding: 0.75em 0.4em 0.75em 1.1em; max-block-size: 8.5em; min-inline-size: 0; line-height: 1.45; }
.field { resize: none; border: 0; background: none; inline-size: 100%; block-size: 100%; overflow-y: auto; scrollbar-width: thin; outline: none; }
.field:focus-visible { outline: none; }
.field::placeholder { color: var(--soft); opacity: 1; }
.send {
grid-area: 1 / 2; display: grid; place-items: center; inline-size: var(--target); block-size: var(--target); margin: 0.13em 0.2em 0.13em 0; border-radius: 50%;
color: var(--soft); transition: background 0.2s, color 0.2s, transform 0.2s;
}
.send[data-ready] { background: var(--accent); color: var(--on-accent); }
.send[data-ready]:hover { transform: scale(1.05); }
.count { display: block; padding: 0.35em 1.1em 0; font-size: 0.8125em; color: var(--soft); }
.count:empty { display: none; }
.count[data-over] { color: var(--grave); }
@media (max-width: 480px) { .composer { padding-block-end: max(0.85em, env(safe-area-inset-bottom)); } }
@media (pointer: coarse) { .field { font-size: max(1em, 16px); } }
`;
return{talk};
})();
const $view_styles_index=(()=>{
const { base }=$view_styles_base;
const { cards }=$view_styles_cards;
const { frame }=$view_styles_frame;
const { mood }=$view_styles_mood;
const { palettes }=$view_styles_palettes;
const { sheets }=$view_styles_sheets;
const { talk }=$view_styles_talk;
let shared = null;
function styleSheets() {
shared ??= [palettes, base, frame, mood, talk, cards, sheets].map((css) => {
const sheet = new CSSStyleSheet();
sheet.replaceSync(css);
return sheet;
});
return shared;
}
return{styleSheets};
})();
const $chat_element=(()=>{
const { Conversation }=$conversation;
const { GatewayHttp, addressesOf }=$gateway_http;
const { languageFor }=$lang_index;
const { Memory, browserPlaces }=$memory;
const { Line }=$socket;
const { createStore, initialState, reduce }=$store;
const { chatWindow }=$view_chat_window;
const { styleSheets }=$view_styles_index;
const HOME = new URL("..", import.meta.url).href;
const SHARED = ["message", "mood", "card"];
class UndertoneChat extends HTMLElement {
#conversation = null;
#listening = null;
#user = undefined;
connectedCallback() {
if (!this.#conversation) this.#assemble();
this.#listen();
if (!this.#isFloating || this.#conversation.store.state.open) this.#conversation.connect();
}
disconnectedCallback() {
this.#listening.abort();
this.#conversation.hangUp();
}
open() {
this.#conversation.request({ type: "open_panel" });
}
close() {
this.#conversation.request({ type: "close_panel" });
}
send(text) {
this.open();
this.#conversation.sendText(String(text));
}
setUser(token) {
this.#user = token ?? null;
this.#conversation?.setUser(this.#user);
}
get #isFloating() {
return this.getAttribute("mode") !== "inline";
}
get #shared() {
const named = (this.getAttribute("share-events") ?? "").split(/\s+/);
return SHARED.filter((name) => named.includes(name));
}
#assemble() {
const locale = this.getAttribute("locale") || navigator.language || "en";
const language = languageFor(this.getAttribute("locale") || document.documentElement.lang || locale);
const store = createStore(reduce, initialState());
this.#conversation = conversationWith(store, this.getAttribute("server") || HOME, locale, (...news) => this.#tell(...news));
this.#conversation.restore();
if (this.#user !== undefined) this.#conversation.setUser(this.#user);
this.#draw(store, language, locale);
}
#draw(store, { tag, say }, locale) {
const shadow = this.attachShadow({ mode: "open" });
shadow.adoptedStyleSheets = styleSheets();
const window = chatWindow({
say, locale, request: this.#conversation.request, heading: this.getAttribute("heading") || say("title"),
floating: this.#isFloating, shared: () => this.#shared,
});
window.node.lang = tag;
shadow.append(window.node);
window.update(store.state);
let wasOpen = store.state.open;
store.subscribe((state) => {
window.update(state);
if (state.open !== wasOpen) this.#dispatch(state.open ? "undertone-open" : "undertone-close");
wasOpen = state.open;
});
}
#listen() {
this.#listening = new AbortController();
const { signal } = this.#listening;
const hurry = () => this.#conversation.hurry();
addEventListener("online", hurry, { signal });
addEventListener("offline", hurry, { signal });
document.addEventListener("visibilitychange", () => { if (!document.hidden) hurry(); }, { signal });
for (const event of ["resize", "scroll"]) visualViewport?.addEventListener(event, () => this.#fit(), { signal });
this.#fit();
}
#fit() {
const { height, offsetTop, scale } = visualViewport ?? { scale: 0 };
if (Math.abs(scale - 1) > 0.01) return;
const { style } = this.shadowRoot.firstElementChild;
style.setProperty("--ut-screen", `${height}px`);
style.setProperty("--ut-top", `${offsetTop}px`);
}
#tell(name, news) {
if (name === "identity") return this.#dispatch("undertone:identity", news);
const { turn = null, text, card } = news;
const share = (kind, detail) => { if (this.#shared.includes(kind)) this.#dispatch(`undertone:${kind}`, detail); };
if (name === "text") share("message", { from: "visitor", turn, text });
if (name === "message" && text) share("message", { from: "bot", turn, text });
if (card && card.kind !== "resource") share("card", structuredClone(card));
if (name === "emotion" && !this.#conversation.store.state.sensing.paused) share("mood", moodOf(news));
}
#dispatch(name, detail = null) {
this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}
}
function moodOf({ turn, label, probabilities, valence, arousal, confidence, trend, shift, corrected }) {
return { turn, label, probabilities: { ...probabilities }, valence, arousal, confidence, trend, shift: Boolean(shift), corrected: Boolean(corrected) };
}
function conversationWith(store, server, locale, tell) {
const { base, socket } = addressesOf(new URL(server, document.baseURI).href);
const timers = { set: (callback, ms) => setTimeout(callback, ms), clear: (timer) => clearTimeout(timer) };
return new Conversation({
store, timers, locale, tell,
lineFor: (hooks) => new Line({ url: socket, Socket: WebSocket, timers, random: Math.random, now: Date.now, ...hooks }),
memory: new Memory(base, browserPlaces()),
http: new GatewayHttp(base, (...given) => fetch(...given)),
timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
newId: newIdentifier,
now: Date.now,
});
}
function newIdentifier() {
if (crypto.randomUUID) return crypto.randomUUID();
return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
return{UndertoneChat};
})();
const $undertone_chat=(()=>{
const { UndertoneChat }=$chat_element;
const { registerLanguage }=$lang_index;
if (!customElements.get("undertone-chat")) customElements.define("undertone-chat", UndertoneChat);
function appearIfAbsent() {
if (!document.querySelector("undertone-chat")) document.body.append(document.createElement("undertone-chat"));
}
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", appearIfAbsent, { once: true });
else appearIfAbsent();
return{UndertoneChat,registerLanguage};
})();
export const {UndertoneChat,registerLanguage}=$undertone_chat;
