const SENTENCE = /[^.!?…\n]+(?:[.!?…]+(?=[\s"”’)\]]|$)["”’)\]]*|\n+|$|[.!?…]+)/g;
const ADDRESS = /https?:\/\/\S+/g;
/** Browsers stop in the middle of a long utterance; a sentence beyond this is cut at a comma or a blank. */
const LONGEST = 220;

/**
 * A text as it is said aloud, piece by piece, each with its place in the text.
 *
 * @param {string} text
 * @returns {{from: number, to: number, said: string}[]} `from` and `to` in characters of `text`
 */
export function sentencesOf(text) {
  const pieces = [];
  for (const { 0: found, index } of text.matchAll(SENTENCE)) {
    for (const piece of cut(found, index)) if (/[\p{L}\p{N}]/u.test(piece.said)) pieces.push(piece);
  }
  return pieces;
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
const MURMURS = new Set(["mhm", "mm", "mmm", "hm", "hmm", "mm-hmm", "mhmm", "uh", "um", "uh-huh", "huh", "ah", "oh", "er", "eh", "aha"]);

/**
 * @param {string} text what was heard
 * @returns {boolean} whether it is nothing, or only a murmur
 */
export function isMurmur(text) {
  return text.toLowerCase().replace(/[.,!?…]/g, " ").split(/\s+/).every((word) => word === "" || MURMURS.has(word));
}
