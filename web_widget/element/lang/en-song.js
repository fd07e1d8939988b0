/** English: words of a service's own player. */
export default {
  listen_here: "Listen here",
  listen_here_hint: "The player comes from {service}, which then knows that you are here.",
  player_of: "{title}, player of {service}",
  player_blocked: "This page does not let the player in. You can open the song in {service}.",
};
