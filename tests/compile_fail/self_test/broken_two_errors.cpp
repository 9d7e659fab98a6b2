#ifndef GOOD
gone a; gone b;  // error: gone
#endif
