"""The catalogue's sources; the own one lies beside this file as TOML."""
