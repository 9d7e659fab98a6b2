#include <boost/test/unit_test.hpp>

#include <pathwise/data/fashion_mnist.hpp>

#include <stdlib.h>

#include <algorithm>

#include "files.hpp"
#include "samples.hpp"

namespace pw = pathwise;

namespace {

constexpr auto variable = "PATHWISE_FASHION_MNIST";

// Points the library to another folder for a while.
class folder_choice {
 public:
  explicit folder_choice(const std::filesystem::path& folder) { ::setenv(variable, folder.c_str(), 1); }
  folder_choice(const folder_choice&) = delete;
  folder_choice& operator=(const folder_choice&) = delete;
  ~folder_choice() { ::unsetenv(variable); }
};

std::string message() {
  return message_of([] { pw::fashion_mnist(pw::data_split::train); });
}

void put_pair(const scratch_folder& folder, const std::string& images, const std::string& labels) {
  put(folder / "train-images-idx3-ubyte.gz", images);
  put(folder / "train-labels-idx1-ubyte.gz", labels);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fashion_mnist)

BOOST_AUTO_TEST_CASE(the_installed_one) {
  if (!pw::find_fashion_mnist()) {
    BOOST_TEST_MESSAGE("skipped: dataset-fashion-mnist is not installed");
    return;
  }
  const pw::labelled_images test = pw::fashion_mnist(pw::data_split::test);
  BOOST_TEST(test.images.pixels.rows == 10000U);
  BOOST_TEST(test.images.pixels.cols == 784U);
  BOOST_TEST(test.labels[0] == 9);
  BOOST_TEST(std::ranges::count(test.labels, 4) == 1000);
  BOOST_TEST(*std::ranges::max_element(test.images.pixels.values) == 1.0F);
}

BOOST_AUTO_TEST_CASE(another_folder) {
  const scratch_folder folder;
  const folder_choice choice(folder.path());
  put_pair(folder, idx_file({2, 1, 1}, 2), idx_file({2}, 2));
  const pw::labelled_images data = pw::fashion_mnist(pw::data_split::train);
  BOOST_TEST(data.images.pixels.rows == 2U);
  BOOST_TEST(data.labels[1] == 1);
}

BOOST_AUTO_TEST_CASE(errors) {
  const scratch_folder folder;
  const std::string labels_file = (folder / "train-labels-idx1-ubyte.gz").string();
  {
    const folder_choice choice(folder / "no");
    BOOST_TEST(!pw::find_fashion_mnist());
    BOOST_TEST(message() == (folder / "no").string() +
                                ": missing: Fashion-MNIST is not installed; apt install dataset-fashion-mnist, or set "
                                "PATHWISE_FASHION_MNIST to its folder");
  }
  const folder_choice choice(folder.path());
  BOOST_TEST(message().find("train-images-idx3-ubyte.gz: missing") != std::string::npos);
  put_pair(folder, idx_file({2, 1, 1}, 2), idx_file({3}, 3));
  BOOST_TEST(message() == labels_file + ": 3 labels for 2 images; reinstall dataset-fashion-mnist");
  put_pair(folder, idx_file({12, 1, 1}, 12), idx_file({12}, 12));
  BOOST_TEST(message() == labels_file + ": label 10 in row 10, 0 to 9 are known; reinstall dataset-fashion-mnist");
}

BOOST_AUTO_TEST_SUITE_END()
