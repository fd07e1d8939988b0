import { CameraError } from "./camera.js";

/** A face in a whole photo is smaller than one before a camera, so it may be larger; the file has to stay small all the same. */
export const PHOTO_SIDE_PX = 640;

/**
 * A photo in the place of a camera. What the file says of itself, but which way is up, stays behind: only pixels go on.
 *
 * @param {Blob} file
 * @returns {Promise<{view: ImageBitmap, look: () => Promise<ImageBitmap>, close: () => void}>}
 * @throws {CameraError} `photo` for what is no picture that this browser can read
 */
export async function openPhoto(file) {
  try {
    const view = await createImageBitmap(file, { imageOrientation: "from-image" });
    return { view, look: () => createImageBitmap(view), close: () => view.close() };
  } catch (error) {
    throw new CameraError("photo", error);
  }
}
