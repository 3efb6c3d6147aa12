"""Many series: a trial with workers that are killed, what a series costs, and a simulation."""
