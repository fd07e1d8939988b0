/** A service's own player. */
export const styles = `
.player-words { font-size: 0.8438em; color: var(--soft); text-wrap: pretty; }
.song-player { display: block; inline-size: 100%; block-size: 80px; border: 0; border-radius: 12px; color-scheme: normal; }
`;
