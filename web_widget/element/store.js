/**
 * What the widget knows, and how each event changes it. No DOM, no clock, no socket:
 * events in the past tense come down, a new state goes out, and the views draw it.
 *
 * @typedef {{id: string, message: {type: string, id: string}}} Outgoing  waits here until the gateway has acknowledged its id
 * @typedef {{kind: "visitor", key: string, id: string, text: string, at: number, failure: string | null}} VisitorEntry
 * @typedef {{kind: "bot", key: string, turn: string | null, text: string | null, card: object | null,
 *            quickReplies: {title: string, text: string}[], at: number, seq: number, unsaidFrom?: number}} BotEntry
 * @typedef {{kind: "note", key: string, note: string, at: number}} NoteEntry
 * @typedef {{kind: "asking", key: string, at: number}} AskingEntry  whether the voice may be sensed
 * @typedef {{kind: "doubt", key: string, utterance: string, text: string, words: {text: string, confidence: number}[], at: number}} DoubtEntry
 * @typedef {VisitorEntry | BotEntry | NoteEntry | AskingEntry | DoubtEntry | CameraAskingEntry} Entry
 * @typedef {{kind: "camera_asking", key: string, at: number, isPhoto: boolean}} CameraAskingEntry  whether the face may be read
 * @typedef {"idle" | "connecting" | "open" | "waiting" | "elsewhere" | "refused"} LineState
 */

import { pointOf, withHistory, withPoint } from "./timeline.js";
import { senseTold, ungranted } from "./senses.js";
import { FACE_CHANGES, FACE_RECEIVED, facePossible, noFaceChoice, unseenState, welcomedFace, withFaceReading } from "./face/state.js";
import { VOICE_CHANGES, VOICE_RECEIVED, noVoiceChoice, silentState, unheard, voicePossible } from "./voice/state.js";

/** How many points of the course outlive a reload; who is known gets the earlier ones from the gateway again. */
const SAVED_POINTS = 200;

/** How many entries of the conversation are kept; older ones leave the screen and the browser. */
export const KEPT_ENTRIES = 300;

/** @returns {any} a conversation that has not begun */
export function initialState() {
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
    /** The gateway's state of the sense of how the visitor types; `on` is their consent. */
    behaviour: "not_available",
    limits: { max_text_chars: 4000 },
    aiNotice: null,
    open: false,
    sheet: null,
    unread: 0,
    ratings: {},
    steps: {},
    problem: null,
    /** Of the parts that are fetched when they are needed: those that are `loading` or have `failed`. */
    parts: {},
    data: { status: "none", document: null },
    taste: { status: "none", told: [], learned: [] },
    /** The visitor's own account at a music service: what the gateway's last answers say of it. */
    account: {},
    /** Chats elsewhere: which there are, which are linked, and a code that was asked for. */
    links: {},
    forgetting: "none",
    rememberDevice: false,
    person: null,
    voice: silentState(),
    voiceChoice: noVoiceChoice(),
    face: unseenState(),
    faceChoice: noFaceChoice(),
  };
}

/** The part of the state that outlives a reload. */
const SAVED = ["token", "session", "lastSeq", "entries", "outbox", "emotion", "points", "sensing", "limits",
  "aiNotice", "open", "ratings", "steps", "rememberDevice", "person", "voiceChoice", "faceChoice"];

/**
 * @param {any} state
 * @returns {object} a JSON-ready copy of what a reload brings back
 */
export function savedPart(state) {
  return { ...pick(state, SAVED), points: state.points.slice(-SAVED_POINTS) };
}

/**
 * @param {any} state
 * @param {{type: string, [detail: string]: any}} event
 * @returns {any} the next state; the same object if nothing changed
 */
export function reduce(state, event) {
  const change = CHANGES[event.type];
  const next = change ? change(state, event) : state;
  return next.entries.length > KEPT_ENTRIES ? { ...next, entries: next.entries.slice(-KEPT_ENTRIES) } : next;
}

