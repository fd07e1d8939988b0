"""Speed as ratios: two systems, the same work, one run."""
