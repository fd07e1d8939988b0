/** Where the widget's modules are: beside the project's tests on disk, at /element/ from the scripted gateway. */
const inNode = typeof process !== "undefined" && Boolean(process.versions?.node);
const home = inNode ? new URL("../../../web_widget/element/", import.meta.url) : new URL("/element/", location.href);

export const load = (path) => import(new URL(path, home).href);
