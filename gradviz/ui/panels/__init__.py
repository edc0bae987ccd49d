"""The parts of a page, each with what happens in it."""
