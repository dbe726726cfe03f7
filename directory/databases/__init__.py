"""How web processes use the database: within limits, and with words when it is away."""
