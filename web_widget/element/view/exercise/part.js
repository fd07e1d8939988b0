/** What runs an exercise, with its words and styles: fetched when the visitor first begins one. */
import words from "../../lang/en-exercise.js";
import { addWords } from "../../lang/index.js";

export { exercisePlayer } from "./player.js";
export { styles } from "../styles/exercise.js";

addWords(words);
