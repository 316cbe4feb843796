# SPDX-License-Identifier: GPL-3.0-or-later
"""Small SVG charts: lines over logarithmic scales, and bars. No library,
the same bytes for the same numbers."""
import math
from xml.sax.saxutils import escape

INK, SOFT, GRID, PAPER = "#22303c", "#5d6b78", "#e3e7ea", "#fcfcfa"
# Told apart by eyes that see no red or green, too.
COLOURS = ["#0072b2", "#d55e00", "#009e73", "#aa4499", "#8c6d1f", "#56647a"]
FONT = "Lato, 'Helvetica Neue', Arial, sans-serif"


class Picture:
    def __init__(self, width, height, title, under):
        self.width, self.height = width, height
        self.parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" '
            f'height="{height}" viewBox="0 0 {width} {height}" role="img" '
            f'font-family="{FONT}">',
            f"<title>{escape(title)}</title>",
            f'<rect width="{width}" height="{height}" fill="{PAPER}"/>']
        self.text(28, 38, title, size=20, weight="bold")
        if under:
            self.text(28, 60, under, size=13, colour=SOFT)

    def text(self, x, y, words, size=13, anchor="start", colour=INK,
             weight="normal", turn=None):
        turned = f' transform="rotate({turn} {x:.1f} {y:.1f})"' if turn else ""
        bold = f' font-weight="{weight}"' if weight != "normal" else ""
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" '
            f'text-anchor="{anchor}" fill="{colour}"{bold}{turned}>'
            f"{escape(words)}</text>")

    def line(self, x1, y1, x2, y2, colour=GRID, width=1, dash=""):
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
            f'stroke="{colour}" stroke-width="{width}"{dashed}/>')

    def polyline(self, points, colour):
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.parts.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" '
            'stroke-width="2.5" stroke-linejoin="round" '
            'stroke-linecap="round"/>')

    def dot(self, x, y, colour):
        self.parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" '
                          f'fill="{colour}" stroke="{PAPER}" '
                          'stroke-width="1.5"/>')

    def bar(self, x, y, width, height, colour):
        self.parts.append(f'<rect x="{x:.1f}" y="{y:.1f}" '
                          f'width="{max(width, 1.5):.1f}" '
                          f'height="{height:.1f}" rx="2" fill="{colour}"/>')

    def svg(self):
        return "\n".join(self.parts + ["</svg>"]) + "\n"


class Scale:
    """Powers of ten from low to high onto pixels."""

    def __init__(self, low, high, start, end):
        self.low = math.floor(math.log10(low))
        self.high = max(self.low + 1, math.ceil(math.log10(high)))
        self.start, self.end = start, end

    def at(self, value):
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def steps(self):
        """Where a line is drawn: one power alone is too coarse."""
        powers = [10 ** power for power in range(self.low, self.high + 1)]
        if len(powers) > 2:
            return powers
        return [powers[0], 2 * powers[0], 5 * powers[0], powers[1]]


def spread_apart(labels, gap):
    """Moves labels, (y, ...) each, so that none covers another."""
    labels.sort(key=lambda label: label[0])
    for i in range(1, len(labels)):
        if labels[i][0] - labels[i - 1][0] < gap:
            labels[i] = (labels[i - 1][0] + gap,) + labels[i][1:]
    return labels


def along(places, step=4):
    """Points that lie on a line, close enough to find what it crosses."""
    dots = list(places)
    for (x1, y1), (x2, y2) in zip(places, places[1:]):
        pieces = max(1, int(math.hypot(x2 - x1, y2 - y1) / step))
        dots += [(x1 + (x2 - x1) * i / pieces, y1 + (y2 - y1) * i / pieces)
                 for i in range(1, pieces)]
    return dots


