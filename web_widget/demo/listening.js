/** A page that listens to the conversation and speaks to it: everything it may do, in forty lines. */

const chat = document.querySelector("undertone-chat");
const at = (id) => document.getElementById(id);

function add(list, words) {
  const item = document.createElement("li");
  item.textContent = words;
  list.append(item);
}

// --- listen: the events bubble, so that one listener on the document hears them too ---

document.addEventListener("undertone:mood", ({ detail }) => {
  const light = (detail.valence + 1) / 2;
  at("window").style.setProperty("--light", light.toFixed(2));
  at("mood").textContent = `It sounds like ${detail.label}, ${detail.trend}.`;
});

chat.addEventListener("undertone:card", ({ detail }) => add(at("offered"), `${detail.title}: ${detail.why}`));
chat.addEventListener("undertone:message", ({ detail }) => add(at("said"), `${detail.from}: ${detail.text}`));

chat.addEventListener("undertone:identity", ({ detail }) => {
  at("identity").textContent = detail.accepted
    ? detail.known ? "Welcome back." : "Nice to meet you."
    : `That token was not accepted: ${detail.code}.`;
});

// --- speak ---

at("open").addEventListener("click", () => chat.open());
at("close").addEventListener("click", () => chat.close());
at("calm").addEventListener("click", () => chat.send("Play me something calm"));
at("leave").addEventListener("click", () => chat.setUser(null));
at("sign").addEventListener("submit", (event) => {
  event.preventDefault();
  chat.setUser(at("token").value.trim()); // your own page fetches it from your own server
});
