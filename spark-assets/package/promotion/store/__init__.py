"""The two tables: their keys, their items, and the transactions that change them."""
