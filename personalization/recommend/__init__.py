"""Choose from the catalogue for one person and one moment, and say truly why."""
