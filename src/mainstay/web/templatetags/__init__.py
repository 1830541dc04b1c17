"""The template tags every page is drawn with."""
