/** What the gateway says of the senses, and what the visitor says. */

/** @returns {string} the gateway's state of a sense, unless the visitor's own word about it is still on its way */
export function senseTold({ outbox }, senses, sense) {
  const told = senses?.[sense] ?? "not_available";
  const waiting = outbox.map(({ message }) => message).find(isAbout(sense));
  return waiting && (told === "on" || told === "off") ? (waiting.granted ? "on" : "off") : told;
}

/** Whether a message is the visitor's word about a sense. */
export const isAbout = (wanted) => ({ type, sense }) => type === "consent" && sense === wanted;

/** What a sense's state is without any consent. */
export const ungranted = (state) => (state === "on" ? "off" : state);
