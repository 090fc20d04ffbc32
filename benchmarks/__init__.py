"""What a build costs: the plant to build and the runs."""
