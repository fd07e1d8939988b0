const TASTE = "v1/preferences";

/** What the widget asks of the gateway outside the line; each throws GatewayRefusal, or Error if the gateway cannot be reached. */
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
   * @throws {GatewayRefusal | Error}
   */
  exportData(token) {
    return this.ask("v1/export", "GET", token);
  }

  /** Erases all of it. */
  forget(token) {
    return this.ask("v1/forget", "POST", token);
  }

  /** The points of the mood, oldest first. */
  mood(token) {
    return this.ask("v1/mood?limit=500", "GET", token);
  }

  /** What was told and learned of the visitor's taste. */
  taste(token) {
    return this.ask(TASTE, "GET", token);
  }

  /** Says more of it; the answer is the taste then. */
  tellTaste(token, told) {
    return this.ask(TASTE, "PUT", token, told);
  }

  /** Takes one thing back; the answer is the taste then. */
  takeBack(token, { kind, subject, when }) {
    const about = new URLSearchParams({ kind, subject, ...(when ? { when } : {}) });
    return this.ask(`${TASTE}?${about}`, "DELETE", token);
  }

  /** A kept message as sound, said by the gateway; what no turn asked for has none. */
  async speech(token, turn, seq) {
    const which = new URLSearchParams({ ...(turn ? { turn } : {}), message: String(seq) });
    const response = await this.#answer(`v1/speech?${which}`, "GET", token);
    return response.arrayBuffer();
  }

  /** Any call that is answered by JSON: path, method, token, and what is sent. */
  async ask(...asked) {
    return (await this.#answer(...asked)).json();
  }

  async #answer(path, method, token, body) {
    const response = await this.fetch(new URL(path, this.base), {
      method,
      headers: { Authorization: `Bearer ${token}`, ...(body ? { "Content-Type": "application/json" } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
      credentials: "omit",
      cache: "no-store",
    });
    if (!response.ok) throw new GatewayRefusal(`${method} ${path}`, response.status);
    return response;
  }
}

/** The gateway answered, and refused. */
export class GatewayRefusal extends Error {
  /**
   * @param {string} asked
   * @param {number} status of HTTP
   */
  constructor(asked, status) {
    super(`${asked} answered ${status}`);
    this.status = status;
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
