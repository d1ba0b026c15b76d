"""What goes on in the customer: how he hears a line, what it does to his mood, and what he does next."""
