"""Files far away: listed, told apart without reading them, and read piece by piece within a time limit."""
