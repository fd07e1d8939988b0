import { coverOf } from "../../cover-art.js";
import { h, outwardLink, s, setAttribute } from "../node.js";
import { icon } from "../icons.js";
import { frame, heading, press, rating, why } from "./frame.js";
import { songPlayer } from "./song-player.js";

let drawn = 0;

/** A song: who, when, why, and where to hear it. `complete` takes in what is found of it later. */
export function trackCard(content, tools) {
  const { say } = tools;
  const rates = rating(content.id, tools);
  let listening = listeningTo(content, tools);
  const node = frame("track", say("card_track"), content, cover(content),
    heading(content, content.artist, content.year && String(content.year)), why(content), listening, rates.node);
  let shown = content;
  return { node, update: rates.update, complete(better) {
    if (better === shown) return;
    shown = better;
    const next = listeningTo(better, tools);
    setAttribute(next, "aria-live", "off"); // it was announced when it came; that more is known of it is no news
    if (!isInUse(listening)) listening.replaceWith(listening = next);
  } };
}

/** Somebody listens, chooses a service or stands there: what is new would take it out of their hands. */
function isInUse(listening) {
  return listening.querySelector("iframe, [aria-expanded=true]") !== null || listening.contains(listening.getRootNode().activeElement);
}

/** Everything about where to hear it. */
function listeningTo(content, tools) {
  return h("div", { class: "open-in" }, openIn(content, tools),
    songPlayer(content, tools, serviceName(content.found?.service, tools.say)));
}

/** The services to hear it on, unfolded by one press, the preferred one at once; each is told of by its name. */
function openIn({ id, title, links, preferred }, { say, request }) {
  const given = (Array.isArray(links) ? links : []).map(({ service, url }) => ({ service, link: outwardLink(url, {
    class: "button quiet", "aria-label": say("listen_new_tab", { title: title ?? "", service: serviceName(service, say) }),
    on: { click: () => request({ type: "report_item", item: id, action: "play" }) },
  }, serviceName(service, say), icon("out")) })).filter(({ link }) => link);
  if (!given.length) return null;
  const chosen = preferred && given.find(({ service }) => service === preferred)?.link;
  if (chosen) chosen.replaceChildren(icon("play"), say("open_at", { service: serviceName(preferred, say) }), icon("out"));
  chosen?.setAttribute("class", "button listen");
  const others = given.map(({ link }) => link).filter((link) => link !== chosen);
  const list = h("div", { class: "services", hidden: true }, ...others);
  const fold = (folded) => {
    list.hidden = folded;
    toggle.setAttribute("aria-expanded", String(!folded));
    if (!folded) list.scrollIntoView({ block: "nearest" });
  };
  const toggle = press(chosen ? [say("elsewhere"), icon("down")] : [icon("play"), say("open_in"), icon("down")],
    { class: chosen ? "button quiet listen" : "button listen", "aria-expanded": "false", hidden: !others.length }, () => fold(!list.hidden));
  return h("div", { class: "open-in", on: { keydown: (event) => {
    if (event.key !== "Escape" || list.hidden) return;
    event.preventDefault();
    fold(true);
    toggle.focus();
  } } }, h("div", { class: "listen-keys" }, chosen ?? null, toggle), list);
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
