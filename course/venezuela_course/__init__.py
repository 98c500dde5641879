"""A graded course on Venezuela's crisis, 2016 to August 2024: evidence, models and negotiation."""
