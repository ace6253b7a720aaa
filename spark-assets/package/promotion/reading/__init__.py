"""Files as Spark reads them."""
