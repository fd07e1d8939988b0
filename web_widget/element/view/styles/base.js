/** Colours, type and the small things everything shares. Every `--undertone-…` may be set by the page. */
export const base = `
:host {
  --paper: var(--undertone-paper, var(--base-paper));
  --surface: var(--undertone-surface, var(--base-surface));
  --ink: var(--undertone-ink, var(--base-ink));
  --soft: var(--undertone-ink-soft, var(--base-soft));
  --line: var(--undertone-line, var(--base-line));
  --accent: var(--undertone-accent, var(--base-accent));
  --on-accent: var(--undertone-on-accent, var(--base-on-accent));
  --display: var(--undertone-font-display, "Iowan Old Style", "Palatino Linotype", Palatino, "Book Antiqua", Georgia, "Liberation Serif", serif);
  --edge: 0 0 0 1px color-mix(in srgb, var(--line) 75%, transparent);
  --target: max(44px, 2.2rem);
  --grave: light-dark(#9c2f2a, #f0a39c);
  --radius: var(--undertone-radius, 1.25em);

  --joy: var(--undertone-joy, light-dark(oklch(0.77 0.15 82), oklch(0.82 0.14 84)));
  --trust: var(--undertone-trust, light-dark(oklch(0.69 0.13 150), oklch(0.77 0.12 150)));
  --fear: var(--undertone-fear, light-dark(oklch(0.62 0.1 190), oklch(0.73 0.1 190)));
  --surprise: var(--undertone-surprise, light-dark(oklch(0.72 0.12 222), oklch(0.79 0.1 222)));
  --sadness: var(--undertone-sadness, light-dark(oklch(0.6 0.13 258), oklch(0.72 0.11 258)));
  --disgust: var(--undertone-disgust, light-dark(oklch(0.6 0.13 318), oklch(0.73 0.12 318)));
  --anger: var(--undertone-anger, light-dark(oklch(0.62 0.18 27), oklch(0.71 0.15 27)));
  --anticipation: var(--undertone-anticipation, light-dark(oklch(0.72 0.15 56), oklch(0.79 0.13 58)));
  --neutral: var(--undertone-neutral, light-dark(oklch(0.7 0.025 190), oklch(0.68 0.02 190)));

  color-scheme: light dark;
  display: block;
  font-family: var(--undertone-font, "SF Pro Text", -apple-system, "Segoe UI Variable Text", "Segoe UI", "Inter", Roboto, "Helvetica Neue", Arial, system-ui, sans-serif);
  font-size: var(--undertone-font-size, 1rem);
  line-height: 1.5;
  color: var(--ink);
  text-align: start;
  -webkit-text-size-adjust: 100%;
}
:host([theme="light"]) { color-scheme: light; }
:host([theme="dark"]) { color-scheme: dark; }
:host([hidden]) { display: none; }

*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
h2, h3, p, ul, dl, dd, figure, pre { margin: 0; padding: 0; }
ul { list-style: none; }
a { color: inherit; }
button, textarea { font: inherit; color: inherit; letter-spacing: inherit; }
button { background: none; border: 0; padding: 0; cursor: pointer; -webkit-tap-highlight-color: transparent; }
button:disabled { opacity: 0.55; cursor: default; }
[aria-busy="true"] { cursor: progress; }

:focus { outline: none; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }

.unseen, .status[data-kind="loading"] {
  position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden;
  clip-path: inset(50%); white-space: nowrap;
}
.icon {
  inline-size: 1.35em; block-size: 1.35em; flex: none; display: block;
  fill: none; stroke: currentColor; stroke-width: 1.7; stroke-linecap: round; stroke-linejoin: round;
}
.plain {
  display: inline-flex; align-items: center; min-block-size: var(--target); min-inline-size: var(--target); color: var(--accent); font-weight: 600; text-decoration: underline; text-underline-offset: 0.2em;
  padding: 0.15em 0.3em; border-radius: 0.4em;
}
.button {
  display: inline-flex; align-items: center; justify-content: center; gap: 0.35em;
  min-block-size: var(--target); min-inline-size: var(--target); padding: 0.35em 1.05em; border-radius: 2em;
  background: var(--accent); color: var(--on-accent);
  font-size: 0.9375em; font-weight: 600; text-decoration: none;
  transition: filter 0.15s, transform 0.15s;
}
.button:hover { filter: brightness(1.08); }
.button:active { transform: scale(0.98); }
.button .icon { inline-size: 1.1em; block-size: 1.1em; }
.button.quiet { background: none; color: var(--ink); box-shadow: inset 0 0 0 1px color-mix(in srgb, var(--ink) 22%, transparent); }
.button.quiet:hover { background: color-mix(in srgb, var(--ink) 5%, transparent); filter: none; }
.button.grave { background: var(--grave); color: light-dark(#fff, #2a0d0a); }

@media (prefers-reduced-motion: reduce) {
  *, *::before, *::after { animation: none !important; transition: none !important; scroll-behavior: auto !important; }
}
@media (prefers-contrast: more) {
  :host { --soft: var(--ink); --line: color-mix(in srgb, var(--ink) 55%, var(--paper)); }
}
@media (forced-colors: active) {
  .bubble, .card, .reply, .panel { border: 1px solid CanvasText; }
}
`;
