import { LABELS } from "../emotions.js";
import { icon } from "./icons.js";
import { h, setAttribute, setText } from "./node.js";

/** The sign that the camera is on: what it shows, what is seen in it, and what went wrong; and what can take its place. */
export function cameraBar({ say, request, seen }) {
  const self = selfView(seen);
  const words = h("span", { class: "voice-words", "aria-hidden": "true" });
  const hide = button("plain", () => request({ type: "face_self_view", shown: hide.getAttribute("aria-pressed") !== "true" }));
  const bar = h("div", { class: "camera-bar", part: "camera-view", role: "group", "aria-label": say("camera"), hidden: true },
    h("span", { class: "seeing-sign", "aria-hidden": "true" }, icon("camera")), self.node, words, hide);
  const told = trouble({ say, request });
  const instead = withoutCamera({ say, request });
  const news = h("span", { class: "unseen", role: "status" });
  let wasOn = false;
  return {
    node: h("div", { class: "camera-place" }, instead.node, bar, told.node, news),
    update(state) {
      const { face: { camera, isPhoto }, faceChoice: { selfView } } = state;
      const isOn = camera !== "off";
      const now = say(seenOf(state));
      bar.hidden = !isOn;
      setAttribute(bar, "data-state", isOn ? camera : null);
      setText(words, now);
      self.draw(camera === "on" && (selfView || isPhoto), isPhoto);
      hide.hidden = camera !== "on" || isPhoto;
      setAttribute(hide, "aria-pressed", String(selfView));
      setText(hide, say(selfView ? "hide_me" : "show_me"));
      const wrong = told.draw(state);
      setText(news, wrong || (isOn ? now : wasOn ? say("camera_off") : ""));
      instead.draw(state);
      wasOn = isOn || wasOn;
    },
  };
}

function button(kind, click, ...words) {
  return h("button", { type: "button", class: kind, on: { click } }, ...words);
}

function seenOf({ line, face: { camera, isPhoto, seeing, nFaces } }) {
  if (camera !== "on") return `camera_${camera}`;
  if (line !== "open") return "camera_no_line";
  if (isPhoto) return "seeing_photo";
  return nFaces > 1 && seeing === "looking" ? "seeing_several" : `seeing_${seeing}`;
}

/** The visitor as the camera sees them, mirrored as people know themselves; or their photo as it is. */
function selfView(seen) {
  const video = h("video", { class: "self", part: "self-view", tabindex: "-1" });
  Object.assign(video, { muted: true, playsInline: true, disablePictureInPicture: true });
  const photo = h("canvas", { class: "self", part: "self-view", hidden: true });
  let shown = null;
  return { node: h("span", { class: "self-place", "aria-hidden": "true" }, video, photo), draw(isShown, isPhoto) {
    const view = isShown ? seen() : null;
    if (view === shown) return;
    shown = view;
    video.hidden = !view || isPhoto;
    photo.hidden = !view || !isPhoto;
    video.srcObject = isPhoto ? null : view;
    if (!view) return Object.assign(photo, { width: 0, height: 0 });
    if (!isPhoto) return video.play()?.catch(() => {});
    Object.assign(photo, { width: 160, height: Math.round((160 * view.height) / view.width) });
    photo.getContext("2d").drawImage(view, 0, 0, photo.width, photo.height);
  } };
}

/** Where another way may help. */
const OFFERS_OTHER = new Set(["insecure", "unsupported", "refused", "none", "busy", "photo", "photo_faceless", "gateway", "failed", "no_reader"]);

/** Why the camera is off, and what can be done instead. */
function trouble({ say, request }) {
  const words = h("span", {});
  const server = button("plain", () => request({ type: "face_where", where: "server" }), say("use_server"));
  const other = button("plain", () => request({ type: "face_instead", on: true }), say("see_instead"));
  const dismiss = button("plain", () => request({ type: "face_dismiss" }), say("dismiss"));
  const node = h("div", { class: "status voice-trouble" }, words, h("span", { class: "bar-keys" }, server, other, dismiss));
  return { node, draw({ face: { trouble: reason, terms } }) {
    const key = reason && (say.has(`camera_trouble_${reason}`) ? `camera_trouble_${reason}` : "camera_trouble_failed");
    setAttribute(node, "data-kind", reason && "camera");
    setText(words, key ? say(key) : "");
    server.hidden = reason !== "no_reader" || !terms?.where.includes("server");
    other.hidden = !OFFERS_OTHER.has(reason);
    return key ? say(key) : "";
  } };
}

/** A photo, or a mood in the visitor's own judgement: for those who have no camera or want none. */
function withoutCamera({ say, request }) {
  const file = h("input", { type: "file", accept: "image/*", hidden: true, "aria-hidden": "true", tabindex: "-1", on: { change: () => {
    const [photo] = file.files;
    file.value = "";
    if (photo) request({ type: "face_photo", file: photo });
  } } });
  const close = () => request({ type: "face_instead", on: false });
  const mood = (label) => h("button", { type: "button", class: "reply", "data-mood": label, on: { click: () => {
    close();
    request({ type: "send_text", text: say(`feel.${label}`), mood: label, from: "reply" });
  } } }, h("span", { class: "dot-of", "aria-hidden": "true" }), say(`feelings.${label}`));
  const title = h("h3", { class: "instead-title", id: "instead-title", tabindex: "-1" }, say("instead_title"));
  const photo = button("button quiet", () => file.click(), icon("photo"), say("photo_choose"));
  const node = h("section", { class: "instead", part: "instead", "aria-labelledby": "instead-title", hidden: true,
    on: { keydown: (event) => { if (event.key === "Escape") { event.preventDefault(); close(); } } } },
    h("div", { class: "instead-top" }, title, button("plain", close, say("close_instead"))),
    h("div", { class: "chips", role: "group", "aria-labelledby": "instead-title" }, ...LABELS.map(mood)),
    h("p", { class: "small-words" }, say("photo_hint")), photo, file);
  return { node, draw({ face: { isChoosing } }) {
    const isFresh = isChoosing && node.hidden;
    node.hidden = !isChoosing;
    if (isFresh) title.focus();
  } };
}
