"""The HTTP API under `/v1`, health, metrics and the schema."""
