/** Three grounds to stand on, each by day and by night; every colour of words keeps 4.5 to 1 on its ground. */
export const palettes = `
:host {
  --base-paper: light-dark(#faf7f2, #15181a); --base-surface: light-dark(#ffffff, #212628);
  --base-ink: light-dark(#27272c, #eceae4); --base-soft: light-dark(#5c5a64, #adaeb1); --base-line: light-dark(#e7e0d6, #353b3f);
  --base-accent: light-dark(#2c5d58, #93cfc4); --base-on-accent: light-dark(#ffffff, #0f211e);
}
:host([palette="dusk"]) {
  --base-paper: light-dark(#f6f5fb, #14141f); --base-surface: light-dark(#ffffff, #20202e);
  --base-ink: light-dark(#26253a, #ecebf6); --base-soft: light-dark(#5b5972, #abaabf); --base-line: light-dark(#e1dfee, #373749);
  --base-accent: light-dark(#4c4a9e, #b6b4f7); --base-on-accent: light-dark(#ffffff, #181639);
}
:host([palette="ember"]) {
  --base-paper: light-dark(#fcf5ef, #1b1614); --base-surface: light-dark(#ffffff, #292220);
  --base-ink: light-dark(#2d2422, #f3eae5); --base-soft: light-dark(#685852, #b9aaa3); --base-line: light-dark(#efe0d5, #433935);
  --base-accent: light-dark(#934029, #f1ab8f); --base-on-accent: light-dark(#ffffff, #30130b);
}
`;
