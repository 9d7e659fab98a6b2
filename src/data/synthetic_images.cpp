#include <pathwise/data/synthetic_images.hpp>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <vector>

#include "canvas.hpp"

namespace pathwise {
namespace {

constexpr int middle = canvas::units / 2;

constexpr std::uint64_t mixed(std::uint64_t x) {  // the output function of SplitMix64
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
  x = (x ^ x >> 27) * 0x94d049bb133111eb;
  return x ^ x >> 31;
}

// SplitMix64 (Steele, Lea, Flood 2014): enough for shapes, and no part of a model's noise.
// Numbers go into variables or braces, never into two arguments of one call: there compilers differ in the order.
class shape_random {
 public:
  shape_random(std::uint64_t seed, std::uint64_t row) : state_(mixed(seed + 0x9e3779b97f4a7c15) + mixed(row)) {}

  /// A whole number in [low, high].
  int between(int low, int high) {
    state_ += 0x9e3779b97f4a7c15;
    const std::uint64_t span = static_cast<std::uint64_t>(high - low) + 1;
    return low + static_cast<int>((mixed(state_) >> 32) * span >> 32);
  }
  bool one_in(int count) { return between(1, count) == 1; }
  std::uint8_t shade(int low, int high) { return static_cast<std::uint8_t>(between(low, high)); }

