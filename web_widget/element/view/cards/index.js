import { h } from "../node.js";
import { exerciseCard } from "./exercise.js";
import { exportCard } from "./export.js";
import { frame, heading, why } from "./frame.js";
import { readCard } from "./read.js";
import { resourceCard } from "./resource.js";
import { trackCard } from "./track.js";

const KINDS = { track: trackCard, exercise: exerciseCard, read: readCard, resource: resourceCard, export: exportCard };

/** A card of whatever kind; nothing in `content` is trusted. */
export function card(content, tools) {
  return (KINDS[content.kind] ?? plainCard)(content, tools);
}

/** A kind this version does not know still shows its words. */
function plainCard(content, { say }) {
  const body = typeof content.body === "string" ? h("p", { class: "card-words" }, content.body) : null;
  return { node: frame("other", say("card_other"), content, heading(content), body, why(content)), update: () => {} };
}
