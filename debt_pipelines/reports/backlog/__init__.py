"""The formats of `debt backlog`."""
