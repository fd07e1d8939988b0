"""What somebody in Slack is told at first contact: it is a place of work."""

from typing import Final

NOTICE: Final = (
    "Hello! Before we start: I'm an AI, not a person. This is a place of work, so I estimate emotions from "
    "the words you write to me and from nothing else: never from a voice, never from a face, whatever "
    "is sent. The estimate can be wrong; I show it to you alone, and you can put it right. What I answer in "
    "a thread, others can read; in a direct message they cannot. "
    "Say “pause sensing” and I stop estimating; say “forget me” and I erase what I know about you."
)
"""Emotion recognition from voice and face is forbidden at work (EU AI Act, article 5(1)(f))."""
