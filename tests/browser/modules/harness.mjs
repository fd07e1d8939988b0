/**
 * The same test modules run under `node --test` and, where node is missing, inside Chromium:
 * `test` and the two assertions are all they use.
 */
const inNode = typeof process !== "undefined" && Boolean(process.versions?.node);
const collected = [];

export const test = inNode
  ? (await import("node:test")).test
  : (name, run) => collected.push({ name, run });

export function equal(given, wanted, what = "") {
  const [left, right] = [JSON.stringify(given), JSON.stringify(wanted)];
  if (left !== right) throw new Error(`${what} got ${left}, wanted ${right}`);
}

export function ok(value, what = "") {
  if (!value) throw new Error(what || `got ${value}`);
}

/** Run what the modules collected; for Chromium. */
export async function runCollected() {
  const results = [];
  for (const { name, run } of collected) {
    try {
      await run();
      results.push({ name, failure: null });
    } catch (error) {
      results.push({ name, failure: String(error?.stack ?? error) });
    }
  }
  return results;
}
