constexpr int right = 1;
