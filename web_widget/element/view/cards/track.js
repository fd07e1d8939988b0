import { coverOf } from "../../cover-art.js";
import { h, outwardLink, s } from "../node.js";
import { icon } from "../icons.js";
import { frame, heading, press, rating, why } from "./frame.js";

let drawn = 0;

/** A song: who, when, why, and where to hear it. `complete` takes in what is found of it later. */
export function trackCard(content, tools) {
  const { say } = tools;
  const rates = rating(content.id, tools);
  let listening = listeningTo(content, tools);
  const knownOf = ({ found }) => found && (tools.part("song") ?? found.url);
  let shown = knownOf(content);
  const node = frame("track", say("card_track"), content, cover(content),
    heading(content, content.artist, content.year && String(content.year)), why(content), listening, rates.node);
  return { node, update: rates.update, complete(better) {
    // Who listens, chooses a service or stands there keeps what they have in hand, until they leave it.
    if (knownOf(better) === shown || listening.matches(":has(iframe, [aria-expanded=true], :focus)")) return;
    shown = knownOf(better);
    listening.replaceWith(listening = listeningTo(better, tools));
  } };
}

/** Everything about where to hear it. That more is known of a song is no news to be read aloud. */
function listeningTo(content, tools) {
  return h("div", { class: "open-in", "aria-live": "off" }, openIn(content, tools),
    content.found && tools.part("song")?.songPlayer(content, tools, serviceName(content.found.service, tools.say)));
}

/** The services to hear it on, unfolded by one press, the preferred one beside it; each is told of by its name. */
function openIn({ id, title, links, preferred }, { say, request }) {
  const given = (Array.isArray(links) ? links : []).map(({ service, url }) => outwardLink(url, {
    class: service === preferred ? "button listen" : "button quiet", "aria-label": say("listen_new_tab", { title: title ?? "", service: serviceName(service, say) }),
    on: { click: () => request({ type: "report_item", item: id, action: "play" }) },
  }, serviceName(service, say), icon("out"))).filter(Boolean);
  if (!given.length) return null;
  const list = h("div", { class: "services", hidden: true }, ...given.filter((link) => link.matches(".quiet")));
  const fold = (folded) => {
    list.hidden = folded;
    toggle.setAttribute("aria-expanded", String(!folded));
    if (!folded) list.scrollIntoView({ block: "nearest" });
  };
  const toggle = press([icon("play"), say("open_in"), icon("down")], { class: "button listen", "aria-expanded": "false" }, () => fold(!list.hidden));
  return h("div", { class: "open-in", on: { keydown: (event) => {
    if (event.key !== "Escape" || list.hidden) return;
    event.preventDefault();
    fold(true);
    toggle.focus();
  } } }, ...given.filter((link) => link.matches(".listen")), toggle, list);
}

function serviceName(service, say) {
  return say.has(`services.${service}`) ? say(`services.${service}`) : String(service ?? "");
}

/** The cover that `coverOf` designs: a sky, a sun or moon, waves. */
function cover(content) {
  const art = coverOf(content);
  const sky = `ut-sky-${(drawn += 1)}`;
  const node = s("svg", { class: "cover", viewBox: "0 0 160 80", preserveAspectRatio: "xMidYMid slice", "data-mood": art.first, "data-undertone": art.second,
    "data-dim": art.dim, "aria-hidden": "true", focusable: "false" },
    s("defs", {}, s("linearGradient", { id: sky, x1: 0, y1: 0, x2: 0.25, y2: 1 },
      s("stop", { class: "sky-high", offset: "0%" }), s("stop", { class: "sky-low", offset: "75%" }))),
    s("rect", { width: 160, height: 80, fill: `url(#${sky})` }),
    ...art.stars.map(({ x, y, r }) => s("circle", { class: "cover-star", cx: x, cy: y, r })),
    ...[2.6, 1.9, 1.4].map((times) => s("circle", { class: "cover-glow", cx: art.sun.x, cy: art.sun.y, r: art.sun.r * times })),
    s("circle", { class: "cover-sun", cx: art.sun.x, cy: art.sun.y, r: art.sun.r }),
    ...art.waves.map((d, n) => s("path", { class: `cover-wave cover-wave-${n}`, d })));
  node.style.setProperty("--light", `${Math.round(art.light * 100)}%`);
  return node;
}
