"""Who a person is to Undertone, what fits the moment, and how all of it is exported or forgotten."""
