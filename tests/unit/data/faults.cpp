#include "faults.hpp"

#include <dlfcn.h>
#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <new>

namespace {

struct disk_state {
  bool failing = false;
  int calls_left = 0;
  int code = 0;
  bool failed = false;
  bool slow = false;
  bool interrupt_next = false;
};
disk_state disk;

struct memory_state {
  bool counting = false;
  std::size_t allocations_left = 0;
  std::size_t largest = 0;
  bool failed = false;
};
memory_state memory;

bool disk_fails() {
  if (!disk.failing || disk.calls_left-- > 0) return false;
  disk.failed = true;
  errno = disk.code;
  return true;
}

template <class Function>
Function* real(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

failing_disk::failing_disk(int calls_before, int code) { disk = {true, calls_before, code, false, false, false}; }
failing_disk::~failing_disk() { disk = {}; }
bool failing_disk::failed() const { return disk.failed; }

slow_disk::slow_disk() { disk.slow = true; }
slow_disk::~slow_disk() { disk = {}; }

counted_memory::counted_memory(std::size_t allocations_before) { memory = {true, allocations_before, 0, false}; }
counted_memory::~counted_memory() { memory.counting = false; }
bool counted_memory::failed() const { return memory.failed; }
std::size_t counted_memory::largest() const { return memory.largest; }

// These stand in for the C library's in the whole executable, and pass every call on unless a fault is ordered.
extern "C" {

ssize_t write(int file, const void* bytes, size_t count) {
  if (disk_fails()) return -1;
  if (disk.slow) {
    disk.interrupt_next = !disk.interrupt_next;
    if (disk.interrupt_next) {
      errno = EINTR;
      return -1;
    }
    count = std::min(count, size_t{3});
  }
  return real<ssize_t(int, const void*, size_t)>("write")(file, bytes, count);
}

int fsync(int file) { return disk_fails() ? -1 : real<int(int)>("fsync")(file); }

int rename(const char* from, const char* to) noexcept {
  return disk_fails() ? -1 : real<int(const char*, const char*)>("rename")(from, to);
}

int ftruncate(int file, off_t size) noexcept {
  return disk_fails() ? -1 : real<int(int, off_t)>("ftruncate")(file, size);
}

int fchmod(int file, mode_t mode) noexcept { return disk_fails() ? -1 : real<int(int, mode_t)>("fchmod")(file, mode); }

}  // extern "C"

void* operator new(std::size_t size) {
  if (memory.counting) {
    memory.largest = std::max(memory.largest, size);
    memory.failed = memory.allocations_left-- == 0;
    if (memory.failed) {
      memory.counting = false;
      throw std::bad_alloc();
    }
  }
  if (void* given = std::malloc(size == 0 ? 1 : size)) return given;
  throw std::bad_alloc();
}

void operator delete(void* given) noexcept { std::free(given); }
void operator delete(void* given, std::size_t) noexcept { std::free(given); }
