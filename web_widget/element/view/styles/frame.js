/** The button in the corner, the panel, its head. */
export const frame = `
.root { block-size: 100%; }
.root[data-mode="floating"] {
  position: fixed; inset-block-end: var(--undertone-offset, 1.25rem); inset-inline-end: var(--undertone-offset, 1.25rem);
  z-index: var(--undertone-z-index, 2147483000); block-size: auto;
}
.launcher {
  position: relative; inline-size: 4.25em; block-size: 4.25em; border-radius: 50%; padding: 0.35em;
  background: var(--paper);
  box-shadow: 0 0 0 1px color-mix(in srgb, var(--ink) 7%, transparent), 0 6px 24px rgb(20 24 28 / 0.18), 0 1px 3px rgb(20 24 28 / 0.12);
  transition: transform 0.25s cubic-bezier(0.2, 0.8, 0.3, 1.2), box-shadow 0.25s;
}
.launcher:hover { transform: translateY(-2px) scale(1.03); }
.launcher:focus-visible { outline-offset: 4px; }
.badge {
  position: absolute; inset-block-start: 0; inset-inline-end: 0; min-inline-size: 1.5em; block-size: 1.5em;
  border-radius: 1em; background: var(--accent); color: var(--on-accent); font-size: 0.8125em; font-weight: 700;
  line-height: 1.5em; text-align: center; box-shadow: 0 0 0 3px var(--paper);
}
.badge:empty { display: none; }

.panel {
  position: relative; overflow: hidden; isolation: isolate;
  background: var(--paper); color: var(--ink);
}
[data-mode="floating"] .panel {
  container-type: size; inline-size: min(25.5em, calc(100vw - 2.5rem)); block-size: min(44em, calc(100dvh - 2.5rem));
  border-radius: calc(var(--radius) + 0.35em);
  box-shadow: 0 0 0 1px color-mix(in srgb, var(--ink) 7%, transparent), 0 24px 70px rgb(20 24 28 / 0.22), 0 4px 14px rgb(20 24 28 / 0.1);
  animation: panel-in 0.32s cubic-bezier(0.2, 0.8, 0.25, 1);
  transform-origin: 100% 100%;
}
[data-mode="inline"] .panel {
  block-size: 100%; min-block-size: 26em; border-radius: var(--radius);
  box-shadow: 0 0 0 1px var(--line);
}
@keyframes panel-in { from { opacity: 0; transform: translateY(14px) scale(0.97); } }

.behind { display: flex; flex-direction: column; block-size: 100%; }
.aura {
  position: absolute; inset: 0 0 auto 0; block-size: 17em; z-index: -1; pointer-events: none;
  background-color: var(--mood, var(--neutral)); opacity: 0.2;
  mask-image: radial-gradient(115% 100% at 12% 0%, #000, transparent 72%);
  transition: background-color 1.8s ease;
}

.head { position: relative; display: flex; align-items: center; gap: 0.8em; padding: 0.95em 0.75em 0.9em 1.05em; }
.head-course { position: absolute; inset: auto 0 0; inline-size: 100%; block-size: 1.1em; overflow: visible; pointer-events: none; }
.head-line { fill: none; stroke: color-mix(in srgb, var(--accent) 42%, transparent); stroke-width: 1.5; stroke-linecap: round; vector-effect: non-scaling-stroke; transition: d 0.9s ease; }
.titles { flex: 1; min-inline-size: 0; }
.title { font-size: 1.0625em; font-weight: 650; line-height: 1.25; letter-spacing: -0.01em; }
.mood-words { font-size: 0.8438em; line-height: 1.35; color: var(--soft); margin-block-start: 0.1em; text-wrap: balance; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; }
.tool {
  display: grid; place-items: center; flex: none; inline-size: var(--target); block-size: var(--target); border-radius: 50%;
  color: var(--soft); transition: background 0.15s, color 0.15s;
}
.tool:hover { background: color-mix(in srgb, var(--ink) 7%, transparent); color: var(--ink); }
.tool + .tool { margin-inline-start: -0.7em; }

@media (max-width: 480px) {
  .root[data-mode="floating"][data-open] { inset: var(--ut-top, 0) 0 auto; }
  [data-mode="floating"] .panel { inline-size: 100dvw; block-size: var(--ut-screen, 100dvh); border-radius: 0; }
  .head { padding-block-start: max(0.8em, env(safe-area-inset-top)); }
}
@media (max-height: 430px) {
  [data-mode="floating"] .panel { block-size: var(--ut-screen, 100dvh); border-radius: 0; }
  .root[data-mode="floating"][data-open] { inset-block: var(--ut-top, 0) auto; }
}

.sheet { position: absolute; inset: 0; z-index: 2; display: flex; flex-direction: column; background: var(--paper); animation: sheet-in 0.28s cubic-bezier(0.2, 0.8, 0.25, 1); }
@keyframes sheet-in { from { opacity: 0; transform: translateY(12px); } }
.sheet-head { display: flex; align-items: center; gap: 0.35em; padding: 0.95em 0.85em 0.5em 0.6em; }
.sheet-title { font-size: 1.0625em; font-weight: 650; letter-spacing: -0.01em; outline: none; }
.sheet-body { flex: 1; overflow-y: auto; overscroll-behavior: contain; padding: 0.4em 1.1em 1.3em; scrollbar-width: thin; scrollbar-color: var(--line) transparent; }
.sheet[data-waiting] .sheet-title { animation: row-in 0.3s 0.2s backwards; }
.sheet-wait { display: grid; gap: 0.95em; justify-items: start; font-size: 0.9688em; text-wrap: pretty; }
`;
