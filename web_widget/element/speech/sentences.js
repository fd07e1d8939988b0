/** Where a sentence ends: a point inside a number or an address is none. */
const END = /[.!?…]+["”’)\]]*(?=\s|$)|\n+/g;
const ADDRESS = /https?:\/\/\S+/g;
/** Browsers stop in the middle of a long utterance; a sentence beyond this is cut at a comma or a blank. */
const LONGEST = 220;

/**
 * A text as it is said aloud, piece by piece, each with its place in the text.
 *
 * @param {string} text
 * @param {number} [from] the character to begin at
 * @returns {{from: number, to: number, said: string}[]} `from` and `to` in characters of `text`
 */
export function sentencesOf(text, from = 0) {
  const ends = [...text.matchAll(END)].map(({ 0: mark, index }) => index + mark.length);
  const pieces = [];
  let at = from;
  for (const end of [...ends, text.length]) {
    if (end > at) pieces.push(...cut(text.slice(at, end), at));
    at = Math.max(at, end);
  }
  return pieces.filter(({ said }) => /[\p{L}\p{N}]/u.test(said));
}

function cut(found, index) {
  const pieces = [];
  let from = 0;
  while (found.length - from > LONGEST) {
    const end = breakIn(found.slice(from, from + LONGEST)) + from;
    pieces.push(piece(found, index, from, end));
    from = end;
  }
  return [...pieces, piece(found, index, from, found.length)];
}

function breakIn(part) {
  const comma = part.search(/[,;:][^,;:]*$/);
  if (comma > LONGEST / 3) return comma + 1;
  const blank = part.lastIndexOf(" ");
  return blank > 0 ? blank + 1 : part.length;
}

/** An address is seen, not spelled. */
function piece(found, index, from, to) {
  return { from: index + from, to: index + to, said: found.slice(from, to).replace(ADDRESS, "").trim() };
}

/** Murmurs of somebody who listens: they take no turn. */
const MURMURS = new Set(["ah", "aha", "eh", "er", "erm", "ha", "hm", "hmm", "huh", "mhm", "mhmm", "mm", "mmm", "mm-hmm", "mmhmm", "oh", "ooh",
  "uh", "uh-huh", "uhm", "um", "umm"]);

/**
 * @param {string} text what was heard
 * @returns {boolean} whether it is nothing, or only a murmur
 */
export function isMurmur(text) {
  return text.toLowerCase().replace(/[.,!?…]/g, " ").split(/\s+/).every((word) => word === "" || MURMURS.has(word));
}
