"""One output format a file: each renders the scorecard and nothing else."""
