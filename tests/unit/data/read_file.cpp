#include <boost/test/unit_test.hpp>

#include <pathwise/data/read_file.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include "files.hpp"

namespace pw = pathwise;

BOOST_AUTO_TEST_SUITE(read_file)

BOOST_AUTO_TEST_CASE(gives_every_byte) {
  const scratch_folder folder;
  const std::string content("a\0\xff\r\n", 5);
  put(folder / "f", content);
  BOOST_TEST(pw::read_text(folder / "f") == content);
  BOOST_TEST(pw::read_file(folder / "f").size() == 5U);
  put(folder / "empty", "");
  BOOST_TEST(pw::read_text(folder / "empty") == "");
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong_with_the_name) {
  const scratch_folder folder;
  const auto message = [](const std::filesystem::path& file) { return message_of([&] { pw::read_file(file); }); };
  const std::string root = folder.path().string();
  BOOST_TEST(message(folder / "f") == root + "/f: missing: there is no such file; check the path");
  BOOST_TEST(message(folder.path()) == root + ": is a directory; name a file in it");
  put(folder / "f", "");
  BOOST_TEST(message(folder / "f/g") ==
             root + "/f/g: cannot read: Not a directory; check the path, or create the folder");
  BOOST_TEST(message("/dev/null") == "/dev/null: is a pipe or device, not a regular file; save it to a file first");
}

BOOST_AUTO_TEST_CASE(does_not_wait_for_a_pipe) {
  const scratch_folder folder;
  const auto pipe = folder / "pipe";
  BOOST_REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  BOOST_TEST(message_of([&] { pw::read_file(pipe); }) ==
             pipe.string() + ": is a pipe or device, not a regular file; save it to a file first");
}

BOOST_AUTO_TEST_CASE(refuses_what_no_memory_holds) {
  const scratch_folder folder;
  const auto sparse = folder / "sparse";
  put(sparse, "");
  if (::truncate(sparse.c_str(), off_t{1} << 43) != 0) return;  // this file system has no such files
  BOOST_TEST(message_of([&] { pw::read_file(sparse); }) ==
             sparse.string() + ": has 8796093022208 bytes, more than this machine's memory; use a part of it");
}

BOOST_AUTO_TEST_CASE(a_name_cannot_move_the_cursor) {
  BOOST_TEST(message_of([] { pw::read_file("no\x1b[2Jfile\n"); }) ==
             "no\\x1b[2Jfile\\x0a: missing: there is no such file; check the path");
  BOOST_TEST(pw::printable("abcdef", 3) == "abc...");
  BOOST_TEST(pw::printable("h\xc3\xb6", 3) == "h\xc3\xb6");
}

BOOST_AUTO_TEST_SUITE_END()
