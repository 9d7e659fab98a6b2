#include "progress_display.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "output.hpp"

namespace pathwise::commands {
namespace {

constexpr double seconds_between_draws = 0.1, seconds_between_lines = 10;

std::size_t terminal_columns() {
  winsize size{};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

std::string bar(std::size_t done, std::size_t all, std::size_t width) {
  const std::size_t filled = all == 0 ? 0 : done * width / all;
  return "[" + std::string(filled, '#') + std::string(width - filled, '.') + "]";
}

std::string short_metrics(const metrics& m, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += fmt::format("  {} {:.1f}", m.names[i], m.values[i]);
  return text;
}

}  // namespace

display_style style_for(bool quiet) {
  if (quiet) return display_style::nothing;
  const char* terminal = std::getenv("TERM");
  const bool dumb = terminal == nullptr || std::strcmp(terminal, "dumb") == 0;
  return isatty(STDERR_FILENO) && !dumb ? display_style::bar : display_style::lines;
}

void progress_display::begin(std::string title, std::size_t first_epoch, std::size_t last_epoch) {
  title_ = std::move(title);
  first_epoch_ = first_epoch;
  last_epoch_ = last_epoch;
  rows_since_shown_ = 0;
  shown_ = clock::now();
  if (started_ == clock::time_point{}) started_ = shown_;
}

void progress_display::step(const progress& now, std::size_t rows) {
  ++steps_seen_;
  rows_since_shown_ += rows;
  if (style_ == display_style::nothing) return;
  const auto at = clock::now();
  const double passed = seconds_between(shown_, at);
  if (passed < (style_ == display_style::bar ? seconds_between_draws : seconds_between_lines)) return;
  const double rate = static_cast<double>(rows_since_shown_) / passed;
  rows_per_second_ = rows_per_second_ == 0 ? rate : 0.8 * rows_per_second_ + 0.2 * rate;
  if (style_ == display_style::bar)
    draw(now, rows_per_second_);
  else
    print_line(now, rate);
  shown_ = at;
  rows_since_shown_ = 0;
}

std::string progress_display::time_left() const {
  const double per_step =
      seconds_between(started_, clock::now()) / static_cast<double>(std::max<std::uint64_t>(1, steps_seen_));
  return clock_time(per_step * static_cast<double>(total_steps_ - std::min(total_steps_, steps_seen_)));
}

void progress_display::draw(const progress& now, double rows_per_second) {
  const std::size_t columns = terminal_columns() - 1;
  const std::string left =
      fmt::format("{}epoch {}/{} ", title_.empty() ? "" : title_ + "  ", first_epoch_ + now.epoch + 1, last_epoch_);
  const std::string numbers = short_metrics(now.epoch_mean, now.epoch_mean.names.size());
  std::string right = fmt::format(" {}/{}{}  {} samples/s  {} left", now.step, now.steps, numbers,
                                  grouped(static_cast<std::uint64_t>(rows_per_second)), time_left());
  if (left.size() + right.size() > columns)  // narrow: the loss and the time are what one looks for
    right = fmt::format(" {}/{}{}  {} left", now.step, now.steps, short_metrics(now.epoch_mean, 1), time_left());
  const std::size_t taken = left.size() + right.size() + 2;
  std::string line = left;
  if (taken + 4 <= columns) line += bar(now.step, now.steps, std::min<std::size_t>(30, columns - taken));
  line += right;
  if (line.size() > columns) line.resize(columns);
  fmt::print(stderr, "\r{}\x1b[K", line);
  std::fflush(stderr);
  bar_on_screen_ = true;
}

void progress_display::print_line(const progress& now, double rows_per_second) {
  fmt::print(stderr, "{}epoch {}/{}  {}/{}{}  {} samples/s  {} left\n", title_.empty() ? "" : title_ + "  ",
             first_epoch_ + now.epoch + 1, last_epoch_, now.step, now.steps,
             short_metrics(now.epoch_mean, now.epoch_mean.names.size()),
             grouped(static_cast<std::uint64_t>(rows_per_second)), time_left());
}

void progress_display::say(const std::string& line) {
  if (style_ == display_style::nothing) return;
  clear();
  fmt::print(stderr, "{}\n", line);
}

void progress_display::clear() {
  if (!bar_on_screen_) return;
  fmt::print(stderr, "\r\x1b[K");
  std::fflush(stderr);
  bar_on_screen_ = false;
}

}  // namespace pathwise::commands
