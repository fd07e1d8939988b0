import { h } from "../node.js";
import { frame, title, why } from "./frame.js";
import { trackCard } from "./track.js";
import { exerciseCard } from "./exercise.js";
import { readCard } from "./read.js";
import { resourceCard } from "./resource.js";
import { exportCard } from "./export.js";

const KINDS = {
  track: trackCard, exercise: exerciseCard, read: readCard, resource: resourceCard, export: exportCard,
};

/**
 * @param {{kind: string}} content from the gateway: nothing in it is trusted
 * @param {object} tools `say` and `request`
 * @returns {{node: HTMLElement, update: (state: object) => void}}
 */
export function card(content, tools) {
  return (KINDS[content.kind] ?? plainCard)(content, tools);
}

/** A kind this version does not know still shows its words. */
function plainCard(content, { say }) {
  const body = typeof content.body === "string" ? h("p", { class: "card-words" }, content.body) : null;
  const node = frame("other", say("card_other"), content, title(content), body, why(content));
  return { node, update: () => {} };
}
