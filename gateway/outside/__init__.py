"""Every call to a service of somebody else: bounded, counted, and known to the owner."""
