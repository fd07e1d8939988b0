"""The voice sense: how it is prepared, trained, exported and measured."""
