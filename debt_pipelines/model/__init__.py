"""The words of the product: row models, rules, findings, outcomes and the scorecard."""
