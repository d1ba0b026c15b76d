"""The forms of content: what each asks for, how a document fills it, what was typed as a change of the document."""
