"""What listed clinics are told that nobody speaks for: one mail an address, ever."""
