/** A service's own player, with its words and styles: fetched when a card first has one. */
import words from "../../lang/en-song.js";
import { addWords } from "../../lang/index.js";

export { songPlayer } from "./player.js";
export { styles } from "../styles/song.js";

addWords(words);
