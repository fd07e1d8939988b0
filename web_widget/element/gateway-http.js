/** The two things the widget asks of the gateway outside the line: a copy of the data, and to be forgotten. */
export class GatewayHttp {
  /**
   * @param {string} base the gateway's address, with a closing slash
   * @param {typeof fetch} fetch
   */
  constructor(base, fetch) {
    this.base = base;
    this.fetch = fetch;
  }

  /**
   * @param {string} token the session's
   * @returns {Promise<object>} everything kept about this visitor
   * @throws {Error} if the gateway cannot be reached or refuses
   */
  async exportData(token) {
    const response = await this.#ask("v1/export", "GET", token);
    return response.json();
  }

  /**
   * @param {string} token the session's
   * @throws {Error} if the gateway cannot be reached or refuses
   */
  async forget(token) {
    await this.#ask("v1/forget", "POST", token);
  }

  async #ask(path, method, token) {
    const response = await this.fetch(new URL(path, this.base), {
      method,
      headers: { Authorization: `Bearer ${token}` },
      credentials: "omit",
      cache: "no-store",
    });
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}`);
    return response;
  }
}

/**
 * @param {string} server what the page's author gave, or where the script came from: http(s) or ws(s)
 * @returns {{base: string, socket: string}} the gateway's address and its websocket's
 */
export function addressesOf(server) {
  const base = new URL(server);
  base.protocol = base.protocol.replace(/^ws/, "http");
  base.search = base.hash = "";
  base.pathname = base.pathname.replace(/\/?(ws\/?)?$/, "/");
  const socket = new URL("ws", base);
  socket.protocol = base.protocol.replace(/^http/, "ws");
  return { base: base.href, socket: socket.href };
}
