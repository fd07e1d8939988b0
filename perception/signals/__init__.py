"""What the senses are told of a person: a face as it was seen, how they typed, how they usually are."""
