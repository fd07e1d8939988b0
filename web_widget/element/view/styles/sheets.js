import { course } from "./course.js";

/** What lies over the conversation: the menu, the mood, the data. */
export const styles = `
.prose { display: grid; gap: 0.95em; align-content: start; font-size: 0.9688em; text-wrap: pretty; }
.sheet-keys { display: flex; flex-wrap: wrap; gap: 0.6em; }
.sheet-keys > .quiet-words { inline-size: 100%; }
.sheet-status:empty { display: none; }
.sheet-status { color: var(--grave); }
.sheet-status[data-kind="loading"] { color: var(--soft); }

.menu { display: grid; gap: 0.5em; }
.choice { display: flex; align-items: center; gap: 0.85em; inline-size: 100%; padding: 0.85em 1em; border-radius: 1.1em; background: var(--surface); text-align: start;
  box-shadow: var(--edge); transition: box-shadow 0.15s, background 0.15s; }
.choice:hover { background: color-mix(in srgb, var(--accent) 6%, var(--surface)); }
.choice > .icon { color: var(--accent); }
.choice-forget > .icon, .choice-forget .choice-name { color: var(--grave); }
.choice-words { flex: 1; min-inline-size: 0; display: grid; }
.choice-name { font-weight: 600; font-size: 0.9688em; line-height: 1.35; }
.choice-hint { font-size: 0.8438em; color: var(--soft); line-height: 1.4; text-wrap: pretty; }
.onward .icon { transform: rotate(-90deg); color: var(--soft); inline-size: 1.1em; block-size: 1.1em; }
.switch { flex: none; position: relative; inline-size: 2.6em; block-size: 1.55em; border-radius: 1em; background: color-mix(in srgb, var(--ink) 45%, var(--surface)); transition: background 0.2s; }
.switch::after { content: ""; position: absolute; inset-block-start: 0.2em; inset-inline-start: 0.2em; inline-size: 1.15em; block-size: 1.15em; border-radius: 50%; background: #fff; transition: transform 0.2s; box-shadow: 0 1px 3px rgb(0 0 0 / 0.25); }
[aria-checked="true"] > .switch { background: var(--accent); }
[aria-checked="true"] > .switch::after { transform: translateX(1.05em); }

.mood-sheet { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.35em; }
.mood-top { display: grid; grid-template-columns: auto minmax(0, 1fr); align-items: center; gap: 1.1em; }
.mood-top .ring { inline-size: 5.2em; block-size: 5.2em; }
.mood-big { font-family: var(--display); font-size: 1.35em; line-height: 1.25; margin-block-end: 0.15em; text-wrap: balance; }
.mood-intro { font-size: 0.875em; color: var(--soft); }
.reading { display: grid; gap: 0.8em; }
.shares { display: flex; flex-wrap: wrap; justify-content: center; gap: 0.35em 1.1em; font-size: 0.9063em; }
.share { display: inline-flex; align-items: center; gap: 0.4em; }
.dot-of { flex: none; inline-size: 0.65em; block-size: 0.65em; border-radius: 50%; background: var(--mood); }
.share-p { color: var(--soft); font-variant-numeric: tabular-nums; }
.scale { display: grid; grid-template-columns: 3.9em 3em 1fr 3em; align-items: center; gap: 0.7em; font-size: 0.875em; }
.scale-name { font-weight: 600; }
.scale-end { color: var(--soft); }
.scale-name + .scale-end { text-align: end; }
.scale-line { position: relative; block-size: 3px; border-radius: 2px; background: color-mix(in srgb, var(--ink) 14%, transparent); }
.scale-line::before { content: ""; position: absolute; inset-inline-start: 50%; inset-block: -2px; inline-size: 1px; background: color-mix(in srgb, var(--ink) 25%, transparent); }
.scale-bead { position: absolute; inset-block-start: calc(50% - 0.4em); inset-inline-start: calc(var(--at, 0.5) * (100% - 0.8em)); inline-size: 0.8em; block-size: 0.8em; border-radius: 50%; background: var(--accent); transition: inset-inline-start 1s cubic-bezier(0.3, 0.7, 0.2, 1); }
.correct { display: grid; gap: 0.65em; justify-items: center; }
.correct-title { font-size: 0.9688em; font-weight: 600; outline: none; }
.chips { display: flex; flex-wrap: wrap; justify-content: center; gap: 0.4em; }
.chips .reply { display: inline-flex; align-items: center; gap: 0.45em; animation: none; }
.chips .reply[data-mood] { color: var(--ink); box-shadow: inset 0 0 0 1px color-mix(in srgb, var(--ink) 18%, transparent); }
.chips .reply[aria-pressed="true"] { box-shadow: inset 0 0 0 2px var(--ink); font-weight: 600; }
@media (hover: hover) { .chips .reply[data-mood]:hover { background: color-mix(in srgb, var(--mood) 22%, var(--surface)); } }
summary { display: flex; align-items: center; min-block-size: var(--target); padding-inline: 1em; cursor: pointer; font-weight: 600; border-radius: 1.1em; }
summary::before { content: ""; inline-size: 0.42em; block-size: 0.42em; margin-inline-end: 0.8em; border: solid var(--soft); border-width: 0 1.5px 1.5px 0; transform: rotate(-45deg); transition: transform 0.2s; }
[open] > summary::before { transform: rotate(45deg); }
${course}
.quiet-words { color: var(--soft); }
.taste { display: grid; gap: 0.6em; }
.taste:empty { display: none; }
.tastes { display: grid; gap: 0.4em; }
.taste-item { display: flex; align-items: center; gap: 0.5em; padding: 0.4em 0.35em 0.4em 1em; border-radius: 1.1em; background: var(--surface); box-shadow: var(--edge); }
.affinity { position: relative; block-size: 0.3em; margin-block: 0.35em 0.15em; border-radius: 1em; background: color-mix(in srgb, var(--ink) 10%, transparent); }
.affinity > span { position: absolute; inset-block: 0; inset-inline-start: 50%; inline-size: 50%; border-radius: inherit; background: var(--accent); transform-origin: 0 50%; transform: scaleX(var(--affinity)); }
.teller { display: grid; grid-template-columns: 1fr 1fr; gap: 0.5em; padding-block-start: 0.3em; }
.teller > .correct-title, .teller > input, .teller > .quiet-words { grid-column: 1 / -1; }
.teller > select:only-of-type { grid-column: 1 / -1; }
.teller .icon { inline-size: 1.2em; block-size: 1.2em; }

.counts { display: grid; gap: 0; border-radius: 1em; background: var(--surface); box-shadow: var(--edge); overflow: hidden; }
.count-row { display: flex; justify-content: space-between; gap: 1em; padding: 0.55em 1em; font-size: 0.9063em; }
.count-row + .count-row { border-block-start: 1px solid color-mix(in srgb, var(--line) 60%, transparent); }
.count-row dt { color: var(--soft); }
.count-row dd { overflow-wrap: anywhere; text-align: end; }
.whole pre { margin-block-start: 0.5em; padding: 0.9em; border-radius: 0.9em; background: var(--surface); font: 0.8125em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
`;
