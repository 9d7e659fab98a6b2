constexpr int right = 1;  // error: E901
