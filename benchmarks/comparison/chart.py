"""The comparison as an SVG: for each run, how many times Pathwise's time each side takes."""
from html import escape

WIDTH, BAR, GAP, LEFT, RIGHT, MOST = 860, 13, 26, 300, 90, 4.0
COLOURS = {"pathwise": "#1b6ca8", "eigen": "#d9822b", "openblas": "#9aa5b1", "pytorch": "#c23b22", "jax": "#4c9a6a"}


def colour(side):
    return next((c for name, c in COLOURS.items() if side.startswith(name)), "#777777")


def draw(results):
    """Bars longer than MOST are cut and carry their number."""
    lines, y = [], 60
    scale = (WIDTH - LEFT - RIGHT) / MOST
    for result in results:
        if len(result["sides"]) < 2 or not result["sides"][0]["ratio"]:
            continue
        lines.append(f'<text x="12" y="{y}" font-weight="bold">{result["workload"]}, batch {result["batch"]}, {result["threads"]} thread(s)</text>')
        y += 8
        for side in sorted(result["sides"], key=lambda r: r["ratio"]):
            length = min(side["ratio"], MOST) * scale
            lines.append(f'<text x="{LEFT - 8}" y="{y + BAR - 2}" text-anchor="end">{escape(side["side"])}, {side["median_us"]:.0f} us</text>')
            lines.append(f'<rect x="{LEFT}" y="{y}" width="{length:.1f}" height="{BAR - 2}" fill="{colour(side["side"])}"/>')
            lines.append(f'<text x="{LEFT + length + 5:.1f}" y="{y + BAR - 2}">{side["ratio"]:.2f}</text>')
            y += BAR
        bound = result.get("bound", {}).get("us")
        ours = next(s["median_us"] for s in result["sides"] if s["side"] == "pathwise")
        if bound:
            x = LEFT + bound / ours * scale
            rows = len(result["sides"]) * BAR
            lines.append(f'<line x1="{x:.1f}" y1="{y - rows - 2}" x2="{x:.1f}" y2="{y}" stroke="black" stroke-dasharray="3 2"/>')
        y += GAP
    head = (f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{y}" font-family="sans-serif" font-size="11">'
            f'<rect width="{WIDTH}" height="{y}" fill="white"/>'
            '<text x="12" y="20" font-size="14">Time a call, as a multiple of Pathwise\'s (less is faster)</text>'
            '<text x="12" y="38">Median over rounds in which all take turns. Dashed: the machine\'s bound.</text>')
    return head + "\n" + "\n".join(lines) + "\n</svg>\n"
