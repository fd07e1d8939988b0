"""Slack: events, buttons and commands over HTTP or Socket Mode, answers in Block Kit."""
