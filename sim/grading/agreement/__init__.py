"""How far graders and people agree: labels, measures, and their comparison."""
