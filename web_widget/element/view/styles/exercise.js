/** An exercise that runs. */
export const styles = `
.player[data-state="closed"] .stage { display: none; }
.player[data-state="running"] + .rates { display: none; }
.stage { display: grid; grid-template-columns: minmax(0, 1fr); justify-items: center; gap: 0.85em; text-align: center; padding: 1.1em 1em 1.25em; border-radius: 1.05em;
  background: radial-gradient(110% 90% at 50% 0%, color-mix(in srgb, var(--accent) 15%, transparent), transparent 75%), color-mix(in srgb, var(--accent) 6%, light-dark(var(--paper), var(--surface))); }
.progress { display: flex; gap: 0.3em; inline-size: 100%; }
.progress i { flex: 1; block-size: 0.25em; border-radius: 1em; background: color-mix(in srgb, var(--accent) 18%, transparent); transition: background 0.4s; }
.progress [data-part="done"] { background: var(--accent); }
.progress [data-part="now"] { background: color-mix(in srgb, var(--accent) 55%, transparent); }
.pace { position: relative; inline-size: 10.5em; max-inline-size: 100%; transition: opacity 0.3s; }
.pace svg { display: block; inline-size: 100%; }
.pace circle { transform-origin: 60px 60px; }
.pace-track, .pace-fill { fill: none; stroke-width: 2.5; stroke: color-mix(in srgb, var(--accent) 16%, transparent); }
.pace-fill { stroke: var(--accent); stroke-linecap: round; stroke-dasharray: calc(var(--ut-share, 0) * 100) 100; }
.pace-orb, .pace-halo { fill: var(--accent); opacity: 0.2; }
.pace-halo { opacity: 0.12; }
.pace-orb { transform: scale(calc(0.5 + 0.5 * var(--ut-breath-size, 0))); }
.pace-halo { transform: scale(calc(0.45 + 0.6 * var(--ut-breath-size, 0))); }
.pace[data-phase="none"] .pace-orb, .pace[data-phase="none"] .pace-halo { transform: scale(0.9); }
@media (prefers-reduced-motion: reduce) {
  .pace .pace-orb, .pace .pace-halo { transform: scale(0.9); }
  .pace-count { font-size: 1.5em; color: var(--ink); }
}
.pace-words { position: absolute; inset: 0; display: grid; place-content: center; justify-items: center; line-height: 1.2; }
.pace-phase { font-family: var(--display); font-size: 1.5em; }
.pace-count { font-variant-numeric: tabular-nums; color: var(--soft); font-size: 1.0625em; }
.pace[data-phase="none"] .pace-count { font-family: var(--display); font-size: 1.75em; color: var(--ink); }
.player[data-paused] .pace { opacity: 0.55; }
.step { display: grid; gap: 0.2em; }
.card:has([data-state="running"]) .card-why { display: none; }
.step-number { font-size: 0.8125em; font-weight: 600; color: var(--soft); }
.step-words { font-size: 1.0625em; line-height: 1.45; text-wrap: balance; overflow-wrap: anywhere; }
.player[data-state="finished"] .step { align-content: center; animation: row-in 0.6s; }
.player[data-state="finished"] .step-words { font-family: var(--display); font-size: 1.25em; }
.own { inline-size: 100%; display: grid; gap: 0.35em; }
.own-field { resize: vertical; min-block-size: 5.5em; line-height: 1.45; }
.own-hint { font-size: 0.8125em; color: var(--soft); }
.player-keys .next { margin-inline-start: auto; }
.player .tool:not([hidden]) { color: var(--ink); }
.pause .icon-play, [data-paused] .pause .icon-pause { display: none; }
[data-paused] .pause .icon-play { display: block; }
`;
