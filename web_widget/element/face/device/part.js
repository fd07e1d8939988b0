/** What reads a face in the visitor's own browser: fetched when the visitor chooses that pictures stay there. */
import { Reader } from "./reader.js";

/** @returns {Reader} one, which does nothing until it is woken */
export function readerOf() {
  return new Reader();
}
