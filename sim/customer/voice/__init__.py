"""What the customer says: a model under guard, or the lines his author wrote."""
