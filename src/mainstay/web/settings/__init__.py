"""Settings pages: the practice, its people, and the trail of what they did."""
