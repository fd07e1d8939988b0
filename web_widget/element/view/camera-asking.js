import { whereOf } from "../face/state.js";
import { h, setText } from "./node.js";

/** Whether pictures may stay with the visitor is asked first where they can: what leaves a device cannot be called back. */
const WHERES = ["device", "server"];
let drawn = 0;

/** Before the first picture is taken: whether the face may be read, and where. In the flow of the talk, each answer as easy as the others. */
export function camera_asking({ isPhoto }, { say, request }) {
  const group = `camera-where-${(drawn += 1)}`;
  const ways = WHERES.map((where) => {
    const input = h("input", { type: "radio", name: group, value: where });
    return { where, input, node: h("label", { class: "way" }, input,
      h("span", { class: "choice-words" }, h("span", {}, say(`see_${where}`)), h("span", { class: "small-words" }, say(`see_${where}_hint`)))) };
  });
  const only = h("span", { class: "small-words" });
  const answer = (words, wanted) => h("button", { type: "button", class: "reply", on: { click: () => request(wanted()) } }, say(words));
  const chosen = () => ways.find(({ input, node }) => input.checked && !node.hidden)?.where ?? "server";
  const yes = answer(isPhoto ? "see_photo" : "see_camera", () => ({ type: "face_choose", where: chosen(), isPhoto }));
  const choice = h("div", { class: "ways", role: "radiogroup", "aria-label": say("see_where") }, ...ways.map(({ node }) => node));
  const node = h("div", { class: "row bot asking", role: "group", "aria-label": say("see_question") },
    h("span", { class: "unseen" }, say("said_by_bot")),
    h("div", { class: "bubble", part: "bubble bubble-bot" }, h("span", {}, say("see_question")), choice, only, h("span", { class: "small-words" }, say("see_promise"))),
    h("div", { class: "answers" }, yes, answer("see_instead", () => ({ type: "face_instead", on: true })), answer("see_nothing", () => ({ type: "face_refuse" }))));
  let isDrawn = false;
  return {
    node,
    focus: () => yes.focus(),
    update(state) {
      const offered = state.face.terms?.where ?? [];
      choice.hidden = offered.length < 2;
      only.hidden = offered.length !== 1;
      setText(only, offered.length === 1 ? say(`see_${offered[0]}_hint`) : "");
      for (const { where, node: way } of ways) way.hidden = !offered.includes(where);
      if (isDrawn || !offered.length) return;
      isDrawn = true;
      const first = whereOf(state) ?? WHERES.find((where) => offered.includes(where));
      for (const { where, input } of ways) input.checked = where === first;
    },
  };
}
