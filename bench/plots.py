"""Plots as SVG, written by hand: lines over logarithmic axes, and bars."""

import math
from html import escape

WIDTH, HEIGHT = 720, 400
LEFT, RIGHT, TOP, BOTTOM = 70, 190, 40, 50
COLOURS = ["#1b6ca8", "#2a9d5c", "#c77d11", "#8a8a8a"]


def document(title, parts, height=HEIGHT):
    style = "text{font:12px sans-serif;fill:#222}.title{font-size:15px;font-weight:bold}.grid{stroke:#ddd}.axis{stroke:#444;fill:none}"
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}">\n<style>{style}</style>\n'
            f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>\n<text class="title" x="{LEFT}" y="22">{escape(title)}</text>\n' + "\n".join(parts) + "\n</svg>\n")


def text(x, y, words, anchor="middle"):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


class Axis:
    """A logarithmic axis over some values, between two places."""

    def __init__(self, values, begin, end):
        self._low, self._high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)) + 1e-9)
        self._begin, self._end = begin, end

    def place(self, value):
        return self._begin + (math.log10(value) - self._low) / max(1, self._high - self._low) * (self._end - self._begin)

    def ticks(self):
        return [10 ** power for power in range(self._low, self._high + 1)]


def lines(title, x_unit, y_unit, series):
    """
    One line for each name of a series.

    :param series: points (x, y), greater than 0, by name
    """
    points = [point for line in series.values() for point in line]
    if not points:
        return document(title, [text(WIDTH / 2, HEIGHT / 2, "nothing was measured")])
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM
    x, y = Axis([point[0] for point in points], LEFT, right), Axis([point[1] for point in points], bottom, TOP)
    parts = []
    for tick in x.ticks():
        parts += [f'<line class="grid" x1="{x.place(tick):.1f}" x2="{x.place(tick):.1f}" y1="{TOP}" y2="{bottom}"/>', text(x.place(tick), bottom + 18, f"{tick:,}")]
    for tick in y.ticks():
        parts += [f'<line class="grid" x1="{LEFT}" x2="{right}" y1="{y.place(tick):.1f}" y2="{y.place(tick):.1f}"/>', text(LEFT - 8, y.place(tick) + 4, f"{tick:g}", "end")]
    parts += [f'<path class="axis" d="M{LEFT},{TOP}V{bottom}H{right}"/>', text((LEFT + right) / 2, HEIGHT - 10, x_unit), text(LEFT - 8, TOP - 10, y_unit, "end")]
    for number, (name, line) in enumerate(series.items()):
        colour = COLOURS[number % len(COLOURS)]
        places = [(x.place(point[0]), y.place(point[1])) for point in line]
        parts.append(f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{" ".join(f"{a:.1f},{b:.1f}" for a, b in places)}"/>')
        parts += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{colour}"/>' for a, b in places]
        parts += legend(number, name, colour)
    return document(title, parts)


def legend(number, name, colour):
    y = TOP + 20 + 20 * number
    return [f'<rect x="{WIDTH - RIGHT + 15}" y="{y - 10}" width="12" height="12" fill="{colour}"/>', text(WIDTH - RIGHT + 33, y, name, "start")]


def bars(title, groups, names):
    """
    A group of horizontal bars for each name, each group on a scale of its own.

    :param groups: values from 0, by name, by name of the group
    :param names: all that there are in any group, in the order of their colours
    """
    parts, y = [], TOP + 10
    width = WIDTH - RIGHT - LEFT - 90
    for name, values in groups.items():
        parts.append(text(LEFT, y + 10, name, "start"))
        y += 18
        highest = max(values.values(), default=0) or 1
        for server, value in values.items():
            length = value / highest * width
            parts += [text(LEFT + 80, y + 12, server, "end"), f'<rect x="{LEFT + 88}" y="{y}" width="{length:.1f}" height="15" fill="{COLOURS[names.index(server) % len(COLOURS)]}"/>', text(LEFT + 94 + length, y + 12, f"{value:,.0f}", "start")]
            y += 20
        y += 14
    return document(title, parts, y + 10)
