#include <boost/test/unit_test.hpp>

#include <pathwise/data/npy.hpp>

#include "files.hpp"
#include "samples.hpp"

namespace pw = pathwise;

namespace {

using sizes = std::vector<std::size_t>;

template <class T = float>
pw::npy_array<T> parsed(const std::string& content) {
  return pw::parse_npy<T>(bytes_of(content), "x.npy");
}

std::string message(const std::string& content) {
  return message_of([&] { parsed(content); });
}

std::string dictionary(const std::string& type, const std::string& shape) {
  return "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(npy)

BOOST_AUTO_TEST_CASE(reads_what_numpy_wrote) {
  const auto array = parsed(sample_npy_float32());
  BOOST_TEST(array.shape == (sizes{2, 3}), boost::test_tools::per_element());
  BOOST_TEST(array.values == (std::vector<float>{0, 0.5, 1, 1.5, 2, 2.5}), boost::test_tools::per_element());
  BOOST_TEST(parsed<double>(sample_npy_float32()).values[1] == 0.5);
  BOOST_TEST(parsed(sample_npy_uint8()).values == (std::vector<float>{0, 7, 255}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(fortran_order_becomes_row_major) {
  const auto array = parsed<double>(sample_npy_float64_fortran());
  BOOST_TEST(array.shape == (sizes{2, 3}), boost::test_tools::per_element());
  BOOST_TEST(array.values == (std::vector<double>{0, 1, 2, 3, 4, 5}), boost::test_tools::per_element());
  const std::string body("\0\1\2\3\4\5\6\7\10\11\12\13\14\15\16\17\20\21\22\23\24\25\26\27", 24);
  const auto cube = parsed(npy_file("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3, 4)}", body));
  for (std::size_t i = 0; i < 2; ++i)
    for (std::size_t j = 0; j < 3; ++j)
      for (std::size_t k = 0; k < 4; ++k)
        BOOST_TEST(cube.values[(i * 3 + j) * 4 + k] == static_cast<float>(i + 2 * j + 6 * k));
}

BOOST_AUTO_TEST_CASE(writes_what_numpy_writes) {
  const scratch_folder folder;
  const auto file = folder / "x.npy";
  pw::write_npy(file, parsed(sample_npy_float32()));
  BOOST_TEST(get(file) == sample_npy_float32());
}

BOOST_AUTO_TEST_CASE(round_trips) {
  const scratch_folder folder;
  const auto file = folder / "x.npy";
  for (const sizes& shape : {sizes{}, sizes{5}, sizes{3, 4}, sizes{2, 3, 4}, sizes{0, 4}, sizes{1, 1, 1, 1, 7}}) {
    pw::npy_array<double> array{shape, {}};
    std::size_t count = 1;
    for (const std::size_t extent : shape) count *= extent;
    for (std::size_t i = 0; i < count; ++i) array.values.push_back(1.0 / static_cast<double>(i + 3));
    pw::write_npy(file, array);
    BOOST_TEST(get(file).size() % 64 == (count * 8) % 64);  // the numbers are aligned
    const auto again = pw::read_npy<double>(file);
    BOOST_TEST(again.shape == array.shape, boost::test_tools::per_element());
    BOOST_TEST(again.values == array.values, boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(matrices) {
  const scratch_folder folder;
  const auto file = folder / "x.npy";
  const pw::matrix<float> numbers(2, 3, {1, 2, 3, 4, 5, 6});
  pw::write_npy(file, numbers.view());
  const pw::matrix<float> again = pw::as_rows(pw::read_npy<float>(file));
  BOOST_TEST(again.rows == 2U);
  BOOST_TEST(again(1, 2) == 6.0F);
  const auto cube = pw::as_rows(pw::npy_array<float>{{2, 3, 4}, std::vector<float>(24)});
  BOOST_TEST(cube.rows == 2U);
  BOOST_TEST(cube.cols == 12U);
  BOOST_TEST(pw::as_rows(pw::npy_array<float>{{5}, std::vector<float>(5)}).cols == 1U);
  BOOST_TEST(pw::as_rows(pw::npy_array<float>{{std::size_t{1} << 60, 0}, {}}).rows == 0U);
  BOOST_CHECK_THROW((pw::write_npy<float>(file, sizes{2, 2}, std::vector<float>(3))), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(other_versions_and_spellings) {
  const std::string text = "{\"shape\": ( 1L , 2 ),\t\"fortran_order\":False,'descr':\"|u1\"}\n";
  for (const char version : {'\2', '\3'}) {
    const std::string file = std::string("\x93NUMPY") + version + '\0' + little_endian(text.size(), 4) + text + "\5\6";
    BOOST_TEST(parsed(file).values == (std::vector<float>{5, 6}), boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(not_an_npy_file) {
  const std::string good = sample_npy_float32();
  BOOST_TEST(message("") == "x.npy: empty; save it again with numpy.save");
  BOOST_TEST(message("PK\3\4") == "x.npy: not an npy file: it does not begin with \\x93NUMPY; name an .npy file");
  std::string later = good;
  later[6] = 4;
  BOOST_TEST(message(later) == "x.npy: npy version 4.0, 1.0 to 3.0 are known; save it again with numpy.save");
  BOOST_TEST(message_of([] { pw::read_npy<float>("/no/file"); }).starts_with("/no/file: missing"));
}

BOOST_AUTO_TEST_CASE(truncated_or_too_long) {
  const std::string good = sample_npy_float32();
  BOOST_TEST(message(good.substr(0, 7)) ==
             "x.npy: truncated header: 8 bytes expected, 7 are there; save it again with numpy.save");
  BOOST_TEST(message(good.substr(0, 9)) ==
             "x.npy: truncated header: 10 bytes expected, 9 are there; save it again with numpy.save");
  BOOST_TEST(message(good.substr(0, 100)) ==
             "x.npy: truncated header: 128 bytes expected, 100 are there; save it again with numpy.save");
  BOOST_TEST(
      message(good.substr(0, 150)) ==
      "x.npy: truncated: the header promises 2 x 3 of 4 bytes each, 22 bytes are there; save it again with numpy.save");
  BOOST_TEST(message(good + "ab") ==
             "x.npy: 2 trailing bytes: the header promises 2 x 3 of 4 bytes each; save it again with numpy.save");
}

BOOST_AUTO_TEST_CASE(types_that_are_not_read) {
  const auto of_type = [](const std::string& type) { return message(npy_file(dictionary(type, "(1,)"), "12345678")); };
  BOOST_TEST(of_type(">f4") == "x.npy: big-endian numbers '>f4'; save a.astype('<f4') instead");
  BOOST_TEST(of_type("|O") == "x.npy: Python objects '|O', which are not read; save an array of numbers");
  BOOST_TEST(of_type("<i8") ==
             "x.npy: numbers of type '<i8', '<f4', '<f8' and '|u1' are read; save a.astype('<f4') instead");
  BOOST_TEST(message(npy_file("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}")) ==
             "x.npy: records of several fields, which are not read; save an array of numbers");
}

BOOST_AUTO_TEST_CASE(lying_shapes) {
  BOOST_TEST(message(npy_file(dictionary("<f4", "(4294967296, 4294967296)"))) ==
             "x.npy: absurd extents: the header promises 4294967296 x 4294967296 of 4 bytes each; save it again with "
             "numpy.save");
  BOOST_TEST(
      message(npy_file(dictionary("<f4", "(4611686018427387904,)"))) ==
      "x.npy: absurd extents: the header promises 4611686018427387904 of 4 bytes each; save it again with numpy.save");
  BOOST_TEST(message(npy_file(dictionary("<f4", "(99999999999999999999,)"))) ==
             "x.npy: absurd extents: one exceeds 64 bits; save it again with numpy.save");
  BOOST_TEST(message(npy_file(dictionary("<f4", "(1000000000,)"), "abcd")) ==
             "x.npy: truncated: the header promises 1000000000 of 4 bytes each, 4 bytes are there; save it again with "
             "numpy.save");
}

BOOST_AUTO_TEST_CASE(damaged_headers) {
  const auto fault = [](const std::string& text) {
    const std::string whole = message(npy_file(text));
    const std::string start = "x.npy: damaged header: expected ";
    const std::string end = "; save it again with numpy.save";
    if (!whole.starts_with(start) || !whole.ends_with(end)) return whole;
    return whole.substr(start.size(), whole.size() - start.size() - end.size());
  };
  const std::string keys = "'descr', 'fortran_order' and 'shape'";
  BOOST_TEST(fault("") == "'{' at its character 0");
  BOOST_TEST(fault("{descr") == "a string at its character 1");
  BOOST_TEST(fault("{'descr") == "a closing quote at its character 1");
  BOOST_TEST(fault("{'descr' '<f4'") == "':' at its character 9");
  BOOST_TEST(fault("{'descr': '<f4'}") == keys + " at its character 16");
  BOOST_TEST(fault("{'descr': '<f4', 'descr': '<f4'}") == keys + ", each once, before at its character 24");
  BOOST_TEST(fault("{'other': 1}") == keys + ", each once, before at its character 8");
  BOOST_TEST(fault("{'fortran_order': None}") == "True or False at its character 18");
  BOOST_TEST(fault("{'shape': 3}") == "'(' at its character 10");
  BOOST_TEST(fault("{'shape': (-1,)}") == "an extent at its character 11");
  BOOST_TEST(fault(dictionary("<f4", "(1,)") + "x") == "nothing more at its character 57");
  std::string many = "(";
  for (int i = 0; i < 33; ++i) many += "1,";
  BOOST_TEST(fault(dictionary("<f4", many + ")")).starts_with("at most 32 axes"));
  BOOST_TEST(message(std::string("\x93NUMPY\2\0", 8) + little_endian(0x7fffffff, 4) + std::string(64, ' ')) ==
             "x.npy: its header has 2147483647 bytes, at most 1 MiB is read; save it again with numpy.save");
}

BOOST_AUTO_TEST_SUITE_END()
