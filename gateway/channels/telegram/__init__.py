"""Telegram: updates by webhook or long polling, answers with inline keyboards, voice notes and photos."""
