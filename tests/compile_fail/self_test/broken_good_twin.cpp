#ifdef GOOD
gone b;
#else
gone a;  // error: gone
#endif