 private:
  std::uint64_t state_;
};

std::uint8_t darker(std::uint8_t shade, int sixteenths) {
  return static_cast<std::uint8_t>(shade * (16 - sixteenths) / 16);
}

void draw(canvas& picture, std::initializer_list<point> outline, std::uint8_t shade) {
  picture.polygon({outline.begin(), outline.size()}, shade);
}

// The outline, given from the middle to the right, and its mirror image.
void draw_both_sides(canvas& picture, std::initializer_list<point> outline, std::uint8_t shade) {
  std::vector<point> side(outline);
  picture.polygon(side, shade);
  for (point& p : side) p.x = 2 * middle - p.x;
  picture.polygon(side, shade);
}

// From the middle to both sides.
void draw_band(canvas& picture, int half_width, int upper, int lower, std::uint8_t shade) {
  const int left = middle - half_width;
  const int right = middle + half_width;
  draw(picture, {{left, upper}, {right, upper}, {right, lower}, {left, lower}}, shade);
}

// What tops and coats have in common. Widths are measured from the middle, all lengths in units of point.
struct top {
  int shoulder = 0;
  int waist = 0;
  int upper = 0;
  int lower = 0;
  std::uint8_t shade = 0;
};

void draw_torso(canvas& picture, const top& t) {
  draw(picture,
       {{middle - t.shoulder, t.upper + 14},
        {middle - 40, t.upper},
        {middle + 40, t.upper},
        {middle + t.shoulder, t.upper + 14},
        {middle + t.waist, t.lower},
        {middle - t.waist, t.lower}},
       t.shade);
}

// They end `length` below the shoulder and `spread` outside of it.
struct sleeves {
  int length = 0;
  int spread = 0;
  int width = 0;
};

void draw_sleeves(canvas& picture, const top& t, const sleeves& s) {
  draw_both_sides(picture,
                  {{middle + t.shoulder - 24, t.upper + 8},
                   {middle + t.shoulder + 6, t.upper + 20},
                   {middle + t.shoulder + s.spread, t.upper + s.length},
                   {middle + t.shoulder + s.spread - s.width, t.upper + s.length + 8},
                   {middle + t.shoulder - 16, t.upper + 90}},
                  darker(t.shade, 2));
}

void draw_neck(canvas& picture, const top& t, int depth) { picture.ellipse({middle, t.upper - 4}, 40, depth, 0); }

top random_top(shape_random& random, int lowest) {
  const int shoulder = random.between(84, 112);
  return {shoulder, shoulder - random.between(-8, 20), random.between(28, 52), random.between(lowest - 30, lowest),
          random.shade(90, 240)};
}

void t_shirt(canvas& picture, shape_random& random) {
  const top t = random_top(random, 420);
  draw_sleeves(picture, t, {random.between(80, 130), random.between(50, 80), random.between(50, 70)});
  draw_torso(picture, t);
  draw_neck(picture, t, random.between(24, 60));
  if (!random.one_in(2)) return;
  const int height = random.between(170, 240);
  const int radius_x = random.between(24, 56);
  const int radius_y = random.between(20, 50);
  picture.ellipse({middle, height}, radius_x, radius_y, random.shade(20, 255));
}

void trouser(canvas& picture, shape_random& random) {
  const int waist = random.between(50, 74);
  const int hem = random.between(64, 96);
  const int gap = random.between(4, 20);
  const int upper = random.between(18, 36);
  const int lower = random.between(410, 436);
  const int crotch = upper + random.between(100, 140);
  const std::uint8_t shade = random.shade(80, 240);
  draw_both_sides(picture,
                  {{middle, upper},
                   {middle + waist, upper},
                   {middle + waist + 10, crotch},
                   {middle + hem, lower},
                   {middle + gap, lower},
                   {middle + 2, crotch},
                   {middle, crotch}},
                  shade);
  draw_both_sides(picture,
                  {{middle, upper}, {middle + waist, upper}, {middle + waist + 2, upper + 20}, {middle, upper + 20}},
                  darker(shade, 5));
}

void pullover(canvas& picture, shape_random& random) {
  const top t = random_top(random, 420);
  draw_sleeves(picture, t, {random.between(300, 360), random.between(40, 66), random.between(44, 60)});
  draw_torso(picture, t);
  draw_neck(picture, t, random.between(14, 28));
  draw_band(picture, t.waist, t.lower - 26, t.lower, darker(t.shade, 4));
}

void dress(canvas& picture, shape_random& random) {
  const int shoulder = random.between(44, 66);
  const int waist = random.between(36, 52);
  const int hem = random.between(70, 130);
  const int upper = random.between(16, 36);
  const int middle_height = upper + random.between(120, 170);
  const int lower = random.between(400, 436);
  const std::uint8_t shade = random.shade(90, 240);
  draw_both_sides(picture,
                  {{middle, upper + 20},
                   {middle + shoulder - 20, upper},
                   {middle + shoulder, upper},
                   {middle + shoulder + 6, upper + 70},
                   {middle + waist, middle_height},
                   {middle + hem, lower},
                   {middle, lower}},
                  shade);
  if (random.one_in(2)) draw_band(picture, waist, middle_height - 10, middle_height + 10, darker(shade, 6));
}

void coat(canvas& picture, shape_random& random) {
  const top t = random_top(random, 440);
  draw_sleeves(picture, t, {random.between(300, 370), random.between(30, 56), random.between(44, 60)});
  draw_torso(picture, t);
  draw_band(picture, random.between(4, 8), t.upper + 16, t.lower, darker(t.shade, 11));
  draw_both_sides(
      picture,
      {{middle, t.upper + 120}, {middle + 44, t.upper + 4}, {middle + 60, t.upper + 40}, {middle + 6, t.upper + 150}},
      darker(t.shade, 6));
}

void sandal(canvas& picture, shape_random& random) {
  const int heel = random.between(150, 240);
  const int toe = random.between(290, 320);
  const std::uint8_t shade = random.shade(100, 250);
  draw(picture,
       {{20, heel},
        {60, heel},
        {230, toe},
        {428, toe + 8},
        {428, toe + 36},
        {200, toe + 34},
        {70, heel + 70},
        {50, 350},
        {20, 350}},
       shade);
  const int straps = random.between(2, 4);
  for (int i = 0; i < straps; ++i) {
    const int foot = 150 + i * 80 + random.between(-12, 12);
    const int rise = random.between(60, 120);
    draw(picture, {{foot, toe + 8}, {foot + 22, toe + 8}, {foot + 60, toe - rise}, {foot + 36, toe - rise}},
         darker(shade, random.between(0, 6)));
  }
}

void shirt(canvas& picture, shape_random& random) {
  const top t = random_top(random, 424);
  draw_sleeves(picture, t, {random.between(190, 350), random.between(50, 70), random.between(44, 60)});
  draw_torso(picture, t);
  draw_band(picture, 3, t.upper + 16, t.lower, darker(t.shade, 6));
  draw_both_sides(
      picture,
      {{middle, t.upper + 30}, {middle + 36, t.upper - 8}, {middle + 54, t.upper + 30}, {middle + 18, t.upper + 50}},
      darker(t.shade, 4));
  for (int y = t.upper + 70; y < t.lower - 20; y += 50) picture.ellipse({middle, y}, 8, 8, darker(t.shade, 12));
}

void sneaker(canvas& picture, shape_random& random) {
  const int ankle = random.between(170, 210);
  const int sole = random.between(300, 324);
  const std::uint8_t shade = random.shade(70, 220);
  draw(picture,
       {{24, ankle + 10},
        {50, ankle - 10},
        {130, ankle + 20},
        {170, ankle + 10},
        {270, ankle + 70},
        {390, ankle + 90},
        {428, sole - 6},
        {428, sole},
        {24, sole}},
       shade);
  draw(picture, {{20, sole - 4}, {430, sole - 4}, {424, sole + 26}, {24, sole + 26}}, random.shade(170, 255));
  const int stripes = random.between(0, 3);
  for (int i = 0; i < stripes; ++i)
    draw(picture,
         {{150 + i * 40, sole - 6}, {166 + i * 40, sole - 6}, {190 + i * 36, ankle + 60}, {176 + i * 36, ankle + 60}},
         random.shade(200, 255));
}

void bag(canvas& picture, shape_random& random) {
  const int width = random.between(140, 200);
  const int upper = random.between(150, 200);
  const int lower = random.between(360, 420);
  const int handle = random.between(60, 120);
  const std::uint8_t shade = random.shade(90, 240);
  picture.ellipse({middle, upper}, handle, random.between(80, 120), darker(shade, 3));
  picture.ellipse({middle, upper}, handle - 22, 60, 0);
  const int taper = random.between(-10, 24);
  draw(picture,
       {{middle - width + taper, upper},
        {middle + width - taper, upper},
        {middle + width, lower - 16},
        {middle + width - 16, lower},
        {middle - width + 16, lower},
        {middle - width, lower - 16}},
       shade);
  if (random.one_in(2)) draw_band(picture, width, upper + 50, upper + 62, darker(shade, 7));
  if (random.one_in(2)) picture.ellipse({middle, upper + 56}, 16, 16, random.shade(160, 255));
}

void ankle_boot(canvas& picture, shape_random& random) {
  const int upper = random.between(50, 120);
  const int sole = random.between(370, 396);
  const int shaft = random.between(190, 240);
  const std::uint8_t shade = random.shade(80, 230);
  draw(picture,
       {{50, upper},
        {shaft, upper + random.between(-16, 10)},
        {shaft + 10, sole - 150},
        {330, sole - 100},
        {416, sole - 50},
        {420, sole},
        {40, sole}},
       shade);
  draw(picture,
       {{36, sole - 4}, {424, sole - 4}, {420, sole + 16}, {150, sole + 16}, {130, sole + 36}, {36, sole + 36}},
       darker(shade, 8));
  if (random.one_in(2))
    draw(picture,
         {{shaft - 70, upper + 90}, {shaft - 30, upper + 90}, {shaft - 20, sole - 130}, {shaft - 60, sole - 130}},
         darker(shade, 6));
}

using item = void (*)(canvas&, shape_random&);

// In the order of fashion_classes.
constexpr std::array<item, 10> items = {t_shirt, trouser, pullover, dress, coat,
                                        sandal,  shirt,   sneaker,  bag,   ankle_boot};

// Light from one side, brightest at column `light`: a drop of up to `strength` / 256 across the picture.
int lit(int shade, int column, int light, int strength) {
  const int distance = std::abs(column - light);
  return shade * (256 - strength * distance / canvas::pixels) / 256;
}

void paint(float* pixels, item draw_item, shape_random& random) {
  canvas picture;
  draw_item(picture, random);
  const int light = random.between(4, canvas::pixels - 5);
  const int strength = random.between(20, 110);
  const auto shades = picture.smoothed();
  for (std::size_t i = 0; i < shades.size(); ++i)
    pixels[i] = static_cast<float>(lit(shades[i], static_cast<int>(i % canvas::pixels), light, strength)) / 255.0F;
}

}  // namespace

labelled_images synthetic_images(std::size_t rows, std::uint64_t seed) {
  constexpr std::size_t side = canvas::pixels;
  labelled_images data{{matrix<float>(rows, side * side), side, side}, std::vector<std::uint8_t>(rows)};
  for (std::size_t r = 0; r < rows; ++r) {
    shape_random random(seed, r);
    data.labels[r] = static_cast<std::uint8_t>(random.between(0, static_cast<int>(items.size()) - 1));
    paint(&data.images.pixels(r, 0), items[data.labels[r]], random);
  }
  return data;
}

}  // namespace pathwise
