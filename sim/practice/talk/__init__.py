"""One line said and answered: accepted, played, streamed, kept, or told why not."""
