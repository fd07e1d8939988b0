/**
 * The one script a site adds:
 *
 *     <script type="module" src="https://your-host/element/undertone-chat.js"></script>
 *
 * It defines `<undertone-chat>`, and if the page has none, puts a floating one at its end.
 */
import { UndertoneChat } from "./chat-element.js";

export { UndertoneChat };
export { registerLanguage } from "./lang/index.js";

if (!customElements.get("undertone-chat")) customElements.define("undertone-chat", UndertoneChat);

function appearIfAbsent() {
  if (!document.querySelector("undertone-chat")) document.body.append(document.createElement("undertone-chat"));
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", appearIfAbsent, { once: true });
else appearIfAbsent();
