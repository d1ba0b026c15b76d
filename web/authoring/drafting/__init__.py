"""Help with writing a case: from a complaint or step by step to a draft."""
