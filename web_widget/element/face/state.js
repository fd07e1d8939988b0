/**
 * What the widget knows of seeing, and how each event changes it. No DOM, no clock.
 *
 * @typedef {"off" | "loading" | "opening" | "on"} CameraState  loading: what reads a face on the device is on its way
 * @typedef {{where: null | "server" | "device", selfView: boolean}} FaceChoice what the visitor chose, kept with the conversation
 */

import { isAbout, senseTold, ungranted } from "../senses.js";

/** @returns {FaceChoice} */
export function noFaceChoice() {
  return { where: null, selfView: true };
}

/** @returns {any} nothing is seen */
export function unseenState() {
  return {
    /** What the gateway offers; null before it said so, or if it sees nothing. */
    terms: null,
    /** Whether the site wants any camera. */
    allowed: true,
    /** The gateway's state of the sense; `on` is the visitor's consent. */
    sense: "not_available",
    /** @type {CameraState} */
    camera: "off",
    /** Whether it is a photo in the place of a camera. */
    isPhoto: false,
    /** What the gateway sees, and how many faces. */
    seeing: "looking",
    nFaces: 0,
    /** Why the camera is off though the visitor wanted it, or what became of a photo: a word of the language file. */
    trouble: null,
    reading: null,
    /** Whether the visitor is about to show a photo or to choose a mood. */
    isChoosing: false,
  };
}

/** What outlives a change of person or a forgetting: what is possible here, and no consent. */
export function facePossible({ terms, allowed, sense }) {
  return { ...unseenState(), terms, allowed, sense: ungranted(sense) };
}

const face = (state, change) => ({ ...state, face: { ...state.face, ...change } });
const unasked = ({ entries }) => entries.filter(({ kind }) => kind !== "camera_asking");

/** Events of the coordinator and the views. */
export const FACE_CHANGES = {
  camera_changed: (state, { change }) => face(state, { ...(change.camera === "off" ? { reading: null, isPhoto: false } : {}), ...change }),
  camera_asked: (state, { now, isPhoto }) => ({
    ...face(state, { isChoosing: false }), entries: [...unasked(state), { kind: "camera_asking", key: `camera-${now}`, at: now, isPhoto }],
  }),
  camera_refused: (state) => ({ ...state, entries: unasked(state) }),
  face_allowed: (state, { where, now }) => ({
    ...face(state, { sense: "on" }), faceChoice: { ...state.faceChoice, where },
    entries: [...unasked(state), { kind: "note", key: `note-camera-${now}`, note: `camera_${where}`, at: now }],
  }),
  face_chosen: (state, { on }) => face(state, on ? { sense: "on" } : { sense: "off", reading: null }),
  face_choice_changed: (state, { change }) => ({ ...state, faceChoice: { ...state.faceChoice, ...change } }),
};

/** Messages of the gateway. */
export const FACE_RECEIVED = {
  seeing: (state, { state: seeing, n_faces: nFaces }) =>
    state.face.camera === "off" ? state : face(state, { seeing, nFaces, ...(seeing === "no_face" ? { reading: null } : {}) }),
};

/** What the face says, alone or with the voice, moves the ring while it is seen, or until a photo has been answered. */
export function withFaceReading(state, reading) {
  const { camera, isPhoto, sense } = state.face;
  return sense === "on" && (camera !== "off" || isPhoto) ? face(state, { reading }) : state;
}

/** What the gateway says of the sense, unless the visitor's own word is still on its way. */
export function welcomedFace(state, { face: terms, senses }) {
  return { ...state.face, terms: terms ?? null, sense: senseTold(state, senses, "face") };
}

/** @returns {boolean} whether the gateway has yet to hear what the visitor says of their face */
export function isConsentOnItsWay({ outbox }) {
  return outbox.some(({ message }) => isAbout("face")(message));
}

/** @returns {boolean} whether a face can be read here at all */
export function canSee({ face: { allowed, sense, terms } }) {
  return allowed && (sense === "on" || sense === "off") && (terms?.where.length ?? 0) > 0;
}

/** @returns {null | "server" | "device"} where pictures are looked at; null: to be chosen */
export function whereOf({ face: { terms }, faceChoice }) {
  const offered = terms?.where ?? [];
  return offered.length === 1 ? offered[0] : offered.includes(faceChoice.where) ? faceChoice.where : null;
}