const CHANGES = {
  ...VOICE_CHANGES,
  ...FACE_CHANGES,
  restored: (state, { saved }) => {
    const next = { ...state, ...pick(saved, SAVED) };
    return { ...next, entries: next.entries.filter(({ kind }) => kind !== "asking" && kind !== "camera_asking") };
  },
  text_written: (state, event) => ({
    ...withEntry(state, visitorEntry(event)),
    outbox: [...state.outbox, { id: event.id, message: textMessage(event) }],
    problem: null,
    parts: Object.fromEntries(Object.entries(state.parts).filter(([, status]) => status === "loading")),
  }),
  text_discarded: (state, { id }) => ({
    ...state,
    entries: state.entries.filter((entry) => entry.id !== id),
    outbox: without(state.outbox, id),
  }),
  message_queued: (state, { message, urgent }) => {
    const outgoing = { id: message.id, message };
    const others = state.outbox.filter((waiting) => !isAnsweredBy(waiting, message));
    return { ...state, outbox: urgent ? [outgoing, ...others] : [...others, outgoing] };
  },
  item_rated: (state, { item, action }) => ({ ...state, ratings: { ...state.ratings, [item]: action } }),
  step_reached: (state, { item, step }) => ({ ...state, steps: { ...state.steps, [item]: step } }),
  line_changed: (state, { line, retryAt = null }) => ({
    ...state, line, retryAt, typing: line === "open" ? state.typing : false, voice: line === "open" ? state.voice : unheard(state.voice),
  }),
  point_corrected: (state, { turn, label }) => ({
    ...state, points: state.points.map((point) => (point.turn === turn ? { ...point, label, corrected: true } : point)),
  }),
  mood_arrived: (state, { points }) => ({ ...state, points: withHistory(state.points, points.map((point) => pointOf(point))) }),
  answer_changed: (state, { about, answer }) => ({ ...state, [about]: { ...state[about], ...answer } }),
  person_known: (state, { person }) => ({ ...state, person }),
  person_left: ({ line, open, limits, aiNotice, parts, behaviour, voice, face }) => (
    { ...initialState(), line, open, limits, aiNotice, parts, behaviour: ungranted(behaviour), voice: voicePossible(voice), face: facePossible(face) }),
  part_asked: (state, { part }) => withPart(state, part, "loading"),
  part_arrived: (state, { part }) => withPart(state, part),
  part_failed: (state, { part }) => withPart(state, part, "failed"),
  panel_opened: (state) => ({ ...state, open: true, unread: 0 }),
  panel_closed: (state) => ({ ...state, open: false, sheet: null }),
  sheet_shown: (state, { sheet }) => ({ ...state, sheet, forgetting: "none" }),
  problem_dismissed: (state) => ({ ...state, problem: null }),
  sensing_chosen: (state, { paused }) => ({ ...state, sensing: { paused } }),
  behaviour_chosen: (state, { on }) => ({ ...state, behaviour: on ? "on" : "off", outbox: on ? state.outbox : state.outbox.map(withoutTyping) }),
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
  ...VOICE_RECEIVED,
  ...FACE_RECEIVED,
  welcome: (state, message, now) => welcomed(state, message, now),
  message: (state, message, now) => ({
    ...withEntry(withoutGuessInNeed(state, message), botEntry(message, now)),
    unread: state.open ? 0 : state.unread + 1,
    typing: false,
  }),
  card: (state, { message, card }) => ({
    ...state, entries: state.entries.map((entry) => (entry.seq === message && entry.card?.id === card.id ? { ...entry, card } : entry)),
  }),
  typing: (state, message) => ({ ...state, typing: Boolean(message.on) }),
  done: (state) => ({ ...state, typing: false }),
  emotion: (state, message, now) => {
    if (message.partial) return withPartialReading(state, message);
    const points = withPoint(state.points, pointOf(message, now));
    const isLatest = points.at(-1).turn === (message.turn ?? null);
    return { ...state, points, emotion: isLatest ? message : state.emotion, voice: { ...state.voice, reading: null }, face: { ...state.face, reading: null } };
  },
  ack: (state, message) => ({ ...state, outbox: without(state.outbox, message.id) }),
  sensing: (state, message, now) => sensingChanged(state, Boolean(message.paused), now),
  history_lost: (state, _message, now) => (beganAnew(state) ? state : withNote(state, "history_lost", now)),
  forgotten: (state, { token, seq }, now) => forgottenState(state, { token, session: state.session, lastSeq: seq }, now),
  error: (state, message, now) => failed(state, message, now),
};

