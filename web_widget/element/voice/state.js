/**
 * What the widget knows of hearing and speaking, and how each event changes it. No DOM, no clock.
 *
 * @typedef {"off" | "opening" | "on" | "muted"} MicrophoneState
 * @typedef {{hear: null | "words" | "sound", recognition: "server" | "browser", aloud: boolean | null, knowsBrowser: boolean}} VoiceChoice
 *   what the visitor chose, kept with the conversation; `aloud` null: never asked for; `knowsBrowser`: answered, knowing
 *   that the browser recognises the words
 */

/** @returns {VoiceChoice} */
export function noVoiceChoice() {
  return { hear: null, recognition: "server", aloud: null, knowsBrowser: false };
}

/** @returns {any} nothing heard, nothing said */
export function silentState() {
  return {
    /** What the gateway offers; null before it said so, or if it has no voice. */
    terms: null,
    /** What this browser can do by itself, and whether the site wants any voice at all. */
    browser: { allowed: true, recognises: false, speaks: false },
    /** The gateway's state of the sense: on, off, not_available, not_allowed. */
    sense: "not_available",
    /** @type {MicrophoneState} */
    microphone: "off",
    mode: null,
    heard: "listening",
    /** Why the microphone is off though the visitor wanted it: a word of the language file; null if all is well. */
    trouble: null,
    partial: null,
    reading: null,
    /** The message that is being said aloud: its `seq`, and whether it holds still. */
    speaking: null,
    isSlow: false,
  };
}

/** What outlives a change of person or a forgetting: what is possible here, and no consent. */
export function voicePossible({ terms, browser, sense }) {
  return { ...silentState(), terms, browser, sense: sense === "on" ? "off" : sense };
}

/** What a choice makes of the sense; what is not there or not allowed stays so. */
const SENSED = { on: { sound: "on", words: "off" }, off: { sound: "on", words: "off" } };
/** Without a line nobody knows how a sentence went on. */
export function unheard(state) {
  return { ...state, heard: "listening", partial: null, reading: null };
}

const QUIET = { microphone: "off", mode: null, heard: "listening", partial: null, reading: null, isSlow: false };
const voice = (state, change) => ({ ...state, voice: { ...state.voice, ...change } });
const choice = (state, change) => ({ ...state, voiceChoice: { ...state.voiceChoice, ...change } });

/** Events of the coordinator and the views. */
export const VOICE_CHANGES = {
  voice_possible: (state, { browser }) => voice(state, { browser }),
  hearing_asked: (state, { now }) => ({ ...withoutAsking(state), entries: [...withoutAsking(state).entries, { kind: "asking", key: `asking-${now}`, at: now }] }),
  hearing_refused: (state) => withoutAsking(state),
  hearing_chosen: (state, { hear, now }) => {
    const asked = state.entries.some(({ kind }) => kind === "asking");
    const note = { kind: "note", key: `note-hearing_${hear}-${now}`, note: `hearing_${hear}`, at: now };
    const entries = withoutAsking(state).entries;
    const { sense } = state.voice;
    const next = voice({ ...state, entries: asked ? [...entries, note] : entries }, { sense: SENSED[sense]?.[hear] ?? sense });
    return choice(next, { ...(mayBeSensed(state) ? { hear } : {}), knowsBrowser: asked && recognitionOf(state) === "browser" ? true : state.voiceChoice.knowsBrowser });
  },
  consent_withdrawn: (state) => voice(state, { sense: "off" }),
  recognition_chosen: (state, { recognition }) => choice(state, { recognition }),
  aloud_chosen: (state, { aloud }) => choice(state, { aloud }),
  microphone_opening: (state, { mode }) => voice(state, { ...QUIET, microphone: "opening", mode, trouble: null }),
  microphone_opened: (state) => voice(choice(state, { aloud: state.voiceChoice.aloud ?? true }), { microphone: "on" }),
  microphone_muted: (state, { muted }) => voice(state, { microphone: muted ? "muted" : "on", heard: "listening", partial: null, reading: null }),
  microphone_closed: (state, { trouble = null }) => voice(state, { ...QUIET, trouble }),
  trouble_met: (state, { trouble }) => voice(state, { trouble }),
  trouble_dismissed: (state) => voice(state, { trouble: null }),
  line_slow: (state, { isSlow }) => (state.voice.isSlow === isSlow ? state : voice(state, { isSlow })),
  heard_changed: (state, { heard }) => voice(state, { heard }),
  words_partial: (state, { text }) => (state.voice.microphone === "off" ? state : voice(state, { partial: text ? { utterance: null, text, words: [] } : null })),
  heard_settled: (state, { utterance, text, now }) => settled(state, { utterance, text, turn: null }, now),
  speaking_changed: (state, { speaking }) => voice(state, { speaking }),
  reply_interrupted: (state, { seq, spoken, unsaid }) => ({
    ...state, entries: state.entries.map((entry) => {
      if (entry.kind !== "bot") return entry;
      if (entry.seq === seq) return { ...entry, unsaidFrom: spoken };
      return unsaid.includes(entry.seq) ? { ...entry, unsaidFrom: 0 } : entry;
    }),
  }),
};

