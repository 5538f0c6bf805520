"""The whole knowledge of a town in one Excel workbook, for the people who keep it."""
