"""Measuring the choice on visitors whose taste is known, because it was made up."""
