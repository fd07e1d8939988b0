"""The places where people talk to the companion, each a channel under one contract."""
