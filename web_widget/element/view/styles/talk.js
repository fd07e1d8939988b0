/** The log, the bubbles, the replies and the place to write. */
export const talk = `
.log-frame { position: relative; flex: 1; min-block-size: 0; display: flex; }
.log {
  flex: 1; overflow-y: auto; overscroll-behavior: contain; padding: 0.5em 1.05em 0.25em;
  display: flex; flex-direction: column; scrollbar-width: thin; scrollbar-color: var(--line) transparent;
  --fade: linear-gradient(transparent, #000 0.9em calc(100% - 0.7em), transparent);
  mask-image: var(--fade); scroll-padding-block: 1em;
}
.log:focus-visible { outline-offset: -3px; border-radius: 0.8em; }
.log::before { content: ""; margin-block-start: auto; }
.log-end { flex: none; block-size: 0.6em; }
.to-latest {
  position: absolute; inset-block-end: 0.6em; inset-inline-start: calc(50% - var(--target) / 2); inline-size: var(--target); block-size: var(--target);
  display: grid; place-items: center; border-radius: 50%; background: var(--surface); color: var(--ink);
  box-shadow: 0 0 0 1px var(--line), 0 4px 14px rgb(20 24 28 / 0.16);
}

.row { display: flex; flex-direction: column; align-items: flex-start; gap: 0.45em; margin-block-start: 0.4em; position: relative; }
.row.visitor { align-items: flex-end; }
.row.visitor + .row.bot, .row.bot + .row.visitor { margin-block-start: 0.95em; }
.row:not([data-still]) { animation: row-in 0.34s cubic-bezier(0.2, 0.8, 0.3, 1); }
@keyframes row-in { from { opacity: 0; transform: translateY(8px); } }
.bubble {
  max-inline-size: min(86%, 36em); padding: 0.6em 0.95em; border-radius: var(--radius);
  font-size: 0.9688em; white-space: pre-wrap; overflow-wrap: anywhere; text-wrap: pretty;
}
.bot .bubble { background: var(--surface); border-end-start-radius: 0.4em; box-shadow: 0 1px 2px rgb(20 24 28 / 0.05), var(--edge); }
.visitor .bubble { background: var(--accent); color: var(--on-accent); border-end-end-radius: 0.4em; transition: opacity 0.3s; }
.visitor[data-fate="pending"] .bubble { opacity: 0.86; }
.bubble a { text-underline-offset: 0.18em; }
.fate { display: inline-flex; align-items: center; gap: 0.3em; font-size: 0.8125em; color: var(--soft); }
.fate:empty { display: none; }
.fate .icon { inline-size: 1.15em; block-size: 1.15em; }
.row.note {
  display: block; align-self: center; text-align: center; max-inline-size: 30em; margin-block: 1em 0.7em; padding: 0 1em;
  font-size: 0.8438em; color: var(--soft); text-wrap: balance;
}

.typing-place { padding: 0 1.05em; min-block-size: 0; }
.typing { display: inline-flex; gap: 0.3em; padding: 0.7em 0.95em; margin-block-end: 0.65em; border-radius: var(--radius); border-end-start-radius: 0.4em;
  background: var(--surface); box-shadow: var(--edge); animation: row-in 0.3s; }
.dot { inline-size: 0.42em; block-size: 0.42em; border-radius: 50%; background: var(--soft); animation: dot 1.5s ease-in-out infinite; }
.dot:nth-child(2) { animation-delay: 0.2s; }
.dot:nth-child(3) { animation-delay: 0.4s; }
@keyframes dot { 0%, 60%, 100% { opacity: 0.3; } 30% { opacity: 1; transform: translateY(-0.15em); } }

.replies { display: flex; flex-wrap: wrap; gap: 0.45em; padding: 0.15em 1.05em 0.65em; }
.replies:empty { display: none; }
.reply {
  min-block-size: var(--target); padding: 0.3em 1.05em; border-radius: 2em; font-size: 0.9063em; font-weight: 500; color: var(--accent);
  background: color-mix(in srgb, var(--surface) 80%, transparent);
  box-shadow: inset 0 0 0 1px color-mix(in srgb, var(--accent) 38%, transparent);
  transition: background 0.15s, color 0.15s; animation: row-in 0.34s;
}
@media (hover: hover) { .reply:hover { background: var(--accent); color: var(--on-accent); } }

.status { display: flex; align-items: center; justify-content: space-between; gap: 0.6em; margin: 0 1.05em 0.55em; padding: 0.5em 0.8em;
  border-radius: 0.9em; font-size: 0.8438em; line-height: 1.4; color: var(--ink); background: color-mix(in srgb, var(--accent) 11%, var(--paper)); }
.status:not([data-kind]) { display: none; }
.status .plain { flex: none; }

.composer { padding: 0 0.85em 0.85em; }
.field-frame {
  display: grid; grid-template-columns: 1fr auto auto auto; align-items: end; border-radius: 1.55em; background: var(--surface);
  box-shadow: 0 0 0 1px var(--line), 0 1px 3px rgb(20 24 28 / 0.05); transition: box-shadow 0.2s;
}
.field-frame:focus-within { box-shadow: 0 0 0 2px var(--accent); }
.field-frame::after { content: attr(data-value) " "; visibility: hidden; white-space: pre-wrap; overflow-wrap: anywhere; }
.field-frame::after, .field { grid-area: 1 / 1; padding: 0.75em 0.4em 0.75em 1.1em; max-block-size: 8.5em; min-inline-size: 0; line-height: 1.45; }
.field { resize: none; border: 0; background: none; inline-size: 100%; block-size: 100%; overflow-y: auto; scrollbar-width: thin; outline: none; }
.field:focus-visible { outline: none; }
.field:placeholder-shown { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.field::placeholder { color: var(--soft); opacity: 1; }
.send {
  grid-area: 1 / 4; display: grid; place-items: center; inline-size: var(--target); block-size: var(--target); margin: 0.13em 0.2em 0.13em 0; border-radius: 50%;
  color: var(--soft); transition: background 0.2s, color 0.2s, transform 0.2s;
}
.send[data-ready] { background: var(--accent); color: var(--on-accent); }
.send[data-ready]:hover { transform: scale(1.05); }
.count { display: block; padding: 0.35em 1.1em 0; font-size: 0.8125em; color: var(--soft); }
.count:empty { display: none; }
.count[data-over] { color: var(--grave); }
@media (max-width: 480px) { .composer { padding-block-end: max(0.85em, env(safe-area-inset-bottom)); } }
@media (pointer: coarse) { .field { font-size: max(1em, 16px); } }
`;
