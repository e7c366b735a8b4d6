"""What is counted: one theme a file, counts from clean tables, no rate and no interval.

The functions run on pandas, Polars and DuckDB. `_declare` holds the marks and the catalogue, `_run` counts them all.
"""
