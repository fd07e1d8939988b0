"""How a text was typed."""
