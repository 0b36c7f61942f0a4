"""Tables become profiles: what is measured of each column, what its values mean, and how profiles are kept."""
