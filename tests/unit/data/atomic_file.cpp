#include <boost/test/unit_test.hpp>

#include <pathwise/data/atomic_file.hpp>

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <optional>

#include "faults.hpp"
#include "files.hpp"

namespace pw = pathwise;

namespace {

mode_t permissions(const std::filesystem::path& file) {
  struct stat status = {};
  ::stat(file.c_str(), &status);
  return status.st_mode & 07777;
}

constexpr auto full = "cannot write: No space left on device; free some space and try again";

}  // namespace

BOOST_AUTO_TEST_SUITE(atomic_file)

BOOST_AUTO_TEST_CASE(replaces_the_content) {
  const scratch_folder folder;
  const auto file = folder / "config.json";
  pw::write_text(file, "one");
  BOOST_TEST(get(file) == "one");
  pw::write_text(file, "three");
  BOOST_TEST(get(file) == "three");
  pw::write_text(file, "");
  BOOST_TEST(get(file) == "");
  BOOST_TEST(folder.files() == 1U);
}

BOOST_AUTO_TEST_CASE(nothing_appears_before_commit) {
  const scratch_folder folder;
  const auto file = folder / "f";
  pw::write_text(file, "old");
  {
    pw::atomic_file out(file);
    out.write("half of the new");
    BOOST_TEST(get(file) == "old");
  }
  BOOST_TEST(get(file) == "old");
  BOOST_TEST(folder.files() == 1U);
}

BOOST_AUTO_TEST_CASE(a_stale_temporary_is_taken_over) {
  const scratch_folder folder;
  put(folder / ".f.tmp", "left by a killed process, and longer than the new content");
  pw::write_text(folder / "f", "new");
  BOOST_TEST(get(folder / "f") == "new");
  BOOST_TEST(folder.files() == 1U);
}

BOOST_AUTO_TEST_CASE(two_writers_do_not_mix) {
  const scratch_folder folder;
  const auto file = folder / "f";
  pw::atomic_file first(file);
  first.write("first");
  BOOST_TEST(message_of([&] { pw::write_text(file, "second"); }) ==
             file.string() + ": cannot write: another process is writing it; wait for it, or choose another name");
  first.commit();
  BOOST_TEST(get(file) == "first");
  pw::write_text(file, "third");
  BOOST_TEST(get(file) == "third");
}

BOOST_AUTO_TEST_CASE(keeps_permissions_and_links) {
  const scratch_folder folder;
  const auto file = folder / "f";
  pw::write_text(file, "old");
  ::chmod(file.c_str(), 0640);
  pw::write_text(file, "new");
  BOOST_TEST(permissions(file) == mode_t{0640});
  std::filesystem::create_symlink(file, folder / "link");
  pw::write_text(folder / "link", "through the link");
  BOOST_TEST(std::filesystem::is_symlink(folder / "link"));
  BOOST_TEST(get(file) == "through the link");
}

BOOST_AUTO_TEST_CASE(refuses_what_is_no_regular_file) {
  const scratch_folder folder;
  const std::string root = folder.path().string();
  const auto message = [](const std::filesystem::path& file) { return message_of([&] { pw::write_text(file, "x"); }); };
  BOOST_TEST(message(folder.path()) == root + ": cannot write: is a directory; name a file in it");
  BOOST_TEST(message(root + "/") == root + "/: cannot write: is a directory; name a file in it");
  BOOST_TEST(message("/dev/full") == "/dev/full: cannot write: is a pipe or device; name a regular file");
  BOOST_TEST(message(folder / "a/b") ==
             root + "/a/b: cannot write: No such file or directory; check the path, or create the folder");
  BOOST_TEST(
      message(folder / std::string(254, 'n')).ends_with(": cannot write: File name too long; choose a shorter name"));
  BOOST_TEST(folder.files() == 0U);
}

BOOST_AUTO_TEST_CASE(an_unwritable_folder) {
  const scratch_folder folder;
  ::chmod(folder.path().c_str(), 0555);
  const bool was_root = ::geteuid() == 0;
  if (was_root) BOOST_REQUIRE(::seteuid(65534) == 0);
  const std::string message = message_of([&] { pw::write_text(folder / "f", "x"); });
  if (was_root) BOOST_REQUIRE(::seteuid(0) == 0);
  ::chmod(folder.path().c_str(), 0755);
  BOOST_TEST(message == (folder / "f").string() +
                            ": cannot write: Permission denied; change its permissions, or choose another folder");
}

