"""The offline judge: signs in the dialogue made into levels by rule, each with the words that show it."""
