gone a;  // error: gone
