"""What people read of a scorecard: the summary, what cost most, what to practise, in both languages."""
