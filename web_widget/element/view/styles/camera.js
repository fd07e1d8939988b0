/** What the camera sees, what is asked before it does, and what can take its place. */
export const styles = `
.camera-bar {
  display: flex; flex-wrap: wrap; align-items: center; gap: 0.2em 0.7em; min-block-size: var(--target); margin-block-end: 0.5em; padding: 0.3em 0.5em 0.3em 0.9em; border-radius: 1.55em;
  background: color-mix(in srgb, var(--accent) 10%, var(--surface)); color: var(--ink); font-size: 0.9063em; animation: row-in 0.3s;
}
.seeing-sign { flex: none; color: var(--accent); }
.camera-bar[data-state="on"] .seeing-sign { animation: speaking 2.4s ease-in-out infinite; }
.camera-bar .voice-words { flex: 1 1 7em; min-inline-size: 0; line-height: 1.3; }
.camera-bar .plain { margin-inline-start: auto; }
.self-place { flex: none; display: flex; }
.self-place:not(:has(.self:not([hidden]))) { display: none; }
.self { block-size: 4.1em; inline-size: auto; max-inline-size: 5.5em; object-fit: cover; border-radius: 0.8em; background: var(--line); display: block; }
video.self { transform: scaleX(-1); inline-size: 5.47em; }
.bar-keys { flex: none; display: flex; flex-wrap: wrap; justify-content: flex-end; gap: 0 0.35em; }
.voice-trouble { margin: 0 0 0.55em; }
.status .bar-keys { max-inline-size: 55%; }

.asking .bubble { display: grid; gap: 0.5em; }
.asking .answers .reply { background: var(--surface); }
.small-words { font-size: 0.875em; color: var(--soft); line-height: 1.45; }
.answers { display: flex; flex-wrap: wrap; gap: 0.45em; padding-block-start: 0.1em; }
.ways { display: grid; gap: 0.4em; }
.way { display: flex; gap: 0.7em; align-items: flex-start; min-block-size: var(--target); padding: 0.55em 0.8em; border-radius: 0.9em; cursor: pointer; box-shadow: inset 0 0 0 1px var(--line); }
.way:has(:checked) { box-shadow: inset 0 0 0 1.5px var(--accent); background: color-mix(in srgb, var(--accent) 8%, var(--surface)); }
.way:has(:focus-visible) { outline: 2px solid var(--accent); outline-offset: 2px; }
.way input { flex: none; inline-size: 1.15em; block-size: 1.15em; margin: 0.2em 0 0; accent-color: var(--accent); }
.way input:focus-visible { outline: none; }
.way .choice-words { display: grid; gap: 0.1em; }

.instead { display: grid; gap: 0.6em; justify-items: start; margin-block-end: 0.6em; padding: 0.4em 0.9em 0.9em; border-radius: 1.3em;
  background: var(--surface); box-shadow: var(--edge), 0 4px 18px rgb(20 24 28 / 0.08); animation: row-in 0.3s; }
.instead { max-block-size: 60vh; overflow-y: auto; scrollbar-width: thin; }
.behind:has(.instead:not([hidden])) .replies { display: none; }
.instead-top { display: flex; align-items: center; justify-content: space-between; gap: 0.6em; inline-size: 100%; }
.instead-title { font-size: 0.9688em; font-weight: 600; }
.instead .chips { display: flex; flex-wrap: wrap; gap: 0.4em; }
.instead .reply { display: inline-flex; align-items: center; gap: 0.45em; }
.dot-of { inline-size: 0.7em; block-size: 0.7em; border-radius: 50%; flex: none; background: var(--mood, var(--soft)); }
`;
