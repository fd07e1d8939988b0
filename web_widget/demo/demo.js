/** The demo page: the snippet that follows the choices, the copy button. */

const choices = document.getElementById("choices");
const snippet = document.getElementById("snippet");
const stage = document.getElementById("chat");
const script = new URL("element/undertone-chat.js", document.baseURI).href;

function chosen() {
  const form = new FormData(choices);
  return { mode: form.get("mode"), theme: form.get("theme"), palette: form.get("palette") };
}

/** The line a site owner would paste for these choices. */
function lineFor({ mode, theme, palette }) {
  const tag = `<script type="module" src="${script}"></script>`;
  const attributes = [mode === "inline" ? ' mode="inline"' : "", theme === "auto" ? "" : ` theme="${theme}"`,
    palette === "pine" ? "" : ` palette="${palette}"`].join("");
  const element = attributes ? `\n<undertone-chat${attributes}></undertone-chat>` : "";
  return tag + element;
}

function apply() {
  const { mode, theme, palette } = chosen();
  snippet.textContent = lineFor({ mode, theme, palette });
  const chat = document.querySelector("undertone-chat");
  const next = chat.getAttribute("mode") === mode ? chat : document.createElement("undertone-chat");
  next.setAttribute("mode", mode);
  next.setAttribute("theme", theme);
  next.setAttribute("palette", palette);
  document.body.classList.toggle("chat-in-corner", mode === "floating");
  if (next === chat) return;
  chat.remove();
  (mode === "inline" ? stage : document.body).append(next);
}

async function copySnippet({ target }) {
  try {
    await navigator.clipboard.writeText(snippet.textContent);
    target.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(snippet);
    target.textContent = "Selected";
  }
}

choices.addEventListener("change", apply);
document.getElementById("copy").addEventListener("click", copySnippet);
apply();