// Every system call of a save fails in turn: the old content stays, and no temporary.
BOOST_AUTO_TEST_CASE(whatever_fails_the_old_file_stays) {
  const scratch_folder folder;
  const auto file = folder / "f";
  pw::write_text(file, "old");
  int faults = 0;
  for (bool failed = true; failed; put(file, "old")) {
    const bool full_disk = faults % 2 == 0;
    std::string message;
    {
      const failing_disk disk(faults, full_disk ? ENOSPC : EIO);
      message = message_of([&] { pw::write_text(file, "new"); });
      failed = disk.failed();
    }
    const bool renamed = faults >= 5;  // the last call flushes the folder: then the new file is there, and whole
    BOOST_TEST_CONTEXT("fault " << faults) {
      BOOST_TEST(get(file) == (renamed ? "new" : "old"));
      BOOST_TEST(folder.files() == 1U);
      const std::string expected = full_disk ? full : "cannot write: Input/output error; check the disk and try again";
      BOOST_TEST(message == (failed ? file.string() + ": " + expected : "no error"));
    }
    faults += failed ? 1 : 0;
  }
  BOOST_TEST(faults == 6);  // ftruncate fchmod write fsync rename fsync
}

BOOST_AUTO_TEST_CASE(short_and_interrupted_writes_are_continued) {
  const scratch_folder folder;
  const slow_disk disk;
  pw::write_text(folder / "f", "in pieces of three");
  pw::append_line(folder / "g", "in pieces of three");
  BOOST_TEST(get(folder / "f") == "in pieces of three");
  BOOST_TEST(get(folder / "g") == "in pieces of three\n");
}

BOOST_AUTO_TEST_CASE(out_of_memory_leaves_nothing) {
  const scratch_folder folder;
  for (std::size_t before = 0;; ++before) {
    const auto file = folder / "f";
    const counted_memory memory(before);
    try {
      pw::write_text(file, "x");
      break;
    } catch (const std::bad_alloc&) {
      BOOST_REQUIRE(folder.files() == 0U);
    }
  }
  BOOST_TEST(get(folder / "f") == "x");
}

namespace {

// Runs `action` in a child process, where it may do what cannot be undone; its value is the exit code.
template <class Action>
int in_child(Action&& action) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(action());
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

constexpr int not_permitted = 77;

int fill_a_small_disk(const scratch_folder& folder) {
  if (::unshare(CLONE_NEWNS) != 0 || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
      ::mount("pathwise", folder.path().c_str(), "tmpfs", 0, "size=64k") != 0)
    return not_permitted;
  const auto file = folder / "f";
  pw::write_text(file, "old");
  if (message_of([&] { pw::write_text(file, std::string(100'000, 'x')); }) != file.string() + ": " + full) return 1;
  if (get(file) != "old" || folder.files() != 1) return 2;
  const auto lines = folder / "metrics.jsonl";
  pw::append_line(lines, "first");
  if (message_of([&] { pw::append_line(lines, std::string(100'000, 'x')); }) != lines.string() + ": " + full) return 3;
  return get(lines) == "first\n" ? 0 : 4;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_full_disk) {
  const scratch_folder folder;
  const int result = in_child([&] { return fill_a_small_disk(folder); });
  if (result == not_permitted) {
    BOOST_TEST_MESSAGE("skipped: this process may not mount a small disk");
  } else {
    BOOST_TEST(result == 0);
  }
}

// A process that saves without end is killed at some moment: the file is one of the two contents, whole.
BOOST_AUTO_TEST_CASE(killed_at_any_moment) {
  const scratch_folder folder;
  const auto file = folder / "f";
  const std::string contents[] = {std::string(200'000, 'a'), std::string(300'000, 'b')};
  pw::write_text(file, contents[0]);
  const int kills = long_run() ? 10'000 : 40;
  for (int i = 0; i < kills; ++i) {
    const pid_t child = ::fork();
    if (child == 0)
      for (int turn = 0;; ++turn) pw::write_text(file, contents[turn % 2]);
    ::usleep(static_cast<useconds_t>(i * 7919 % 4000));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    const std::string found = get(file);
    BOOST_REQUIRE((found == contents[0] || found == contents[1]));
  }
  BOOST_TEST(folder.files() <= 2U);  // at most one temporary, however many were killed
  pw::write_text(file, "after");
  BOOST_TEST(folder.files() == 1U);
}

BOOST_AUTO_TEST_CASE(lines_are_appended) {
  const scratch_folder folder;
  const auto file = folder / "metrics.jsonl";
  pw::append_line(file, "{\"step\": 1}");
  pw::append_line(file, "{\"step\": 2}");
  BOOST_TEST(get(file) == "{\"step\": 1}\n{\"step\": 2}\n");
  BOOST_CHECK_THROW(pw::append_line(file, "two\nlines"), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(a_torn_line_is_closed_first) {
  const scratch_folder folder;
  put(folder / "f", "whole\nto");
  pw::append_line(folder / "f", "next");
  BOOST_TEST(get(folder / "f") == "whole\nto\nnext\n");
}

BOOST_AUTO_TEST_CASE(append_errors) {
  const scratch_folder folder;
  const auto message = [](const std::filesystem::path& file) {
    return message_of([&] { pw::append_line(file, "x"); });
  };
  BOOST_TEST(message("/dev/null") == "/dev/null: cannot write: is a pipe or device; name a regular file");
  BOOST_TEST(message(folder.path()) == folder.path().string() + ": cannot write: is a directory; name a file in it");
}

BOOST_AUTO_TEST_SUITE_END()
