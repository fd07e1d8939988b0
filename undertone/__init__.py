"""The command line of Undertone: settings, the supervised processes, and everything `undertone …` does."""
