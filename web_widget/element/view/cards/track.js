import { h, outwardLink, s } from "../node.js";
import { icon } from "../icons.js";
import { frame, overline, rating, title, why } from "./frame.js";

/** A song: who, when, why, and where to hear it. */
export function trackCard(content, tools) {
  const { say, request } = tools;
  const rates = rating(content.id, tools);
  const listen = outwardLink(content.url, {
    class: "button listen", "aria-label": say("listen_new_tab", { title: content.title ?? "" }),
    on: { click: () => request({ type: "report_item", item: content.id, action: "play" }) },
  }, say("listen"), icon("out"));
  const node = frame("track", say("card_track"), content,
    h("div", { class: "track-top" }, cover(content),
      h("div", { class: "track-words" }, overline(say("card_track"), content.year && String(content.year)),
        title(content), h("p", { class: "track-artist" }, content.artist ?? ""))),
    why(content),
    h("div", { class: "card-foot" }, listen, rates.node));
  return { node, update: rates.update };
}

/** A cover of our own: three waves whose shape is the song's, always the same for the same song. */
function cover({ id, mood }) {
  const seed = seedOf(String(id ?? ""));
  const waves = [0, 1, 2].map((n) => s("path", { class: `cover-wave cover-wave-${n}`, d: wave(seed, n) }));
  return s("svg", { class: "cover", viewBox: "0 0 64 64", "data-mood": mood ?? "neutral", "aria-hidden": "true", focusable: "false" },
    s("rect", { class: "cover-ground", width: 64, height: 64 }),
    s("circle", { class: "cover-moon", cx: 16 + (seed % 32), cy: 14 + ((seed >> 5) % 10), r: 6 + ((seed >> 3) % 5) }),
    ...waves);
}

function seedOf(text) {
  let seed = 7;
  for (const letter of text) seed = (seed * 31 + letter.codePointAt(0)) >>> 0;
  return seed;
}

function wave(seed, n) {
  const height = 30 + n * 10 + ((seed >> (n * 4)) % 6);
  const swell = 4 + ((seed >> (n * 3 + 2)) % 6);
  return `M0 ${height}q16 ${-swell * 2} 32 0t32 0V64H0Z`;
}
