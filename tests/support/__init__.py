"""What tests share: clocks, limbs, sensors, documents, processes. Knows no single test."""