/** A message that was already shown comes again after a resume: its number tells. 0 stands before any session. */
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
    behaviour: senseTold(state, message.senses, "behaviour"),
    problem: null,
    voice: { ...state.voice, terms: message.voice ?? null, sense: message.senses?.voice ?? "not_available" },
    face: welcomedFace(state, message),
    voiceChoice: stillConsented(state, message) ? state.voiceChoice : { ...state.voiceChoice, hear: null },
  };
  if (message.resumed) return known;
  const begun = { ...known, lastSeq: message.seq ?? 0, emotion: null, typing: false };
  const hadTalk = state.entries.some((entry) => entry.kind === "bot");
  return hadTalk ? withNote(begun, "new_session", now) : begun;
}

/** Of two words about the same sense the later one counts, whatever the order in which they would arrive. */
function isAnsweredBy({ message: earlier }, { type, sense }) {
  return type === "consent" && earlier.type === "consent" && earlier.sense === sense;
}

/** A session that knows of no consent to the voice asks again, unless the consent is on its way. */
function stillConsented({ voiceChoice, outbox }, { senses }) {
  const isOnItsWay = outbox.some(({ message }) => message.type === "consent" && message.sense === "voice");
  return voiceChoice.hear !== "sound" || senses?.voice === "on" || isOnItsWay;
}

/** While somebody speaks or is seen: it moves the ring, and is no point of the course. */
function withPartialReading(state, message) {
  if (message.weights?.face > 0) return withFaceReading({ ...state, voice: { ...state.voice, reading: null } }, message);
  return state.voice.heard === "speech" ? { ...state, voice: { ...state.voice, reading: message } } : state;
}

/** Who is offered help lines needs no guess about their mood beside them. */
function withoutGuessInNeed(state, { card }) {
  return card?.kind === "resource" ? { ...state, emotion: null } : state;
}

/** A new session has just been announced: that some history is lost would only say it twice. */
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
  const { line, open, limits, aiNotice, person, parts } = state;
  const known = { line, open, limits, aiNotice, person, parts, behaviour: ungranted(state.behaviour), voice: voicePossible(state.voice), face: facePossible(state.face) };
  return withNote({ ...initialState(), ...known, ...identity }, "forgotten", now);
}

function withPart(state, part, status) {
  const { [part]: _before, ...others } = state.parts;
  return { ...state, parts: status ? { ...others, [part]: status } : others };
}

function withEntry(state, entry) {
  return { ...state, entries: [...state.entries, entry] };
}

function withNote(state, note, now) {
  const last = state.entries.at(-1);
  if (last?.kind === "note" && last.note === note) return state;
  return withEntry(state, { kind: "note", key: `note-${note}-${now}`, note, at: now });
}

function visitorEntry({ id, text, now, mood, spoken = false }) {
  return { kind: "visitor", key: `visitor-${id}`, id, text, mood, at: now, failure: null, spoken };
}

function textMessage({ id, text, mood, typing }) {
  return { type: "text", id, text, ...(mood ? { mood } : {}), ...(typing ? { typing } : {}) };
}

/** How a text was typed does not leave the page once that is not allowed any more. */
function withoutTyping({ id, message: { typing: _numbers, ...message } }) {
  return { id, message };
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
    seq: message.seq,
  };
}

function without(outbox, id) {
  return outbox.filter((outgoing) => outgoing.id !== id);
}

function pick(source, names) {
  return Object.fromEntries(names.filter((name) => source?.[name] !== undefined).map((name) => [name, source[name]]));
}

/**
 * Nothing is written to the browser before the visitor has said or chosen something.
 *
 * @param {any} state
 * @returns {boolean}
 */
export function isWorthKeeping(state) {
  return state.outbox.length > 0 || state.rememberDevice || state.voiceChoice.hear !== null || state.faceChoice.where !== null || state.entries.some((entry) => entry.kind === "visitor");
}

/**
 * The replies offered now: those of the last turn, until the visitor writes.
 *
 * @param {any} state
 * @returns {{title: string, text: string}[]}
 */
export function offeredReplies(state) {
  const sinceVisitor = [];
  for (let index = state.entries.length - 1; index >= 0; index -= 1) {
    const entry = state.entries[index];
    if (entry.kind === "visitor" || (entry.kind === "note" && entry.note === "forgotten")) break;
    if (entry.kind === "bot") sinceVisitor.push(entry);
  }
  return sinceVisitor.find((entry) => entry.quickReplies.length > 0)?.quickReplies ?? [];
}

/**
 * Hold one state, tell everyone who asked when it changes.
 *
 * @param {(state: any, event: any) => any} reducer
 * @param {any} state where to begin
 */
export function createStore(reducer, state) {
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
