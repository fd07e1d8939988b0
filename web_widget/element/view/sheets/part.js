/** All that lies over the conversation, with its words and styles: fetched when the visitor first opens one. */
import words from "../../lang/en-sheets.js";
import { addWords } from "../../lang/index.js";
import { dataSheet } from "./data.js";
import { menuSheet } from "./menu.js";
import { moodSheet } from "./mood.js";
import { tasteSheet } from "./taste.js";
import { aboutSheet, forgetSheet } from "./words.js";

export { styles } from "../styles/sheets.js";

addWords(words);

export const SHEETS = { menu: menuSheet, mood: moodSheet, taste: tasteSheet, data: dataSheet, forget: forgetSheet, about: aboutSheet };
