/** The microphone and the loudspeaker, and how an answer that is said aloud looks. */
export const buttons = `
.camera { grid-area: 1 / 2; }
.microphone-place { grid-area: 1 / 3; }
:is(.microphone, .camera) {
  display: grid; place-items: center; inline-size: var(--target); block-size: var(--target); margin: 0.13em 0 0.13em 0; border-radius: 50%;
  color: var(--soft); transition: background 0.2s, color 0.2s, transform 0.2s; touch-action: none; user-select: none; -webkit-user-select: none; -webkit-touch-callout: none;
}
:is(.microphone, .camera):hover { color: var(--ink); background: color-mix(in srgb, var(--ink) 7%, transparent); }
:is(.microphone, .camera)[aria-pressed="true"] { background: var(--accent); color: var(--on-accent); }
:is(.microphone, .camera) .icon-stop { fill: currentColor; }
:is(.microphone, .camera)[aria-pressed="true"] :is(.icon-microphone, .icon-camera), :is(.microphone, .camera)[aria-pressed="false"] .icon-stop { display: none; }
:is(.microphone, .camera)[data-state="muted"] { background: color-mix(in srgb, var(--ink) 12%, var(--surface)); color: var(--ink); }
:is(.microphone, .camera)[data-state="on"] { animation: listening 2.4s ease-in-out infinite; }
:is(.microphone, .camera)[data-state="coming"] { position: relative; color: var(--accent); }
:is(.microphone, .camera)[data-state="coming"]::after {
  content: ""; position: absolute; inset: 3px; border-radius: 50%; border: 2px solid color-mix(in srgb, var(--accent) 25%, transparent);
  border-block-start-color: var(--accent); animation: coming 0.9s linear infinite;
}
@keyframes coming { to { transform: rotate(1turn); } }
@keyframes listening { 50% { box-shadow: 0 0 0 0.35em color-mix(in srgb, var(--accent) 22%, transparent); } }

.speaker .icon-hushed { display: none; }
.speaker[aria-pressed="false"] .icon-speaker { display: none; }
.speaker[aria-pressed="false"] .icon-hushed { display: block; }
.speaker[aria-pressed="true"] { color: var(--accent); }
.speaker[data-speaking] .icon { animation: speaking 1.2s ease-in-out infinite; }
@keyframes speaking { 50% { transform: scale(1.14); } }

.row.bot[data-said="now"] .bubble { box-shadow: 0 1px 2px rgb(20 24 28 / 0.05), 0 0 0 1.5px color-mix(in srgb, var(--accent) 55%, transparent); }
.row.bot .bubble { transition: box-shadow 0.3s; }
.unsaid { color: var(--soft); text-decoration: underline dotted 1px; text-underline-offset: 0.25em; }
`;
