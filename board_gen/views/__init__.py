"""What one reader sees at one instant, as plain values: templates lay them out and decide nothing."""
