#ifndef GOOD
gone a;  // error: gone
gone b;
#endif
