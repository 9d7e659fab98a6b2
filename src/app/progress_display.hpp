#pragma once
// What one sees while training: a bar on a terminal, plain lines elsewhere. On standard error, so that results can be
// piped.
#include <pathwise/train/progress.hpp>

#include <chrono>
#include <cstdint>
#include <string>

namespace pathwise::commands {

enum class display_style { bar, lines, nothing };

/// A bar if standard error is a terminal, lines if not, nothing if `quiet`.
display_style style_for(bool quiet);

class progress_display {
 public:
  /// `total_steps`: of all that will be shown, for the time left.
  progress_display(display_style style, std::uint64_t total_steps) : style_(style), total_steps_(total_steps) {}
  ~progress_display() { clear(); }
  progress_display(const progress_display&) = delete;
  progress_display& operator=(const progress_display&) = delete;

  /// What is being trained ("laplace, seed 2"); an empty title shows none.
  void begin(std::string title, std::size_t first_epoch, std::size_t last_epoch);
  /// After each step; `rows` is the step's.
  void step(const progress& now, std::size_t rows);
  /// A line that stays, in any style but `nothing`.
  void say(const std::string& line);
  /// Removes the bar.
  void clear();
  /// Steps that will not be taken after all, or more of them.
  void expect(std::uint64_t total_steps) { total_steps_ = total_steps; }

 private:
  using clock = std::chrono::steady_clock;
  static double seconds_between(clock::time_point from, clock::time_point to) {
    return std::chrono::duration<double>(to - from).count();
  }
  void draw(const progress& now, double rows_per_second);
  void print_line(const progress& now, double rows_per_second);
  std::string time_left() const;

  display_style style_;
  std::uint64_t total_steps_;
  std::string title_;
  std::size_t first_epoch_ = 0, last_epoch_ = 0;
  std::uint64_t steps_seen_ = 0;
  clock::time_point started_{}, shown_{};
  std::uint64_t rows_since_shown_ = 0;
  double rows_per_second_ = 0;
  bool bar_on_screen_ = false;
};

}  // namespace pathwise::commands
