"""The Models page: what is known of each model, side by side."""
