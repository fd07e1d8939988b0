/** The course in words: what was sensed, what weighed, and what changed it. Pure; all of it follows from the points alone. */
import { UNSURE_BELOW } from "./emotions.js";

/** In the order in which they are named. */
export const SENSES = Object.freeze(["text", "voice", "face", "behaviour"]);

/** What moves less than this, on a scale from -1 to 1, has not moved for an ear or an eye. */
const STILL = 0.12;
const A_LITTLE = 0.3;
const MUCH = 0.7;

/** A movement times its weight under this has changed nothing that is worth a sentence: the least movement of half of what was sensed. */
const FELT = STILL / 2;

/** Beside the larger movement a smaller one is named if it is at least this share of it. */
const ALSO = 0.6;

const STEADY = { kind: "still", sense: "whole" };
const OPPOSITE = { lighter: "heavier", heavier: "lighter", livelier: "calmer", calmer: "livelier" };

/** From this confidence on a sense can contradict another one, as the server judges it. */
const SURE = 0.4;

/** From this confidence on it is said in these words. */
const SURENESS = [[0.75, "quite"], [0.55, "fairly"], [UNSURE_BELOW, "rather"], [0, "hardly"]];

/** @typedef {import("./lang/index.js").Say} Say */

/** @returns {string} the feeling's name, or that it was not sure */
export function feelingOf({ label, confidence, corrected }, say) {
  return confidence < UNSURE_BELOW && !corrected ? say("unsure") : say(`feelings.${label}`);
}

/** @returns {string} a confidence from 0 to 1 in words, such as “fairly sure” */
export function sureness(confidence, say) {
  return say(`sure.${SURENESS.find(([from]) => (Number(confidence) || 0) >= from)?.[1] ?? "hardly"}`);
}

/** @returns {string} a share from 0 to 1 as a percentage */
export function percent(share, say) {
  return say("percent", { n: Math.round(share * 100) });
}

/** @returns {string} what a point sounded like, never as a fact */
export function pointSentence(point, say, isLast = false) {
  const { label, confidence, corrected, mixed } = point;
  const feeling = say(`feelings.${label}`);
  if (corrected) return say(label === "neutral" ? "mood_set_right" : "mood_told", { feeling });
  if (confidence < UNSURE_BELOW) return say(mixed ? "then_mixed" : isLast ? "mood_unsure" : "then_unsure");
  if (label === "neutral") return say(isLast ? "mood_neutral" : "then_neutral");
  return say(isLast ? "mood_sounds" : "then_sounded", { feeling });
}

/** @returns {string[]} what is to be noticed at a point */
export function marksOf({ shift, mixed, corrected }, say) {
  return [shift && say("mark_shift"), mixed && say("mark_mixed"), corrected && say("mark_corrected")].filter(Boolean);
}

/**
 * @returns {{sense: string, share: number | null, part: object | null}[]} the senses that counted or said something, the weightiest first;
 *   null where the gateway did not tell
 */
export function sensesOf({ weights = {}, parts = {} }) {
  const known = SENSES.filter((sense) => weights[sense] > 0 || parts[sense]);
  return known.map((sense) => ({ sense, share: weights[sense] ?? null, part: parts[sense] ?? null }))
    .sort((a, b) => (b.share ?? 0) - (a.share ?? 0));
}

/** @returns {[string, string] | null} of a mixed point the two senses that are furthest apart in tone, of those that are sure */
export function apartOf({ mixed, parts = {} }) {
  const all = SENSES.filter((sense) => parts[sense]);
  const sure = all.filter((sense) => parts[sense].confidence >= SURE);
  const said = sure.length > 1 ? sure : all;
  if (!mixed || said.length < 2) return null;
  const pairs = said.flatMap((one, index) => said.slice(index + 1).map((other) => [one, other]));
  const distance = ([one, other]) => Math.abs(parts[one].valence - parts[other].valence);
  return pairs.sort((a, b) => distance(b) - distance(a))[0];
}

/** @returns {string} which senses contradict each other and how; empty if none does */
export function mixedSentence(point, say) {
  if (!point.mixed) return "";
  const pair = apartOf(point);
  if (!pair) return say("mixed_some");
  const [{ valence: a }, { valence: b }] = pair.map((sense) => point.parts[sense]);
  const side = (valence) => say(valence < 0 ? "mood_valence_low" : "mood_valence_high");
  const [one, other] = pair;
  const names = { one: say(`sense.${one}`), other: say(`sense_within.${other}`), one_short: say(`sense_short.${one}`), other_short: say(`sense_short.${other}`) };
  return say(a * b < 0 ? "mixed_how" : "mixed", { ...names, one_side: side(a), other_side: side(b) });
}

/**
 * What made a point differ from the one before: the sense whose movement, times its weight, was the largest.
 *
 * @returns {{kind: "moved" | "joined" | "left" | "still", sense: string, ways: string[], amount: string, against: {sense: string, way: string} | null} | null}
 *   `sense` is “whole” where only the fused reading tells; null if there is nothing to compare with
 */
export function changeOf(point, before) {
  if (!before) return null;
  const candidates = [...commonMoves(point, before), ...comings(point, before)].filter(({ size }) => size >= FELT).sort((a, b) => b.size - a.size);
  const [strongest] = candidates;
  if (strongest) return told(strongest, candidates);
  // What the visitor said of a point is no movement of what was heard.
  if (point.corrected || before.corrected) return null;
  return told(moveOf("whole", point, before, 1) ?? STEADY, []);
}

