"""Rasa's custom actions: thin translators between a conversation and personalization."""
