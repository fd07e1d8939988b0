"""The Rasa side of Undertone: own pipeline components, the turn channel and repairs of Rasa 3.6."""
