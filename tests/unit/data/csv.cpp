#include <boost/test/unit_test.hpp>

#include <pathwise/data/csv.hpp>

#include <clocale>
#include <cmath>

#include "files.hpp"
#include "samples.hpp"

namespace pw = pathwise;

namespace {

template <class T = float>
pw::csv_table<T> parsed(const std::string& text) {
  return pw::parse_csv<T>(text, "x.csv");
}

std::string message(const std::string& text) {
  return message_of([&] { parsed(text); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(csv)

BOOST_AUTO_TEST_CASE(header_quotes_spaces_and_line_ends) {
  const scratch_folder folder;
  put(folder / "x.csv", "\xef\xbb\xbf" + sample_csv() + "\r\n  \n");
  const auto table = pw::read_csv<float>(folder / "x.csv");
  BOOST_TEST(table.header == (std::vector<std::string>{"length", "width, in cm"}), boost::test_tools::per_element());
  BOOST_TEST(table.values.rows == 3U);
  BOOST_TEST(table.values.cols == 2U);
  BOOST_TEST(table.values(1, 0) == 300.0F);
  BOOST_TEST(table.values(1, 1) == 0.25F);
  BOOST_TEST(table.values(2, 0) == 7.0F);
  BOOST_TEST(std::isnan(table.values(2, 1)));
}

BOOST_AUTO_TEST_CASE(without_header) {
  const auto table = parsed<double>("1,2\n3,0.1");
  BOOST_TEST(table.header.empty());
  BOOST_TEST(table.values.rows == 2U);
  BOOST_TEST(table.values(1, 1) == 0.1);
  BOOST_TEST(parsed(",a,b\n1,2,3\n").header[2] == "b");  // as pandas names an index
  BOOST_TEST(parsed("\"a \"\"b\"\"\"\n1\n").header[0] == "a \"b\"");
}

BOOST_AUTO_TEST_CASE(range_of_numbers) {
  BOOST_TEST(parsed("1e-60").values(0, 0) == 0.0F);
  BOOST_TEST(parsed<double>("1e-400").values(0, 0) == 0.0);
  BOOST_TEST(parsed<double>("1e-60").values(0, 0) == 1e-60);
  BOOST_TEST(parsed("1e-40").values(0, 0) == 1e-40F);
  BOOST_TEST(message("1,1e39\n") == "x.csv: line 1: column 2 is too large: '1e39'; correct that line");
  BOOST_TEST(message("1e9999\n") == "x.csv: line 1: column 1 is too large: '1e9999'; correct that line");
}

BOOST_AUTO_TEST_CASE(errors_name_line_and_column) {
  BOOST_TEST(message("") == "x.csv: empty; name another file");
  BOOST_TEST(message(" \n\n") == "x.csv: has no rows of numbers; name another file");
  BOOST_TEST(message("a,b\n") == "x.csv: has no rows of numbers; name another file");
  BOOST_TEST(message("a,b\n1,2\n3,x\n") == "x.csv: line 3: column 2 is not a number: 'x'; correct that line");
  BOOST_TEST(message("1,b\n") == "x.csv: line 1: column 2 is not a number: 'b'; correct that line");
  BOOST_TEST(message("1,2\n1,,3\n") == "x.csv: line 2: 3 columns, the lines before have 2; correct that line");
  BOOST_TEST(message("a,b\n1\n") == "x.csv: line 2: 1 columns, the lines before have 2; correct that line");
  BOOST_TEST(message("1,2\n3,\n") == "x.csv: line 2: column 2 is empty; correct that line");
  BOOST_TEST(message("1\n\n2\n") == "x.csv: line 2: column 1 is empty; correct that line");
  BOOST_TEST(message("1,2\n3,\"4\n") == "x.csv: line 2: column 2 has an open quote; correct that line");
  BOOST_TEST(message("1\n2 3\n") == "x.csv: line 2: column 1 is not a number: '2 3'; correct that line");
  BOOST_TEST(message("1\n+-2\n") == "x.csv: line 2: column 1 is not a number: '+-2'; correct that line");
  BOOST_TEST(message("1\n0x10\n") == "x.csv: line 2: column 1 is not a number: '0x10'; correct that line");
  BOOST_TEST(message(std::string("1\n\0", 3)) == "x.csv: line 2: column 1 is not a number: '\\x00'; correct that line");
  BOOST_TEST(message_of([] { pw::read_csv<float>("/no/file"); }).starts_with("/no/file: missing"));
}

BOOST_AUTO_TEST_CASE(the_locale_does_not_matter) {
  const std::string before = std::setlocale(LC_ALL, nullptr);
  std::setlocale(LC_ALL, "de_DE.UTF-8");
  BOOST_TEST(parsed("1.5").values(0, 0) == 1.5F);
  std::setlocale(LC_ALL, before.c_str());
}

BOOST_AUTO_TEST_SUITE_END()
