/** English: words of an exercise that runs. */
export default {
  pause: "Pause",
  resume: "Go on",
  begin_again: "Once more",
  step_of: "Step {n} of {total}",
  next: "Next",
  back: "Back",
  finish: "Finish",
  stop: "Stop",
  finished: "Well done. Stay with that for a moment.",
  say_in: "Breathe in for {n}", say_hold: "Hold for {n}", say_out: "Breathe out for {n}", say_rest: "Rest for {n}",
  short_in: "In", short_hold: "Hold", short_out: "Out", short_rest: "Rest",
  own_field: "Write for yourself",
  own_hint: "Only for you: it is sent to nobody, and gone at the end.",
};
