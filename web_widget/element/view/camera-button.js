import { canSee } from "../face/state.js";
import { icon } from "./icons.js";
import { h, setAttribute } from "./node.js";

/** A press opens the camera, the next one closes it. */
export function cameraButton({ say, request }) {
  let isOn = false;
  const button = h("button", { type: "button", class: "camera", part: "camera", hidden: true,
    on: { click: () => request({ type: isOn ? "face_stop" : "face_camera" }) } }, icon("camera"), icon("stop"));
  return {
    node: button,
    focus: () => button.focus(),
    update(state) {
      const { camera } = state.face;
      const isComing = camera === "off" && state.parts.camera === "loading";
      isOn = camera !== "off";
      button.hidden = !canSee(state);
      setAttribute(button, "data-state", isComing || (isOn && camera !== "on") ? "coming" : camera);
      setAttribute(button, "aria-busy", isComing ? "true" : null);
      setAttribute(button, "aria-pressed", String(isOn));
      setAttribute(button, "aria-label", say(isOn ? "camera_stop" : "camera_start"));
      setAttribute(button, "title", say(isOn ? "camera_stop" : "camera_start"));
    },
  };
}
