"""What a note is: the model and its facts, characters, times, identifiers, and what a reader gives back."""
