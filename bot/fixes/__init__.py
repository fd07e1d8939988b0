"""Measured repairs of Rasa 3.6.21, one a module, each with its reason. `apply_all` puts them all in place.

Plain `rasa run` knows nothing of them: the same model runs there as Rasa ships it.
"""
