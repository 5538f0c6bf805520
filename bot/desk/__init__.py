"""The use cases of the front desk. Each opens one transaction, decides, writes rows, returns a small result."""
