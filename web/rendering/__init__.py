"""From what is to be shown to a page: templates per language, words, addresses, and what every route asks for."""
