#include <boost/test/unit_test.hpp>

#include <pathwise/data/safetensors.hpp>

#include <bit>
#include <limits>

#include "files.hpp"
#include "samples.hpp"

namespace pw = pathwise;

namespace {

using sizes = std::vector<std::size_t>;

pw::safetensors parsed(const std::string& content) { return pw::parse_safetensors(bytes_of(content), "x.safetensors"); }

std::string message(const std::string& content) {
  return message_of([&] { parsed(content); });
}

std::string json_message(const std::string& json, const std::string& data = "") {
  return message(safetensors_file(json, data));
}

// The fault that the reader finds with one tensor described by `fields`, without what every message has.
std::string tensor_fault(const std::string& fields, const std::string& data = "") {
  const std::string whole = json_message("{\"w\":" + fields + "}", data);
  const std::string start = "x.safetensors: tensor 'w' ";
  const std::string end = "; save it again, or download it again";
  if (!whole.starts_with(start) || !whole.ends_with(end)) return whole;
  return whole.substr(start.size(), whole.size() - start.size() - end.size());
}

std::string entry(const std::string& name, std::size_t begin, std::size_t end) {
  return "\"" + name + "\":{\"dtype\":\"U8\",\"shape\":[" + std::to_string(end - begin) + "],\"data_offsets\":[" +
         std::to_string(begin) + "," + std::to_string(end) + "]}";
}

template <class T>
pw::tensor of(std::string name, sizes shape, std::vector<T> values) {
  return pw::make_tensor<T>(std::move(name), std::move(shape), values);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(safetensors)

BOOST_AUTO_TEST_CASE(reads_what_the_package_wrote) {
  const pw::safetensors content = parsed(sample_safetensors());
  BOOST_TEST(content.tensors.size() == 6U);
  BOOST_TEST(content.metadata.at("format") == "pt");
  BOOST_TEST(content.values<float>("fc.weight", sizes{2, 3}) == (std::vector<float>{0, 0.25, 0.5, 0.75, 1, 1.25}),
             boost::test_tools::per_element());
  BOOST_TEST(content.values<double>("fc.bias", sizes{2}) == (std::vector<double>{-1.5, 2}),
             boost::test_tools::per_element());
  BOOST_TEST(content.values<std::int64_t>("step", sizes{})[0] == 7);
  BOOST_TEST(content.values<float>("half", sizes{3}) == (std::vector<float>{1, -2.5, 0x1p-24F}),
             boost::test_tools::per_element());
  BOOST_TEST(content.values<std::uint8_t>("mask", sizes{3}) == (std::vector<std::uint8_t>{1, 0, 255}),
             boost::test_tools::per_element());
  BOOST_TEST(content.values<double>("none", sizes{0, 3}).empty());
}

BOOST_AUTO_TEST_CASE(writes_what_the_package_writes) {
  const scratch_folder folder;
  const auto file = folder / "x.safetensors";
  pw::safetensors content = parsed(sample_safetensors());
  std::ranges::reverse(content.tensors);  // the order in a file does not depend on the caller's
  pw::write_safetensors(file, content.tensors, content.metadata);
  BOOST_TEST(get(file) == sample_safetensors());
}

BOOST_AUTO_TEST_CASE(round_trip) {
  const scratch_folder folder;
  const auto file = folder / "x.safetensors";
  const std::vector<pw::tensor> tensors = {of<float>("a \"quoted\" \xc3\xb6 name", {2, 2}, {1, 2, 3, 4}),
                                           of<std::uint8_t>("bytes", {3}, {1, 2, 3}), of<double>("d", {1}, {0.1}),
                                           of<std::int64_t>("i", {}, {std::numeric_limits<std::int64_t>::min()})};
  pw::write_safetensors(file, tensors, {{"a", "1"}, {"b", "two\n"}});
  const pw::safetensors again = pw::read_safetensors(file);
  BOOST_TEST(again.file == file);
  BOOST_TEST(again.metadata.at("b") == "two\n");
  for (const pw::tensor& t : tensors) {
    const pw::tensor& found = again.at(t.name);
    BOOST_TEST((found.type == t.type && found.shape == t.shape && found.bytes == t.bytes));
  }
  BOOST_TEST(get(file).find('{') == 8U);
  BOOST_TEST(get(file).find("\x9a\x99\x99\x99") % 8 == 0U);  // 0.1 is aligned
  pw::write_safetensors(file, {});
  BOOST_TEST(pw::read_safetensors(file).tensors.empty());
}

BOOST_AUTO_TEST_CASE(numbers_as_other_types) {
  const auto raw = [](pw::dtype type, std::string_view bytes) {
    const auto view = bytes_of(bytes);
    return pw::tensor{"t", type, {bytes.size() / pw::dtype_width(type)}, {view.begin(), view.end()}};
  };
  BOOST_TEST(raw(pw::dtype::bf16, "\xc0\x3f").values<float>()[0] == 1.5F);
  BOOST_TEST(raw(pw::dtype::f16, std::string_view("\0\x7c", 2)).values<double>()[0] ==
             std::numeric_limits<double>::infinity());
  BOOST_TEST(std::bit_cast<std::uint32_t>(raw(pw::dtype::f16, std::string_view("\0\x80", 2)).values<float>()[0]) ==
             0x80000000);
  BOOST_TEST(raw(pw::dtype::f16, "\xff\xfb").values<float>()[0] == -65504.0F);
  BOOST_TEST(raw(pw::dtype::f16, "\xff\x03").values<float>()[0] == 1023 * 0x1p-24F);
  BOOST_TEST(raw(pw::dtype::i8, "\xff").values<double>()[0] == -1.0);
  BOOST_TEST(raw(pw::dtype::u16, "\xff\xff").values<std::int64_t>()[0] == 65535);
  BOOST_TEST(raw(pw::dtype::i32, "\xfe\xff\xff\xff").values<std::int64_t>()[0] == -2);
  BOOST_TEST(raw(pw::dtype::u32, "\xfe\xff\xff\xff").values<double>()[0] == 4294967294.0);
  BOOST_TEST(raw(pw::dtype::boolean, "\1").values<std::uint8_t>()[0] == 1);
  BOOST_CHECK_THROW(raw(pw::dtype::f64, "12345678").values<float>(), std::invalid_argument);
  BOOST_CHECK_THROW(raw(pw::dtype::u64, "12345678").values<std::int64_t>(), std::invalid_argument);
  BOOST_CHECK_THROW(raw(pw::dtype::i8, "1").values<std::uint8_t>(), std::invalid_argument);
  BOOST_CHECK_THROW(of<float>("t", {2}, {1, 2, 3}), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(a_model_that_does_not_fit) {
  const pw::safetensors content = parsed(sample_safetensors());
  BOOST_TEST(
      message_of([&] { content.values<float>("fc_mu.weight", sizes{1}); }) ==
      "x.safetensors: has no tensor 'fc_mu.weight', it has: step, none, fc.bias, fc.weight, half, mask; name a file of "
      "this model");
  BOOST_TEST(message_of([&] { content.values<float>("fc.weight", sizes{3, 2}); }) ==
             "x.safetensors: tensor 'fc.weight' has shape 2 x 3, the model needs 3 x 2; name a file of this model");
  BOOST_TEST(message_of([&] { content.values<float>("step", sizes{1}); }) ==
             "x.safetensors: tensor 'step' has shape a single number, the model needs 1; name a file of this model");
  BOOST_TEST(message_of([&] { content.values<float>("step", sizes{}); }) ==
             "x.safetensors: tensor 'step' is I64, which is not read as F32; save it as F32");
  BOOST_TEST(message_of([&] { parsed(safetensors_file("{}")).at("w"); }) ==
             "x.safetensors: has no tensor 'w', it has: none; name a file of this model");
}

BOOST_AUTO_TEST_CASE(not_safetensors) {
  BOOST_TEST(message("") == "x.safetensors: empty; save it again, or download it again");
  BOOST_TEST(message("1234567") ==
             "x.safetensors: truncated header: 8 bytes expected, 7 are there; save it again, or download it again");
  BOOST_TEST(
      message("PK\3\4 a zip file") ==
      "x.safetensors: not safetensors, or damaged: its header would have 8800140462016121680 bytes, at most 1 MiB is "
      "read; name a safetensors file");
  BOOST_TEST(message(little_endian(100, 8) + "{}") ==
             "x.safetensors: truncated header: 100 bytes promised, 2 are there; save it again, or download it again");
  BOOST_TEST(message_of([] { pw::read_safetensors("/no/file"); }).starts_with("/no/file: missing"));
}

BOOST_AUTO_TEST_CASE(bad_headers) {
  const auto fault = [](const std::string& json) {
    const std::string whole = json_message(json);
    const std::string start = "x.safetensors: bad header: ";
    return whole.starts_with(start) ? whole.substr(start.size(), whole.find(';') - start.size()) : whole;
  };
  BOOST_TEST(fault("") == "it does not begin with '{'");
  BOOST_TEST(fault(" {}") == "it does not begin with '{'");
  BOOST_TEST(fault(std::string("{}\0\0", 4)) == "it contains a zero byte");
  BOOST_TEST(fault("{\"a\":").starts_with("not JSON ("));
  BOOST_TEST(fault("{} x").starts_with("not JSON ("));
  BOOST_TEST(fault("{\"\xff\":1}").starts_with("not JSON ("));
  BOOST_TEST(json_message("{\"a\":" + std::string(100'000, '[') + "}") ==
             "x.safetensors: tensor 'a' is not described by an object; save it again, or download it again");
  BOOST_TEST(fault("{\"__metadata__\":{\"a\":\"1\",\"a\":\"2\"}}") == "'a' is there twice");
  BOOST_TEST(fault("{" + entry("w", 0, 0) + "," + entry("w", 0, 0) + "}") == "'w' is there twice");
  BOOST_TEST(fault("{\"w\":{\"dtype\":\"U8\",\"dtype\":\"U8\"}}") == "'dtype' is there twice");
  BOOST_TEST(fault("{\"__metadata__\":{\"a\":1}}") == "__metadata__ is not an object of strings");
  BOOST_TEST(fault("{\"__metadata__\":[]}") == "__metadata__ is not an object of strings");
}

BOOST_AUTO_TEST_CASE(bad_tensors) {
  const std::string type = R"("dtype":"F32")";
  const std::string shape = R"("shape":[1])";
  const std::string offsets = R"("data_offsets":[0,4])";
  const auto of = [](const std::string& a, const std::string& b, const std::string& c) {
    return "{" + a + "," + b + "," + c + "}";
  };
  BOOST_TEST(tensor_fault(of(type, shape, offsets), "1234") == "no error");
  BOOST_TEST(tensor_fault("3") == "is not described by an object");
  BOOST_TEST(tensor_fault("{" + type + "," + shape + "}") == "has no data_offsets");
  BOOST_TEST(tensor_fault("{" + shape + "," + offsets + "}") == "has no dtype");
  BOOST_TEST(tensor_fault("{" + type + "," + shape + "," + offsets + ",\"x\":1}") == "has an unknown key 'x'");
  BOOST_TEST(tensor_fault(of(R"("dtype":"F128")", shape, offsets)) == "has the unknown dtype 'F128'");
  BOOST_TEST(tensor_fault(of(R"("dtype":7)", shape, offsets)) == "has a dtype that is not a string");
  BOOST_TEST(tensor_fault(of(type, R"("shape":1)", offsets)) == "has a shape that is not an array");
  for (const auto* number : {"-1", "1.0", "1e3", "\"1\"", "null", "18446744073709551616"})
    BOOST_TEST(tensor_fault(of(type, std::string(R"("shape":[)") + number + "]", offsets)) ==
               "has a shape with something else than whole numbers from 0");
  BOOST_TEST(tensor_fault(of(type, shape, R"("data_offsets":[0])")) == "has data_offsets that are not [begin, end]");
  BOOST_TEST(tensor_fault(of(type, shape, R"("data_offsets":[4,0])")) == "has data_offsets that are not [begin, end]");
  BOOST_TEST(tensor_fault(of(type, shape, offsets), "123") == "lies at bytes 0 to 4, only 3 are there (truncated?)");
  BOOST_TEST(tensor_fault(of(type, R"("shape":[2,1])", offsets), "1234") ==
             "of 2 x 1 of F32 takes 8 bytes, its data_offsets give 4");
  BOOST_TEST(tensor_fault(of(type, R"("shape":[4294967296,4294967296])", offsets), "1234") ==
             "has absurd extents: 4294967296 x 4294967296 of F32");
  BOOST_TEST(tensor_fault(of(type, R"("shape":[4611686018427387905])", offsets), "1234") ==
             "has absurd extents: 4611686018427387905 of F32");  // times 4 would be 4 again
}

BOOST_AUTO_TEST_CASE(bad_layouts) {
  BOOST_TEST(json_message("{" + entry("a", 0, 4) + "," + entry("b", 3, 6) + "}", "123456") ==
             "x.safetensors: tensor 'b' overlaps another: it begins at byte 3; save it again, or download it again");
  BOOST_TEST(json_message("{" + entry("a", 0, 2) + "," + entry("b", 4, 6) + "}", "123456") ==
             "x.safetensors: tensor 'b' leaves a gap of 2 bytes before it; save it again, or download it again");
  BOOST_TEST(json_message("{" + entry("a", 1, 2) + "}", "12") ==
             "x.safetensors: tensor 'a' leaves a gap of 1 bytes before it; save it again, or download it again");
  BOOST_TEST(json_message("{" + entry("a", 0, 2) + "}", "123") ==
             "x.safetensors: 1 trailing bytes belong to no tensor; save it again, or download it again");
}

BOOST_AUTO_TEST_CASE(names_cannot_move_the_cursor) {
  BOOST_TEST(json_message("{\"\\u001b[2J\":1}") ==
             "x.safetensors: tensor '\\x1b[2J' is not described by an object; save it again, or download it again");
}

BOOST_AUTO_TEST_CASE(mistakes_of_the_caller) {
  const scratch_folder folder;
  const auto file = folder / "x";
  const auto one = of<float>("a", {1}, {1});
  BOOST_CHECK_THROW(pw::write_safetensors(file, std::vector{one, one}), std::invalid_argument);
  BOOST_CHECK_THROW(pw::write_safetensors(file, std::vector{of<float>("__metadata__", {1}, {1})}),
                    std::invalid_argument);
  BOOST_CHECK_THROW(pw::write_safetensors(file, std::vector{of<float>("\xff", {1}, {1})}), std::invalid_argument);
  BOOST_CHECK_THROW(pw::write_safetensors(file, {}, {{"a", "\xff"}}), std::invalid_argument);
  BOOST_CHECK_THROW(pw::write_safetensors(file, std::vector{of<float>(std::string(2 << 20, 'n'), {1}, {1})}),
                    std::invalid_argument);
  pw::tensor wrong = one;
  wrong.shape = {2};
  BOOST_CHECK_THROW(pw::write_safetensors(file, std::vector{wrong}), std::invalid_argument);
  BOOST_TEST(folder.files() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