/** Messages of the gateway. */
export const VOICE_RECEIVED = {
  hearing: (state, { state: heard }) => (state.voice.microphone === "off" ? state
    : voice(state, { heard, ...(heard === "speech" ? { reading: null } : {}) })),
  transcript: (state, message, now) => (message.final ? finished(state, message, now) : voice(state, { partial: message })),
};

function finished(state, message, now) {
  const { utterance, text, words = [], confirm, turn } = message;
  const isPartial = state.voice.partial && (state.voice.partial.utterance ?? utterance) === utterance;
  const next = isPartial ? voice(state, { partial: null }) : state;
  if (!text.trim() || (confirm && hasEntry(next, utterance))) return next;
  if (!confirm) return turn ? settled(next, message, now) : next;
  return { ...next, entries: [...next.entries, { kind: "doubt", key: `doubt-${utterance}`, utterance, text, words, at: now }] };
}

/** What was heard stands there as the visitor's own words, once. */
function settled(state, { utterance, text, turn }, now) {
  const others = state.entries.filter((entry) => entry.utterance !== utterance);
  const known = state.entries.find((entry) => entry.utterance === utterance && entry.kind === "visitor");
  if (!text.trim()) return { ...state, entries: others };
  if (known) return { ...state, entries: state.entries.map((entry) => (entry === known ? { ...known, text, turn: turn ?? known.turn } : entry)) };
  const entry = { kind: "visitor", key: `heard-${utterance}`, id: utterance, utterance, text, turn, at: now, failure: null, spoken: true };
  return { ...state, entries: [...others, entry] };
}

function hasEntry({ entries }, utterance) {
  return entries.some((entry) => entry.utterance === utterance);
}

function withoutAsking(state) {
  return { ...state, entries: state.entries.filter(({ kind }) => kind !== "asking") };
}

/**
 * @param {any} state
 * @param {{seq: number, turn: string | null}} message
 * @param {number} spoken characters of that message
 * @returns {number} characters of all that its turn has said aloud until then
 */
export function spokenOfTurn({ entries }, { seq, turn }, spoken) {
  const before = entries.filter((entry) => entry.kind === "bot" && entry.turn === turn && entry.seq < seq);
  return before.reduce((sum, { text }) => sum + (text?.length ?? 0), spoken);
}

/** @returns {boolean} whether words can be heard here at all, by the gateway or by the browser */
export function canHear({ voice: { terms, browser } }) {
  return Boolean(terms) && browser.allowed && (terms.recognition !== "off" || browser.recognises);
}

/** @returns {"gateway" | "browser" | null} who can say replies aloud */
export function speaksBy({ voice: { terms, browser } }) {
  if (!browser.allowed) return null;
  if (terms?.speech === "gateway") return "gateway";
  return terms?.speech === "browser" && browser.speaks ? "browser" : null;
}

/** @returns {boolean} whether replies are said aloud now */
export function isAloud(state) {
  return Boolean(state.voiceChoice.aloud) && speaksBy(state) !== null;
}

/** @returns {"server" | "browser"} who turns sound into words */
export function recognitionOf({ voice: { terms, browser }, voiceChoice }) {
  if (terms?.recognition === "off") return "browser";
  return voiceChoice.recognition === "browser" && browser.recognises ? "browser" : "server";
}

/** @returns {null | "words" | "sound"} what the visitor lets us hear; null: not yet asked */
export function hearingOf({ voice: { sense }, voiceChoice: { hear } }) {
  if (!mayBeSensed({ voice: { sense } })) return "words";
  return hear ?? (sense === "on" ? "sound" : null);
}

/** @returns {boolean} whether there is a sense of the voice at all, to be switched on or off */
export function mayBeSensed({ voice: { sense } }) {
  return sense === "on" || sense === "off";
}

/** @returns {boolean} whether the browser, and so its maker, would get the sound without the visitor's knowing */
export function isBrowserUnknown(state) {
  const { recognition, knowsBrowser } = state.voiceChoice;
  return recognitionOf(state) === "browser" && recognition !== "browser" && !knowsBrowser;
}
