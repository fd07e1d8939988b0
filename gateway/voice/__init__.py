"""Hearing and speaking: streams of sound to utterances, utterances to turns, replies to sound."""
