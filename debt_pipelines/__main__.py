"""`python -m debt_pipelines` is `debt`."""

from debt_pipelines.cli.main import main

main()
