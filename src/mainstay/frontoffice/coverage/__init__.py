"""Coverage: the policies that patients hold, as claims state them."""
