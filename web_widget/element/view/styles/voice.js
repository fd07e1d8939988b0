/** The microphone, what it hears, and what is said aloud. */
export const voice = `
.microphone-place { grid-area: 1 / 2; }
.microphone {
  display: grid; place-items: center; inline-size: var(--target); block-size: var(--target); margin: 0.13em 0 0.13em 0; border-radius: 50%;
  color: var(--soft); transition: background 0.2s, color 0.2s, transform 0.2s; touch-action: none; user-select: none; -webkit-user-select: none; -webkit-touch-callout: none;
}
.microphone:hover { color: var(--ink); background: color-mix(in srgb, var(--ink) 7%, transparent); }
.microphone[aria-pressed="true"] { background: var(--accent); color: var(--on-accent); }
.microphone .icon-stop { fill: currentColor; }
.microphone[aria-pressed="true"] .icon-microphone, .microphone[aria-pressed="false"] .icon-stop { display: none; }
.microphone[data-state="muted"] { background: color-mix(in srgb, var(--ink) 12%, var(--surface)); color: var(--ink); }
.microphone[data-state="on"] { animation: listening 2.4s ease-in-out infinite; }
@keyframes listening { 50% { box-shadow: 0 0 0 0.35em color-mix(in srgb, var(--accent) 22%, transparent); } }

.voice-bar {
  display: flex; align-items: center; gap: 0.7em; min-block-size: var(--target); margin-block-end: 0.5em; padding-inline: 0.9em 0.5em; border-radius: 1.55em;
  background: color-mix(in srgb, var(--accent) 10%, var(--surface)); color: var(--ink); font-size: 0.9063em; animation: row-in 0.3s;
}
.voice-words { flex: 1; min-inline-size: 0; line-height: 1.3; }
.meter { display: flex; align-items: center; gap: 0.5em; flex: none; color: var(--accent); }
.meter .icon { inline-size: 1.2em; block-size: 1.2em; }
.voice-bar[data-state="muted"] .meter { color: var(--soft); }
.bars { display: flex; align-items: center; gap: 2px; block-size: 1.6em; }
.bars i { inline-size: 2px; border-radius: 1px; background: currentColor; block-size: calc(2px + var(--level, 0) * var(--level, 0) * (1.6em - 2px)); }
.voice-trouble { margin: 0 0 0.55em; }

.speaker .icon-hushed { display: none; }
.speaker[aria-pressed="false"] .icon-speaker { display: none; }
.speaker[aria-pressed="false"] .icon-hushed { display: block; }
.speaker[aria-pressed="true"] { color: var(--accent); }
.speaker[data-speaking] .icon { animation: speaking 1.2s ease-in-out infinite; }
@keyframes speaking { 50% { transform: scale(1.14); } }

.row.bot[data-said="now"] .bubble { box-shadow: 0 1px 2px rgb(20 24 28 / 0.05), 0 0 0 1.5px color-mix(in srgb, var(--accent) 55%, transparent); }
.row.bot .bubble { transition: box-shadow 0.3s; }
.unsaid { color: var(--soft); text-decoration: underline dotted 1px; text-underline-offset: 0.25em; }

.row.hearing { align-items: flex-end; }
.row.bot + .row.hearing { margin-block-start: 0.95em; }
.hearing .bubble { border-end-end-radius: 0.4em; background: color-mix(in srgb, var(--accent) 16%, var(--surface)); color: var(--ink); display: inline-flex; align-items: baseline; flex-wrap: wrap; gap: 0.4em; }
.hearing .dots { display: inline-flex; gap: 0.25em; }
.hearing .dot { background: var(--accent); }

.asking .bubble { display: grid; gap: 0.5em; }
.asking .answers .reply { background: var(--surface); }
.small-words { font-size: 0.875em; color: var(--soft); line-height: 1.45; }
.answers { display: flex; flex-wrap: wrap; gap: 0.45em; padding-block-start: 0.1em; }
.doubt-words { font-size: 0.8438em; color: var(--soft); }
.doubt .bubble { background: var(--surface); color: var(--ink); box-shadow: inset 0 0 0 1.5px var(--accent); }
.doubt .answers { justify-content: flex-end; }
.doubtful { text-decoration: underline wavy 1px var(--accent); text-underline-offset: 0.2em; }
.doubt-field { inline-size: min(20em, 60vw); border: 0; background: none; resize: vertical; padding: 0; outline: none; font: inherit; color: inherit; }
.doubt .bubble:focus-within { box-shadow: inset 0 0 0 2px var(--accent); }
`;
