/** All that sees, with its views, words and styles: fetched when the visitor first wants it. */
import { openCamera } from "../capture/camera.js";
import { JpegMaker } from "../capture/jpeg.js";
import { openPhoto } from "../capture/photo.js";
import words from "../lang/en-camera.js";
import { addWords } from "../lang/index.js";
import { Camera } from "./camera.js";

export { camera_asking } from "../view/camera-asking.js";
export { cameraBar as bar } from "../view/camera-bar.js";
export { styles } from "../view/styles/camera.js";

addWords(words);

/** @param {any} given what the conversation has: see `Camera` */
export function cameraOf(given) {
  return new Camera({ ...given, openCamera, openPhoto, jpegs: new JpegMaker() });
}
