"""The voice sense: how something was said."""
