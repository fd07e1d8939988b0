"""Seeing: streams of pictures to observations of a face, observations to readings. No picture is kept."""
