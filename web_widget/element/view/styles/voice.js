/** What the microphone hears, what is asked before it does, and what went wrong with it. */
export const styles = `
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
