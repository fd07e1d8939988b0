/** What lies over the conversation: the menu, the mood, the data. */
export const sheets = `
.sheet { position: absolute; inset: 0; z-index: 2; display: flex; flex-direction: column; background: var(--paper); animation: sheet-in 0.28s cubic-bezier(0.2, 0.8, 0.25, 1); }
@keyframes sheet-in { from { opacity: 0; transform: translateY(12px); } }
.sheet-head { display: flex; align-items: center; gap: 0.35em; padding: 0.95em 0.85em 0.5em 0.6em; }
.sheet-title { font-size: 1.0625em; font-weight: 650; letter-spacing: -0.01em; outline: none; }
.sheet-body { flex: 1; overflow-y: auto; overscroll-behavior: contain; padding: 0.4em 1.1em 1.3em; scrollbar-width: thin; scrollbar-color: var(--line) transparent; }
.prose { display: grid; gap: 0.95em; align-content: start; font-size: 0.9688em; text-wrap: pretty; }
.sheet-keys { display: flex; flex-wrap: wrap; gap: 0.6em; }
.sheet-status:empty { display: none; }
.sheet-status { color: var(--grave); }

.menu { display: grid; gap: 0.5em; }
.choice { display: flex; align-items: center; gap: 0.85em; inline-size: 100%; padding: 0.85em 1em; border-radius: 1.1em; background: var(--surface); text-align: start;
  box-shadow: 0 0 0 1px color-mix(in srgb, var(--line) 75%, transparent); transition: box-shadow 0.15s, background 0.15s; }
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

.mood-sheet { display: grid; gap: 1.35em; }
.mood-top { display: grid; justify-items: center; gap: 0.3em; text-align: center; }
.mood-top .ring { inline-size: 9em; block-size: 9em; margin-block: 0.3em 0.7em; }
.mood-big { font-family: var(--undertone-font-display, "Iowan Old Style", "Palatino Linotype", Palatino, "Book Antiqua", Georgia, "Liberation Serif", serif); font-size: 1.35em; line-height: 1.25; text-wrap: balance; }
.mood-intro { font-size: 0.875em; color: var(--soft); }
.reading { display: grid; gap: 0.8em; }
.shares { display: flex; flex-wrap: wrap; justify-content: center; gap: 0.35em 1.1em; font-size: 0.9063em; }
.share { display: inline-flex; align-items: center; gap: 0.4em; }
.share-dot { inline-size: 0.65em; block-size: 0.65em; border-radius: 50%; background: var(--mood); }
.share-p { color: var(--soft); font-variant-numeric: tabular-nums; }
.scale { display: grid; grid-template-columns: 3.9em 3em 1fr 3em; align-items: center; gap: 0.7em; font-size: 0.875em; }
.scale-name { font-weight: 600; }
.scale-end { color: var(--soft); }
.scale-name + .scale-end { text-align: end; }
.scale-line { position: relative; block-size: 3px; border-radius: 2px; background: color-mix(in srgb, var(--ink) 14%, transparent); }
.scale-line::before { content: ""; position: absolute; inset-inline-start: 50%; inset-block: -2px; inline-size: 1px; background: color-mix(in srgb, var(--ink) 25%, transparent); }
.scale-bead { position: absolute; inset-block-start: calc(50% - 0.4em); inset-inline-start: calc(var(--at, 0.5) * (100% - 0.8em)); inline-size: 0.8em; block-size: 0.8em; border-radius: 50%; background: var(--accent); transition: inset-inline-start 1s cubic-bezier(0.3, 0.7, 0.2, 1); }
.course { padding: 0.5em 0.2em; border-radius: 1em; background: color-mix(in srgb, var(--surface) 70%, transparent); box-shadow: 0 0 0 1px color-mix(in srgb, var(--line) 75%, transparent); }
.course-picture { display: block; inline-size: 100%; }
.course-middle { stroke: var(--line); stroke-width: 1; stroke-dasharray: 2 4; }
.course-line { fill: none; stroke: color-mix(in srgb, var(--ink) 30%, transparent); stroke-width: 1.6; }
.course-bead { fill: var(--mood); stroke: var(--paper); stroke-width: 1.5; }
.correct { display: grid; gap: 0.6em; justify-items: center; }
.correct-title { font-size: 0.9688em; font-weight: 600; }
.chips { display: flex; flex-wrap: wrap; justify-content: center; gap: 0.45em; }
.reply.own { color: var(--ink); box-shadow: inset 0 0 0 1px var(--line); }

.counts { display: grid; gap: 0; border-radius: 1em; background: var(--surface); box-shadow: 0 0 0 1px color-mix(in srgb, var(--line) 75%, transparent); overflow: hidden; }
.count-row { display: flex; justify-content: space-between; gap: 1em; padding: 0.55em 1em; font-size: 0.9063em; }
.count-row + .count-row { border-block-start: 1px solid color-mix(in srgb, var(--line) 60%, transparent); }
.count-row dt { color: var(--soft); }
.count-row dd { overflow-wrap: anywhere; text-align: end; }
.whole summary { cursor: pointer; font-weight: 600; font-size: 0.9063em; padding: 0.3em 0; }
.whole pre { margin-block-start: 0.5em; padding: 0.9em; border-radius: 0.9em; background: var(--surface); font: 0.8125em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
`;
