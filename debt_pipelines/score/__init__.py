"""Findings become effort, impact, category scores, a backlog and a gate."""
