/** What the bot offers: songs, exercises, reads, help. */
export const cards = `
.card {
  inline-size: 100%; max-inline-size: 24em; padding: 1.05em; border-radius: var(--radius); background: var(--surface);
  box-shadow: 0 1px 3px rgb(20 24 28 / 0.06), 0 0 0 1px color-mix(in srgb, var(--line) 75%, transparent);
}
.card > * + * { margin-block-start: 0.7em; }
.card-over { font-size: 0.7813em; font-weight: 600; letter-spacing: 0.02em; color: var(--soft); }
.card-title { font-family: var(--undertone-font-display, "Iowan Old Style", "Palatino Linotype", Palatino, "Book Antiqua", Georgia, "Liberation Serif", serif);
  font-size: 1.375em; font-weight: 500; line-height: 1.2; letter-spacing: -0.01em; text-wrap: balance; overflow-wrap: anywhere; }
.card > .card-over + .card-title { margin-block-start: 0.15em; }
.card-why { font-size: 0.9063em; color: var(--soft); line-height: 1.45; text-wrap: pretty; }
.card-words { font-size: 0.9375em; white-space: pre-wrap; }
.card-foot { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5em; }
.rates { display: flex; gap: 0.15em; margin-inline-start: -0.5em; }
.listen + .rates, .button + .rates { margin-inline-start: auto; margin-inline-end: -0.4em; }
.rate { display: inline-flex; align-items: center; gap: 0.3em; min-block-size: 2.4em; padding: 0.2em 0.6em; border-radius: 2em; font-size: 0.8438em; color: var(--soft); transition: background 0.15s, color 0.15s; }
.rate:hover { background: color-mix(in srgb, var(--ink) 6%, transparent); color: var(--ink); }
.rate .icon { inline-size: 1.25em; block-size: 1.25em; transition: transform 0.3s cubic-bezier(0.2, 0.8, 0.3, 1.6), fill 0.2s; }
.rate[aria-pressed="true"] { color: var(--accent); font-weight: 600; }
.rate-like[aria-pressed="true"] .icon { fill: currentColor; transform: scale(1.1); }

.track-top { display: flex; gap: 0.9em; align-items: center; }
.cover { inline-size: 4.6em; block-size: 4.6em; flex: none; border-radius: 0.85em; }
.cover-ground { fill: color-mix(in oklab, var(--mood, var(--neutral)) 42%, light-dark(#fdf6ea, #2a2e36)); }
.cover-moon { fill: light-dark(#fffaf0, #f2ead9); opacity: 0.9; }
.cover-wave { fill: var(--mood, var(--neutral)); }
.cover-wave-0 { opacity: 0.45; } .cover-wave-1 { opacity: 0.65; }
.cover-wave-2 { fill: color-mix(in oklab, var(--mood, var(--neutral)) 72%, #10131c); opacity: 0.9; }
.track-words { min-inline-size: 0; }
.track-artist { font-size: 0.9063em; color: var(--soft); overflow-wrap: anywhere; }

.player[data-state="closed"] .stage { display: none; }
.player[data-state="running"] + .card-foot { display: none; }
.stage { display: grid; grid-template-columns: auto 1fr; column-gap: 1em; align-items: center; padding: 0.95em 1em; border-radius: 0.95em;
  background: color-mix(in srgb, var(--accent) 9%, light-dark(var(--paper), var(--surface))); min-block-size: 7.2em; }
.player[data-state="finished"] .stage { grid-template-columns: 1fr; text-align: center; min-block-size: 4em; }
.player[data-state="finished"] .step-number { display: none; }
.pace { grid-row: 1 / 3; }
.pace:empty { display: none; }
.pace-ring { display: block; inline-size: 4.2em; block-size: 4.2em; }
.pace-track, .pace-fill { fill: none; stroke-width: 3; }
.pace-track { stroke: color-mix(in srgb, var(--accent) 22%, transparent); }
.pace-fill { stroke: var(--accent); stroke-linecap: round; stroke-dasharray: 100 100; animation: pace var(--ut-step, 20s) linear both; }
.pace-orb { fill: color-mix(in srgb, var(--accent) 16%, transparent); transform-origin: 32px 32px; animation: breathe 8s ease-in-out infinite; }
.pace-number { font-size: 15px; font-weight: 600; fill: var(--ink); font-variant-numeric: tabular-nums; }
@keyframes pace { from { stroke-dashoffset: 100; } to { stroke-dashoffset: 0; } }
.step-number { font-size: 0.7813em; color: var(--soft); align-self: end; }
.step-words { font-size: 1.0313em; line-height: 1.45; align-self: start; text-wrap: pretty; }
.player[data-state="finished"] .step-words { align-self: center; }
.player-keys { display: flex; justify-content: space-between; gap: 0.5em; }
.stage + .player-keys { margin-block-start: 0.75em; }
.player[data-state="closed"] .player-keys { margin-block-start: 0; }

.read-body { font-family: var(--undertone-font-display, "Iowan Old Style", "Palatino Linotype", Palatino, "Book Antiqua", Georgia, "Liberation Serif", serif);
  font-size: 1.0625em; line-height: 1.6; text-wrap: pretty; animation: row-in 0.3s; }
.read-body p { white-space: pre-wrap; overflow-wrap: anywhere; }
.read-body p + p { margin-block-start: 0.8em; }

.card-resource { box-shadow: 0 0 0 1.5px color-mix(in srgb, var(--accent) 55%, transparent), 0 2px 10px rgb(20 24 28 / 0.07); }
.lines { display: grid; gap: 0.85em; }
.line { display: flex; flex-wrap: wrap; gap: 0.4em 0.5em; align-items: center; }
.line-name { flex: 1 0 100%; font-weight: 600; font-size: 0.9375em; }
.line-number { font-variant-numeric: tabular-nums; }
`;
