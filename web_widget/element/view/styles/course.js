/** The course of the mood, as a picture and as a table, and one point of it at length. */
export const course = `
.course { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.35em; padding: 0.35em 0.9em 0.9em; border-radius: 1.1em; background: var(--surface); box-shadow: var(--edge); }
.course-head { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 0 1em; }
h4 { margin: 0; }
.course-head h3 { font-size: 0.9688em; font-weight: 600; }
.course-head .plain { font-size: 0.875em; font-weight: 500; }
.course-picture { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.35em; direction: ltr; }
.course-body { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 0.5em; min-inline-size: 0; }
.course-ends { display: flex; flex-direction: column; justify-content: space-between; padding-block: 0.6em 1.9em; font-size: 0.75em; color: var(--soft); }
.course-frame { overflow-x: auto; min-inline-size: 0; scrollbar-width: thin; scrollbar-color: var(--line) transparent; }
.strip { position: relative; isolation: isolate; overflow: hidden; block-size: 9em; inline-size: max(100%, calc(var(--width, 1) * var(--target))); }
.strip svg, .course-whole svg { position: absolute; inset: 0; inline-size: 100%; block-size: 100%; }
.stop { stop-color: var(--mood); }
.course-middle { fill: none; stroke: color-mix(in srgb, var(--ink) 22%, transparent); stroke-width: 1; stroke-dasharray: 2 5; vector-effect: non-scaling-stroke; }
.course-line { fill: none; stroke-width: 2.5; stroke-linecap: round; vector-effect: non-scaling-stroke; }
.course-rest { fill: none; stroke: color-mix(in srgb, var(--ink) 30%, transparent); stroke-width: 1.5; stroke-linecap: round; stroke-dasharray: 1 6; vector-effect: non-scaling-stroke; }
.course-area { opacity: 0.16; }
.rest { position: absolute; inset-block-end: 0.1em; left: var(--x); transform: translateX(-50%); font-size: 0.75em; color: var(--soft); white-space: nowrap; }
.bead { --r: calc(0.28em + 0.26em * var(--energy, 0.5)); position: absolute; inset-block-start: var(--y); left: var(--x); inline-size: var(--target); block-size: var(--target); margin: calc(var(--target) / -2); border-radius: 50%; }
.bead::before { content: ""; position: absolute; inset: calc(50% - var(--r)); border-radius: 50%; background: var(--mood); box-shadow: 0 0 0 2px var(--surface); transition: inset 0.2s; }
.bead:hover::before { inset: calc(50% - var(--r) - 0.08em); }
.bead[data-unsure]::before { background: var(--surface); border: 2px solid var(--mood); }
.bead[data-mixed]::before { background: linear-gradient(90deg, var(--half-0) 50%, var(--half-1) 50%); }
.bead[data-corrected]::before { border: 3px double var(--surface); }
.bead[aria-pressed="true"]::before { box-shadow: 0 0 0 2px var(--surface), 0 0 0 4px var(--ink); }
.bead[data-shift]::after { content: ""; position: absolute; inset: -9em auto -9em calc(50% - 0.5px); border-inline-start: 1px dashed color-mix(in srgb, var(--ink) 40%, transparent); z-index: -1; }
.course-whole { position: relative; block-size: var(--target); border-radius: 0.6em; background: color-mix(in srgb, var(--ink) 4%, transparent); }
.course-whole .course-line { stroke-width: 1.5; }
.whole-seen { position: absolute; inset-block: 0; left: var(--from, 0); inline-size: var(--to, 100%); min-inline-size: 0.5em; border-radius: 0.6em; box-shadow: inset 0 0 0 1.5px color-mix(in srgb, var(--ink) 45%, transparent); }
.course-whole input { position: absolute; inset: 0; inline-size: 100%; block-size: 100%; margin: 0; opacity: 0; cursor: ew-resize; }
.course-whole:focus-within:has(:focus-visible) { outline: 2px solid var(--accent); outline-offset: 2px; }
.course-legend { font-size: 0.75em; color: var(--soft); text-align: center; }
.course-told { font-size: 0.875em; color: var(--soft); text-wrap: pretty; margin-block-end: 0.4em; }

.as-table { display: grid; justify-items: start; gap: 0.6em; font-size: 0.875em; line-height: 1.4; font-variant-numeric: tabular-nums; }
table, tbody { display: block; inline-size: 100%; }
tr { display: grid; grid-template-columns: 1fr auto; gap: 0 1em; padding-block: 0.35em 0.7em; border-block-start: 1px solid color-mix(in srgb, var(--line) 60%, transparent); }
th, td { text-align: start; font-weight: 400; padding: 0; }
.cell-mood { grid-area: 1 / 1; }
tbody th { grid-area: 1 / 2; align-self: center; text-align: end; color: var(--soft); }
.cell-mood .plain { margin-inline-start: -0.3em; }
.cell-mood .plain::before { content: ""; flex: none; inline-size: 0.65em; block-size: 0.65em; margin-inline-end: 0.5em; border-radius: 50%; background: var(--mood); }
.cell-sure, .cell-weights { color: var(--soft); }
.cell-place { text-align: end; color: var(--soft); }
.cell-weights { grid-column: 1 / -1; }
.cell-change { grid-column: 1 / -1; }
.cell-change:not(:empty) { padding-block-start: 0.2em; }
td:empty { display: none; }

.point { display: grid; gap: 1.1em; }
.point-head { display: grid; justify-items: center; gap: 0.15em; text-align: center; }
.point-title { font-family: var(--display); font-size: 1.2em; font-weight: 400; line-height: 1.25; outline: none; text-wrap: balance; }
.point-title::before { content: ""; display: inline-block; inline-size: 0.6em; block-size: 0.6em; margin-inline-end: 0.45em; border-radius: 50%; background: var(--mood); }
.point-when { font-size: 0.875em; color: var(--soft); text-wrap: balance; }
.point-told { display: grid; gap: 0.35em; justify-items: center; text-align: center; font-size: 0.9375em; text-wrap: balance; }
.point-told:not(:has(> :not([hidden]))) { display: none; }
.point > .mood-intro { text-align: center; }
.weighing { display: grid; gap: 0.5em; padding: 0.8em 1em 0.95em; border-radius: 1.1em; background: var(--surface); box-shadow: var(--edge); font-size: 0.875em; }
.weights-title { font-size: inherit; font-weight: 600; }
.weights { display: grid; gap: 0.65em; }
.weight { display: grid; grid-template-columns: auto 1fr auto; gap: 0.2em 0.6em; align-items: baseline; }
.weight-said { color: var(--soft); }
.weight-share { grid-column: 3; font-variant-numeric: tabular-nums; }
.weight-bar { grid-column: 1 / -1; block-size: 0.45em; border-radius: 1em; background: color-mix(in srgb, var(--ink) 9%, transparent); overflow: hidden; }
.weight-bar > span { display: block; block-size: 100%; inline-size: calc(100% * var(--share)); border-radius: inherit; background: var(--mood); transition: inline-size 0.3s; }
@media (forced-colors: active) {
  .bead::before, .weight-bar > span, .dot-of, .point-title::before, .cell-mood .plain::before { forced-color-adjust: none; }
  .bead::before, .weight-bar { outline: 1px solid CanvasText; }
  .scale-line, .scale-bead { background: CanvasText; }
  .bead[aria-pressed="true"]::before { outline: 4px solid Highlight; }
  .chips .reply[aria-pressed="true"] { outline: 3px solid Highlight; }
  .whole-seen { border: 2px solid Highlight; }
}
`;
