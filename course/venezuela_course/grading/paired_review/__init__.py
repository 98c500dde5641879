"""The paired review: who reviews whose brief, and how that stays unknown to the class.

`pairing` decides, `ledger` remembers, `anonymity` cleans, `collected` reads what students handed in,
`release` writes what the review's release carries, and `comments` brings a review back to the author.
"""
