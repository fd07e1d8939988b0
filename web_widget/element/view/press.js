/** A press shorter than this is a click: it begins and stays. A longer one is held: it ends when it is let go. */
export const HOLD_MS = 260;
const KEYS = new Set([" ", "Enter"]);

/**
 * Tells clicks from holding, alike for mouse, finger, pen, keys and for what a screen reader does in their place.
 *
 * @param {HTMLElement} button
 * @param {{click: () => void, hold: () => void, letGo: () => void, mayHold: () => boolean}} does
 * @returns {{down: () => void, up: () => void, cancel: () => void}} for a key that stands for the button
 */
export function pressable(button, does) {
  let timer = null;
  let isDown = false;
  let isHeld = false;
  let isHandled = false;
  const down = () => {
    if (isDown) return;
    isDown = true;
    isHeld = false;
    // Another window takes the key or the finger with it: nobody is listened to without holding.
    addEventListener("blur", press.cancel);
    if (!does.mayHold()) return;
    timer = setTimeout(() => {
      isHeld = true;
      does.hold();
    }, HOLD_MS);
  };
  const end = (finished) => {
    if (!isDown) return;
    isDown = false;
    isHandled = true;
    removeEventListener("blur", press.cancel);
    clearTimeout(timer);
    if (isHeld) does.letGo();
    else if (finished) does.click();
  };
  const press = { down, up: () => end(true), cancel: () => end(false) };
  listen(button, press, () => {
    const wasHandled = isHandled;
    isHandled = false;
    return wasHandled;
  }, does.click);
  return press;
}

function listen(button, { down, up, cancel }, takeHandled, click) {
  const on = (names, listener) => { for (const name of names) button.addEventListener(name, listener); };
  on(["pointerdown"], (event) => {
    if (event.button !== 0) return;
    takeHandled();
    button.setPointerCapture?.(event.pointerId);
    down();
  });
  on(["pointerup"], up);
  on(["pointercancel", "blur"], cancel);
  on(["contextmenu"], (event) => event.preventDefault());
  on(["keydown", "keyup"], (event) => {
    if (!KEYS.has(event.key) || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (event.type === "keyup") up();
    else if (!event.repeat) {
      takeHandled();
      down();
    }
  });
  // A click without a press before it comes from a screen reader or a script.
  on(["click"], () => { if (!takeHandled()) click(); });
}
