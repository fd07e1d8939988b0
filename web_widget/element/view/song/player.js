import { h, outwardLink } from "../node.js";
import { icon } from "../icons.js";
import { press } from "../cards/frame.js";

/** Whose players may be shown: their own host, a path that plays one song, nothing that says who listens. */
const PLAYERS = { spotify: /^https:\/\/open\.spotify\.com\/embed\/track\/[0-9A-Za-z]{22}$/ };

let drawn = 0;

/**
 * A service's own player. Nothing is asked of the service before the visitor presses.
 *
 * @returns {HTMLElement | null} null where there is no player, or none that may be shown
 */
export function songPlayer({ id, title, found }, { say, request }, service) {
  if (!PLAYERS[found?.service]?.test(found.embed)) return null;
  const hintId = `player-hint-${(drawn += 1)}`;
  const listen = press([icon("play"), say("listen_here")], { class: "button quiet", "aria-describedby": hintId }, () => {
    request({ type: "report_item", item: id, action: "play" });
    const frame = playerFrame(found, say("player_of", { title: title ?? "", service }));
    whenBlocked(found.embed, frame, () => frame.replaceWith(h("p", { class: "player-words", role: "status" }, say("player_blocked", { service }), " ",
      outwardLink(found.url, {}, service, h("span", { class: "unseen" }, ` ${say("opens_new_tab")}`)))));
    node.replaceChildren(frame);
    frame.focus();
  });
  const hint = h("p", { class: "player-words", id: hintId }, say("listen_here_hint", { service }));
  const node = h("div", { class: "open-in" }, h("div", { class: "card-foot" }, listen), hint);
  return node;
}

function playerFrame({ embed }, title) {
  return h("iframe", { class: "song-player", src: embed, title, allow: "encrypted-media", referrerpolicy: "no-referrer",
    sandbox: "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox" });
}

/** A page may forbid frames of others: then there would be an empty box. */
function whenBlocked(address, frame, blocked) {
  const heard = ({ blockedURI, effectiveDirective }) => {
    if (!effectiveDirective.startsWith("frame-src") || !address.startsWith(new URL(blockedURI, location.href).origin)) return;
    stop();
    blocked();
  };
  const stop = () => document.removeEventListener("securitypolicyviolation", heard);
  document.addEventListener("securitypolicyviolation", heard);
  frame.addEventListener("load", () => setTimeout(stop, 1000));
}
