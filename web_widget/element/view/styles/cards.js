/** What the bot offers: songs, exercises, reads, help. */
export const cards = `
.card {
  inline-size: 100%; max-inline-size: 25em; padding: 1.1em; border-radius: var(--radius); background: var(--surface); overflow: clip;
  box-shadow: 0 1px 2px rgb(20 24 28 / 0.05), 0 6px 22px rgb(20 24 28 / 0.06), var(--edge);
}
.card > * + * { margin-block-start: 0.75em; }
.card-over { font-size: 0.8125em; font-weight: 600; color: var(--soft); overflow-wrap: anywhere; }
.card-title { font-family: var(--display); font-size: 1.4375em; font-weight: 500; line-height: 1.2; letter-spacing: -0.01em; text-wrap: balance; overflow-wrap: anywhere; margin-block-start: 0.1em; }
.card-why { display: flex; gap: 0.5em; font-size: 0.9063em; color: var(--soft); line-height: 1.45; text-wrap: pretty; }
.card-why .icon { color: var(--accent); inline-size: 1.1em; block-size: 1.1em; margin-block-start: 0.17em; }
.card-words { font-size: 0.9375em; white-space: pre-wrap; }
.card-foot { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5em; }
.rates { display: flex; flex-wrap: wrap; gap: 0; margin-inline: -0.55em; margin-block-end: -0.55em; }
.card > .rates, .card-foot > .rates { border-block-start: 1px solid color-mix(in srgb, var(--line) 70%, transparent); margin-inline: -1.1em; padding: 0.3em 0.5em 0; inline-size: calc(100% + 2.2em); }
.rate { flex: 1 1 auto; display: inline-flex; align-items: center; justify-content: center; gap: 0.35em; min-block-size: var(--target); padding: 0.2em 0.55em; border-radius: 2em; font-size: 0.8438em; color: var(--soft); white-space: nowrap; transition: background 0.15s, color 0.15s; }
.rate:hover { background: color-mix(in srgb, var(--ink) 6%, transparent); color: var(--ink); }
.rate[data-offered] { background: var(--accent); color: var(--on-accent); }
.rate .icon { inline-size: 1.3em; block-size: 1.3em; transition: transform 0.3s cubic-bezier(0.2, 0.8, 0.3, 1.6), fill 0.2s; }
.rate[aria-pressed="true"] { color: var(--accent); font-weight: 600; }
.rate-like[aria-pressed="true"] .icon { fill: currentColor; transform: scale(1.1); }

.card-track { padding-block-start: 0; }
.cover { display: block; inline-size: calc(100% + 2.2em); max-inline-size: none; block-size: 8.5em; margin: 0 -1.1em; }
.cover { color-scheme: light; --night: #191c3c; --deep: color-mix(in oklab, var(--mood) 60%, var(--night)); }
.sky-high { stop-color: color-mix(in oklab, var(--under) 42%, color-mix(in oklab, #ffe6bf var(--light), var(--night))); }
.sky-low { stop-color: color-mix(in oklab, var(--mood) 50%, color-mix(in oklab, #fff5e2 var(--light), #6a6ea8)); }
.cover-star { fill: #fff; opacity: 0.75; }
.cover-sun { fill: #fff8ea; }
.cover-glow { fill: #fff3d6; opacity: 0.1; }
.cover-wave { transition: transform 1s; }
.cover-wave-0 { fill: color-mix(in oklab, var(--mood) 72%, #fff); opacity: 0.7; }
.cover-wave-1 { fill: var(--mood); opacity: 0.88; }
.cover-wave-2 { fill: color-mix(in oklab, var(--mood) 60%, var(--under)); opacity: 0.9; }
.cover-wave-3 { fill: color-mix(in oklab, color-mix(in oklab, var(--under) 78%, #6b1f3a) 88%, var(--mood)); }
.cover[data-dim] .cover-wave-3 { fill: var(--deep); }
.open-in { display: grid; gap: 0.6em; }
.listen { justify-self: start; }
.listen .icon-play { fill: currentColor; }
.listen .icon-down { transition: transform 0.2s; }
.listen[aria-expanded="true"] .icon-down { transform: rotate(180deg); }
.services { display: flex; flex-wrap: wrap; gap: 0.45em; animation: row-in 0.25s; }
.services .button { font-weight: 500; }

.player { scroll-margin-block-end: 1.1em; display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.8em; }
.own-field, .pick { font-size: max(1em, 16px); color: var(--ink); background: var(--surface); border: 0; border-radius: 0.9em; box-shadow: inset 0 0 0 1px color-mix(in srgb, var(--ink) 50%, var(--surface)); padding: 0.65em 0.85em; inline-size: 100%; min-block-size: var(--target); }
.own-field::placeholder, .pick::placeholder { color: var(--soft); opacity: 1; }
.player-keys { display: flex; flex-wrap: wrap; align-items: center; gap: 0.35em; }

.read-body { font-family: var(--display); font-size: 1.125em; line-height: 1.62; text-wrap: pretty; }
.read-body p { white-space: pre-wrap; overflow-wrap: anywhere; }
.read-body p + p { margin-block-start: 0.8em; }
.read-body[data-folded] p + p { display: none; }
.read-body[data-folded] p { max-block-size: 4.86em; overflow: hidden; mask-image: linear-gradient(#000 45%, transparent); }
.read-body[data-form="poem"] { font-style: italic; }

.card-resource { box-shadow: 0 0 0 1.5px color-mix(in srgb, var(--accent) 55%, transparent), 0 6px 22px rgb(20 24 28 / 0.08); }
.lines { display: grid; gap: 1em; }
.line { display: grid; gap: 0.45em; }
.line-name { font-weight: 600; }
a.line-number { font-size: 1.25em; min-block-size: 3em; font-variant-numeric: tabular-nums; border-radius: 0.9em; }
.line-site { justify-self: start; }

@container (max-height: 430px) {
  .head { padding-block: 0.2em; }
  .replies { flex-wrap: nowrap; overflow-x: auto; scrollbar-width: none; }
  .reply { flex: none; }
  .cover { block-size: 4em; }
}
`;
