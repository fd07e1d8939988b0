/** What notices how the visitor types: fetched once they allow it. */
import { TypingMeter } from "./meter.js";

/** @param {HTMLTextAreaElement} field where they type */
export function meterFor(field) {
  return new TypingMeter(field, { now: () => performance.now(), page: document });
}
