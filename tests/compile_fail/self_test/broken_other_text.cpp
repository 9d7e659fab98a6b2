#ifndef GOOD
gone a;  // error: E901
#endif
