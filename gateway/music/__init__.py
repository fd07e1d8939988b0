"""Music services outside: the song itself for a card, and a visitor's own playlist."""
