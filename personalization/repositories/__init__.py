"""One repository per table: rows in, domain objects out."""
