"""The mouth: where the lips meet, teeth and tongue."""
