"""Stand-ins for the gateway's neighbours, each playing a script."""
