import { pictureFrame } from "./picture-frame.js";

/** What may wait in the browser, in bytes: about four pictures. Beyond it the line is late, and a late picture is worth nothing. */
export const MOST_WAITING_BYTES = 48_000;

/** One stream of pictures, or of what the device saw in them, on the line. */
export class PictureStream {
  #sequence = 0;

  /**
   * @param {import("../socket.js").Line} line
   * @param {number} number 0 to 255, told to the gateway by `camera.start`
   * @param {number} began_ms when, by the clock of `at_ms`
   */
  constructor(line, number, began_ms) {
    this.line = line;
    this.number = number;
    this.began_ms = began_ms;
  }

  /** Whether the line is too slow for another one just now. */
  get isLate() {
    return this.line.backlog > MOST_WAITING_BYTES;
  }

  /**
   * @param {ArrayBuffer} file a whole JPEG
   * @param {number} at_ms when the picture was taken
   */
  send(file, at_ms) {
    const header = { stream: this.number, sequence: this.#sequence, at_ms: at_ms - this.began_ms };
    this.#sequence += 1;
    this.line.sendBytes(pictureFrame(header, file));
  }

  /**
   * @param {object | null} observation of the device; null where no face was
   * @param {number} at_ms when the picture was taken
   */
  tell(observation, at_ms) {
    this.line.send({ type: "look", stream: this.number, t_ms: Math.round(at_ms - this.began_ms), observation });
  }
}
