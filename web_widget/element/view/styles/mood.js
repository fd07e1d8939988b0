import { LABELS } from "../../emotions.js";

const each = (rule) => LABELS.map(rule).join("\n");

/** The ring, and which colour each feeling has. */
export const mood = `
${each((label) => `[data-mood="${label}"] { --mood: var(--${label}); }`)}
${each((label) => `[data-undertone="${label}"] { --under: var(--${label}); }`)}

.ring { display: block; inline-size: 100%; block-size: 100%; overflow: visible; }
.track { fill: none; stroke: color-mix(in srgb, var(--ink) 8%, transparent); stroke-width: 6.5; }
.arc {
  fill: none; stroke-width: 6.5; stroke-linecap: round; stroke: var(--mood); opacity: 0;
  transition: stroke-dasharray 1.1s cubic-bezier(0.3, 0.7, 0.2, 1), stroke-dashoffset 1.1s cubic-bezier(0.3, 0.7, 0.2, 1), opacity 0.6s;
}
.arc[data-shown] { opacity: 1; }
.ring[data-state="waiting"] .arc[data-shown] { opacity: 0.5; }
.ring[data-state="paused"] .arc[data-shown] { opacity: 0; }
.ring[data-live] .arc { transition-duration: 0.5s; }
.orb-light, .orb-deep { transition: stop-color 1.4s ease; }
.orb-light { stop-color: color-mix(in oklab, var(--under, var(--neutral)) 72%, white); }
.orb-deep { stop-color: var(--mood, var(--neutral)); }
.ring[data-state="waiting"] .orb-light { stop-color: light-dark(#7fb3aa, #b9e2da); }
.ring[data-state="waiting"] .orb-deep { stop-color: light-dark(#2c5d58, #4f8f86); }
.ring[data-state="paused"] .orb-disc { opacity: 0.45; }
.orb { transform-origin: 50px 50px; animation: breathe var(--ut-breath, 6s) ease-in-out infinite; }
.wave {
  fill: none; stroke: #fff; stroke-width: 4.2; stroke-linecap: round; stroke-linejoin: round;
  transform-origin: 50px 50px; transform: scaleY(var(--ut-energy, 0.6)); transition: transform 1.2s ease;
}
.wave-against { opacity: 0; stroke-width: 2.6; }
.ring[data-mixed] .wave-against { opacity: 0.7; }
.ring[data-state="paused"] .wave { transform: scaleY(0); }
@keyframes breathe { 50% { transform: scale(1.055); } }

.mood-button { position: relative; flex: none; inline-size: 3.7em; block-size: 3.7em; border-radius: 50%; }
.mood-button:hover .ring { filter: saturate(1.15) brightness(1.03); }
.trend {
  position: absolute; inset-block-end: -0.1em; inset-inline-end: -0.2em; display: none; place-items: center;
  inline-size: 1.2em; block-size: 1.2em; border-radius: 50%; background: var(--surface); color: var(--ink);
  box-shadow: 0 0 0 1px color-mix(in srgb, var(--ink) 10%, transparent), 0 1px 4px rgb(0 0 0 / 0.14);
}
.trend[data-trend] { display: grid; }
.trend .icon { display: none; inline-size: 0.72em; block-size: 0.72em; stroke-width: 3.2; }
.trend[data-trend="rising"] .icon-rising, .trend[data-trend="falling"] .icon-falling, .trend[data-trend="steady"] .icon-steady { display: block; }
`;
