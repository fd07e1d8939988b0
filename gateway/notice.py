"""What a visitor is told at first contact, again every three hours of a continuing session, and when spoken
words cannot be recognised."""

AI_NOTICE = (
    "Hello! Before we start: I'm an AI, not a person. I estimate emotions from the words you write or say, "
    "and from the sound of your voice or from your face only if you allow it, so that I can answer with "
    "care; I can be wrong. "
    "Say “pause sensing” and I stop estimating; "
    "say “forget me” and I erase what I know about you."
)

AI_REMINDER = (
    "A reminder: I'm an AI, not a person, and I estimate emotions from the words you write or say. "
    "Say “pause sensing” to stop that, or “forget me” to erase what I know. A break can do good, too."
)

NO_WORDS_NOTICE = (
    "I can't make out spoken words at the moment; that is my fault, not yours. "
    "Please type to me: that works as always. The microphone may work again in a minute."
)

REMIND_EVERY_S = 3 * 3600.0
