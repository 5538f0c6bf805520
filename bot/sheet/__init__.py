"""The pages of a つなぎシート for its destination: a link without an account, opened by a one-time code."""
