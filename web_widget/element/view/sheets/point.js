import { changeSentence, feelingOf, marksOf, mixedSentence, percent, pointSentence, sensesOf, sureness } from "../../course-words.js";
import { LABELS, UNSURE_BELOW, ranked } from "../../emotions.js";
import { h, setAttribute, setText } from "../node.js";
import { scale } from "./scale.js";

const SHOWN_SHARES = 3;

/** One point of the course: what it sounded like and how surely, what weighed, what changed it, and the way to put it right. */
export function pointDetail({ say, request, clock }) {
  const title = h("h3", { class: "point-title", id: "point-title", tabindex: "-1" });
  const when = h("p", { class: "point-when" });
  const change = h("p", {});
  const mixed = h("p", { class: "point-mixed" });
  const need = h("p", { class: "mood-intro" });
  const told = h("div", { class: "point-told", role: "status" }, change, mixed);
  const weights = weighing(say);
  const shares = h("ul", { class: "shares", "aria-label": say("mood_shares") });
  const tone = scale(say, "mood_valence");
  const energy = scale(say, "mood_arousal");
  const right = correcting(say, request);
  const node = h("section", { class: "point", "aria-labelledby": "point-title" },
    h("div", { class: "point-head" }, title, when), told, weights.node, h("div", { class: "reading" }, tone.node, energy.node, shares), need, right.node);
  return { node, focus: () => title.focus(), update({ point, before, isLast, emotion }) {
    node.hidden = !point;
    if (!point) return;
    setAttribute(node, "data-mood", point.label);
    setText(title, pointSentence(point, say, isLast));
    setText(when, [clock(point.at), !point.corrected && surely(point, say), ...marksOf({ ...point, mixed: false }, say)].filter(Boolean).join(" · "));
    setText(change, changeSentence(point, before, say));
    setText(mixed, mixedSentence(point, say));
    setText(need, say.has(`needs.${point.need}`) ? say("need", { need: say(`needs.${point.need}`) }) : "");
    for (const part of [change, mixed, need]) part.hidden = !part.textContent;
    weights.draw(point);
    tone.draw(point.valence);
    energy.draw(point.arousal);
    drawShares(shares, isLast && !point.corrected ? emotion : null, say);
    right.update(point, isLast, emotion);
  } };
}

function surely({ confidence }, say) {
  return say("sure_by", { sure: sureness(confidence, say), percent: percent(confidence, say) });
}

/** Each sense with its share as a bar, and what it said by itself. */
function weighing(say) {
  const heading = h("h4", { class: "weights-title", id: "weights-title" });
  const list = h("ul", { class: "weights", "aria-labelledby": "weights-title" });
  const node = h("div", { class: "weighing" }, heading, list);
  return { node, draw(point) {
    const senses = sensesOf(point);
    node.hidden = senses.length === 0;
    setText(heading, say(senses.length > 1 ? "weighed" : "weighed_only"));
    list.replaceChildren(...senses.map((sense) => weight(sense, say, senses.length === 1 ? point.label : "neutral")));
  } };
}

function weight({ sense, share, part }, say, otherwise) {
  const bar = h("span", { class: "weight-bar", "aria-hidden": "true" }, h("span", {}));
  bar.style.setProperty("--share", String(share ?? 0));
  const said = part && say("sense_said", { feeling: feelingOf(part, say), sure: sureness(part.confidence, say) });
  return h("li", { class: "weight", "data-mood": part?.label ?? otherwise }, h("span", { class: "weight-name" }, say(`sense.${sense}`)),
    said && h("span", { class: "weight-said" }, part.confidence < UNSURE_BELOW ? say("unsure") : said),
    share === null ? null : h("span", { class: "weight-share" }, percent(share, say)), share === null ? null : bar);
}

function drawShares(list, emotion, say) {
  const shown = emotion ? ranked(emotion.probabilities).slice(0, SHOWN_SHARES).filter((label) => emotion.probabilities[label] >= 0.05) : [];
  list.hidden = shown.length === 0;
  list.replaceChildren(...shown.map((label) => h("li", { class: "share", "data-mood": label },
    h("span", { class: "dot-of", "aria-hidden": "true" }), say(`feelings.${label}`), h("span", { class: "share-p" }, percent(emotion.probabilities[label], say)))));
}

/** What the point was, by one press; for the last one also in words that no label has. */
function correcting(say, request) {
  let turn = null;
  const title = h("h4", { class: "correct-title", id: "correct-title" });
  const chip = (words, given, action) => h("button", { type: "button", class: "reply", ...given, on: { click: action } }, ...words);
  const labels = LABELS.map((label) => chip([h("span", { class: "dot-of", "aria-hidden": "true" }), say(`feelings.${label}`)],
    { "data-mood": label }, () => request({ type: "correct_point", turn, label })));
  const own = h("div", { class: "chips" });
  const thanks = h("p", { class: "mood-intro", role: "status" });
  const node = h("div", { class: "correct" }, title, h("div", { class: "chips", role: "group", "aria-labelledby": "correct-title" }, ...labels), own, thanks);
  return { node, update(point, isLast, emotion) {
    ({ turn } = point);
    node.hidden = turn === null;
    setText(title, say(isLast ? "correct_title" : "correct_then"));
    setText(thanks, point.corrected ? say("correct_thanks") : "");
    labels.forEach((button, index) => setAttribute(button, "aria-pressed", String(LABELS[index] === point.label)));
    own.hidden = !isLast || !emotion;
    if (!own.hidden) own.replaceChildren(...ownWords(emotion));
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
