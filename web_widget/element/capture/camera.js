/** The visitor's camera: opened, looked through one picture at a time, and let go for good. */

/** Small and slow is enough: what is sent is at most 320 pixels wide, five times a second. */
const WANTED = { audio: false, video: { facingMode: "user", width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 15 } } };

/** What the browser calls it, and what the visitor is told. */
const REASONS = {
  NotAllowedError: "refused", SecurityError: "refused", NotFoundError: "none", OverconstrainedError: "none",
  NotReadableError: "busy", AbortError: "busy",
};

/** Why there is no picture: `insecure`, `unsupported`, `refused`, `none`, `busy`, `failed`, or `photo` for a file that is none. */
export class CameraError extends Error {
  /**
   * @param {string} reason one of the words above
   * @param {unknown} [cause] what the browser said
   */
  constructor(reason, cause) {
    super(`no picture: ${reason}`, { cause });
    this.reason = reason;
  }
}

/**
 * Ask the browser for the camera; the first time it asks the visitor.
 *
 * @param {() => void} lost called when the device went away, or the browser took it back
 * @returns {Promise<OpenCamera>}
 * @throws {CameraError}
 */
export async function openCamera(lost) {
  if (!globalThis.isSecureContext) throw new CameraError("insecure");
  if (!navigator.mediaDevices?.getUserMedia) throw new CameraError("unsupported");
  let stream = null;
  try {
    stream = await navigator.mediaDevices.getUserMedia(WANTED);
    return await OpenCamera.on(stream, lost);
  } catch (error) {
    for (const track of stream?.getTracks() ?? []) track.stop();
    throw new CameraError(REASONS[error?.name] ?? "failed", error);
  }
}

class OpenCamera {
  static async on(stream, lost) {
    const video = document.createElement("video");
    Object.assign(video, { muted: true, playsInline: true, srcObject: stream });
    await video.play();
    return new OpenCamera(stream, video, lost);
  }

  constructor(stream, video, lost) {
    this.view = stream;
    this.video = video;
    for (const track of stream.getTracks()) track.onended = lost;
  }

  /**
   * What is before it now.
   *
   * @returns {Promise<ImageBitmap | null>} null where there is no picture yet
   */
  async look() {
    return this.video.videoWidth ? createImageBitmap(this.video) : null;
  }

  close() {
    for (const track of this.view.getTracks()) {
      track.onended = null;
      track.stop();
    }
    this.video.srcObject = null;
  }
}
