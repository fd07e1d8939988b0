const SVG = "http://www.w3.org/2000/svg";

/**
 * Build an element. Words always become text nodes; nothing here reads markup.
 *
 * @param {string} tag
 * @param {Record<string, any>} [given] `class`, `on: {event: listener}`, and attributes;
 *   true writes an empty attribute, false and null write none
 * @param {...(Node | string | null)} children
 * @returns {any} an HTMLElement of that tag
 */
export function h(tag, given = {}, ...children) {
  return furnish(document.createElement(tag), given, children);
}

/**
 * The same for SVG.
 *
 * @returns {SVGElement}
 */
export function s(tag, given = {}, ...children) {
  return furnish(document.createElementNS(SVG, tag), given, children);
}

function furnish(node, { on = {}, ...attributes }, children) {
  for (const [name, value] of Object.entries(attributes)) setAttribute(node, name, value);
  for (const [event, listener] of Object.entries(on)) node.addEventListener(event, listener);
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** Write an attribute only when it changes, so that transitions and screen readers rest. */
export function setAttribute(node, name, value) {
  const text = value === true ? "" : value === false || value === null || value === undefined ? null : String(value);
  if (node.getAttribute(name) === text) return;
  if (text === null) node.removeAttribute(name);
  else node.setAttribute(name, text);
}

/** Change a node's words only when they differ. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * @param {unknown} address from the gateway: not trusted
 * @returns {string | null} the address if it is plain http or https
 */
export function safeAddress(address) {
  try {
    const url = new URL(String(address));
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null;
  }
}

/**
 * A link that leaves the page without telling it.
 *
 * @returns {HTMLAnchorElement | null} null if the address is not plain http or https
 */
export function outwardLink(address, given, ...children) {
  const href = safeAddress(address);
  if (!href) return null;
  return h("a", { href, target: "_blank", rel: "noopener noreferrer", ...given }, ...children);
}
