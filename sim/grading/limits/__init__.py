"""What limits a score whatever a judge proposes: the apology table, the gates, a talk broken off."""
