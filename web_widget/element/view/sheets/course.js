import { courseSentence } from "../../course-words.js";
import { h, setText } from "../node.js";
import { coursePicture } from "./course-picture.js";
import { courseTable } from "./course-table.js";

/** Who reads the course as a table reads it so the next time, too, while the page is open. */
let isRead = false;

/** The course of the mood: a picture to walk through point by point, or the same as a table, and one sentence about it. */
export function course(tools) {
  const { say, clock } = tools;
  const forms = [coursePicture(tools), courseTable(tools)];
  const toggle = h("button", { type: "button", class: "plain", on: { click: () => show(!isRead) } });
  const told = h("p", { class: "course-told" });
  const node = h("section", { class: "course", "aria-labelledby": "course-title" },
    h("div", { class: "course-head" }, h("h3", { id: "course-title" }, say("course")), toggle), told, ...forms.map((form) => form.node));
  let latest = [];
  let chosen = null;
  const draw = () => {
    setText(toggle, say(isRead ? "as_picture" : "as_table"));
    forms.forEach((form, index) => {
      form.node.hidden = (index === 1) !== isRead;
      if (!form.node.hidden) form.update(latest, chosen);
    });
  };
  const show = (read) => {
    isRead = read;
    draw();
  };
  return { node, update(points, turn) {
    if (points === latest && turn === chosen) return;
    [latest, chosen] = [points, turn];
    node.hidden = points.length === 0;
    setText(told, courseSentence(points, say, clock));
    draw();
  } };
}