/** @returns {string} the same as one sentence; empty if there is nothing to say */
export function changeSentence(point, before, say) {
  const change = changeOf(point, before);
  if (!change) return "";
  const { kind, sense, ways, amount, against } = change;
  if (kind !== "moved") return say(kind === "still" ? "change_still" : `${kind}.${sense}`);
  const way = ways.map((name) => say(`ways.${name}`)).reduce((a, b) => say("change_both", { a, b }));
  const how = say(`amounts.${amount}`, { way });
  const other = against && say("change_against", { sense: say(`sense_within.${against.sense}`), way: say(`ways.${against.way}`) });
  return say(`moved.${sense}`, { how }) + (other ?? "") + say("full_stop");
}

function told({ kind, sense, ways = [], amount = "" }, candidates) {
  const opposite = OPPOSITE[ways[0]];
  const other = candidates.find((one) => one.sense !== sense && one.ways?.includes(opposite));
  return { kind, sense, ways, amount, against: other ? { sense: other.sense, way: opposite } : null };
}

function hasParts({ parts = {} }) {
  return Object.keys(parts).length > 0;
}

function commonMoves(point, before) {
  const both = SENSES.filter((sense) => point.parts?.[sense] && before.parts?.[sense]);
  return both.map((sense) => moveOf(sense, point.parts[sense], before.parts[sense], (shareOf(point, sense) + shareOf(before, sense)) / 2)).filter(Boolean);
}

/** Senses that were there in one of the two only, where both points tell of their senses. */
function comings(point, before) {
  if (!hasParts(point) || !hasParts(before)) return [];
  const only = (one, other, kind) => SENSES.filter((sense) => one.parts[sense] && !other.parts[sense])
    .map((sense) => ({ kind, sense, size: shareOf(one, sense) * distanceOf(one.parts[sense], other) }));
  return [...only(point, before, "joined"), ...only(before, point, "left")];
}

function moveOf(sense, now, then, weight) {
  const [tone, energy] = [now.valence - then.valence, now.arousal - then.arousal];
  const size = Math.hypot(tone, energy) * weight;
  const all = [{ way: tone > 0 ? "lighter" : "heavier", by: Math.abs(tone) }, { way: energy > 0 ? "livelier" : "calmer", by: Math.abs(energy) }];
  all.sort((a, b) => b.by - a.by);
  const largest = all[0].by;
  if (!(largest >= STILL)) return null;
  const ways = all.filter(({ by }) => by >= STILL && by >= ALSO * largest).map(({ way }) => way);
  return { kind: "moved", sense, size, ways, amount: largest < A_LITTLE ? "little" : largest < MUCH ? "some" : "much" };
}

function distanceOf(part, { valence, arousal }) {
  return Math.hypot(part.valence - valence, part.arousal - arousal);
}

/** Where no weights are told, each sense that said something counts alike. */
function shareOf({ weights = {}, parts }, sense) {
  return Object.keys(weights).length ? weights[sense] ?? 0 : 1 / Object.keys(parts).length;
}

/**
 * The course in one sentence.
 *
 * @param {object[]} points
 * @param {Say} say
 * @param {(at: number) => string} time
 * @returns {string} empty without points
 */
export function courseSentence(points, say, time) {
  if (!points.length) return "";
  const [first, last] = [points[0], points.at(-1)];
  const name = (point) => (point.confidence < UNSURE_BELOW && !point.corrected ? say("unclear") : say(`feelings.${point.label}`));
  if (points.length === 1) return say("course_one", { feeling: name(first), when: time(first.at) }) + say("full_stop");
  const count = (key, n, more) => (n ? say(n === 1 ? `${key}_one` : key, { n, ...more }) : "");
  const all = say("course_turns", { n: points.length, when: time(first.at) });
  const turns = count("course_corrected", points.filter(({ corrected }) => corrected).length, { turns: all }) || all;
  const names = { turns, first: name(first), last: name(last) };
  const by = last.valence - first.valence;
  const heaviest = points.reduce((low, point) => (point.valence < low.valence ? point : low));
  const hasDip = heaviest.valence < Math.min(first.valence, last.valence) - STILL;
  return [
    say(names.first === names.last ? "course_same" : "course_from_to", names),
    say(Math.abs(by) < STILL ? "course_level" : by > 0 ? "course_lighter" : "course_heavier"),
    hasDip ? say("course_heaviest", { when: time(heaviest.at) }) : "",
    count("course_shifts", points.filter(({ shift }) => shift).length),
  ].filter(Boolean).join(", ") + say("full_stop");
}

/** @returns {string} how long a rest was, such as “3 hrs later” */
export function restWords(ms, say, locale) {
  const minutes = ms / 60_000;
  const [unit, n] = minutes < 90 ? ["minute", minutes] : minutes < 36 * 60 ? ["hour", minutes / 60] : ["day", minutes / 1440];
  const time = new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 0 }).format(n);
  return say("rest", { time });
}

/**
 * @param {string} locale
 * @param {() => Date} today
 * @returns {(at: number) => string} the hour; for another day than today the day too
 */
export function clockIn(locale, today = () => new Date()) {
  const hour = { hour: "2-digit", minute: "2-digit" };
  const [near, far] = [hour, { ...hour, day: "numeric", month: "short" }].map((shown) => new Intl.DateTimeFormat(locale, shown));
  return (at) => {
    const when = new Date(at);
    return (when.toDateString() === today().toDateString() ? near : far).format(when);
  };
}
