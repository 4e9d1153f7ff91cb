"""Who signs and seals a ledger."""

SIGNATURES = (
    "ledger.sign.village",
    "ledger.sign.township",
    "ledger.sign.leader",
    "ledger.sign.clerk",
)