def free_place(name, end, left, taken):
    """Where the name of a line fits that ends amid the others: above,
    below or behind its end, wherever least is covered."""
    x, y = end
    wide, high = 7.4 * len(name), 13
    best = None
    for corner_x, corner_y in (
            (x - 6 - wide, y - 9), (x - 6 - wide, y + 19), (x + 9, y - 9),
            (x + 9, y + 19), (x + 11, y + 4), (x - wide / 2, y - 12),
            (x - wide / 2, y + 22), (x - 6 - wide, y - 26),
            (x - 6 - wide, y + 36)):
        covered = sum(corner_x - 3 <= px <= corner_x + wide + 3 and
                      corner_y - high <= py <= corner_y + 5
                      for px, py in taken)
        if corner_x < left:
            covered += len(taken)
        if best is None or covered < best[0]:
            best = (covered, corner_x, corner_y)
    box = [(best[1] + wide * i / 8, best[2] - high * j / 3)
           for i in range(9) for j in range(4)]
    return best[1], best[2], box


def draw_panel(picture, box, heading, series, x_name, name_x, name_y):
    """Lines over two logarithmic scales. `series`: (name, [(x, y)])."""
    left, top, right, bottom = box
    points = [point for _, line in series for point in line]
    if not points:
        return
    across = Scale(min(x for x, _ in points), max(x for x, _ in points),
                   left, right)
    up = Scale(min(y for _, y in points), max(y for _, y in points), bottom,
               top)
    picture.text(left, top - 18, heading, size=15, weight="bold")
    for value in up.steps():
        y = up.at(value)
        picture.line(left, y, right, y)
        picture.text(left - 10, y + 4, name_y(value), size=12, anchor="end",
                     colour=SOFT)
    for value in across.steps():
        x = across.at(value)
        picture.line(x, top, x, bottom)
        picture.text(x, bottom + 20, name_x(value), size=12, anchor="middle",
                     colour=SOFT)
    picture.line(left, bottom, right, bottom, colour=SOFT)
    picture.text((left + right) / 2, bottom + 42, x_name, size=12,
                 anchor="middle", colour=SOFT)
    lines = []
    for number, (name, line) in enumerate(series):
        places = [(across.at(x), up.at(y)) for x, y in line]
        if places:
            lines.append((name, places, COLOURS[number % len(COLOURS)]))
    for _, places, colour in lines:
        picture.polyline(places, colour)
        for x, y in places:
            picture.dot(x, y, colour)
    at_edge = [(places[-1][1], places[-1][0], name, colour)
               for name, places, colour in lines if places[-1][0] >= right - 1]
    for y, x, name, colour in spread_apart(at_edge, 17):
        picture.text(x + 11, y + 4, name, size=13, colour=colour,
                     weight="bold")
    taken = [dot for _, places, _ in lines for dot in along(places)]
    for name, places, colour in lines:
        if places[-1][0] < right - 1:
            x, y, box = free_place(name, places[-1], left, taken)
            taken += box
            picture.text(x, y, name, size=13, colour=colour, weight="bold")


def panels(title, under, pictures, x_name, name_x):
    """Panels beside each other: (heading, series, name_y)."""
    each, height = 470, 440
    picture = Picture(40 + each * len(pictures), height, title, under)
    for number, (heading, series, name_y) in enumerate(pictures):
        left = 96 + each * number
        draw_panel(picture, (left, 116, left + 290, height - 68), heading,
                   series, x_name, name_x, name_y)
    return picture.svg()


def bars(title, under, groups, unit):
    """Groups of bars: (heading, [(name, value, words)])."""
    rows = sum(len(group) + 1.6 for _, group in groups)
    height = int(92 + rows * 24)
    picture = Picture(920, height, title, under)
    y = 84
    for number, (heading, group) in enumerate(groups):
        most = max(value for _, value, _ in group) or 1
        y += 14
        picture.text(28, y + 6, heading, size=14, weight="bold")
        y += 16
        for name, value, words in group:
            picture.text(260, y + 14, name, size=13, anchor="end", colour=INK)
            picture.bar(270, y + 3, 400 * value / most, 15,
                        COLOURS[number % len(COLOURS)])
            picture.text(278 + 400 * value / most, y + 15,
                         words or f"{value:.3g} {unit}", size=12, colour=SOFT)
            y += 24
        y += 8
    return picture.svg()
