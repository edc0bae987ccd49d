"""Building a model by hand: edits of its text that are said in terms of its drawing."""
