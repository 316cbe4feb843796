#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Do two renderings show the same picture?

    compare_png.py ONE.png OTHER.png NAME

Compares means over tiles of 8 pixels, so that two ways to smooth letters
count for nothing, and a card, a line or a word in the wrong place for
much.
"""
import struct
import sys
import zlib

TILE = 8
# Of 255. A line moved by its own width shows as 60 and more in a tile.
TILE_MOST = 48
SHARE_MOST = 0.004


def rows(path):
    """Rows of grey values."""
    data = open(path, "rb").read()
    at, packed = 8, b""
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + length]
        if kind == b"IHDR":
            width, height, depth, colour = struct.unpack(">IIBB", body[:10])
            assert depth == 8 and colour in (2, 6), path
        elif kind == b"IDAT":
            packed += body
        at += 12 + length
    raw = zlib.decompress(packed)
    step = 3 if colour == 2 else 4
    stride = width * step
    before = bytearray(stride)
    for y in range(height):
        kind = raw[y * (stride + 1)]
        row = bytearray(raw[y * (stride + 1) + 1:(y + 1) * (stride + 1)])
        if kind == 1:
            for i in range(step, stride):
                row[i] = (row[i] + row[i - step]) & 255
        elif kind == 2:
            for i in range(stride):
                row[i] = (row[i] + before[i]) & 255
        elif kind == 3:
            for i in range(stride):
                left = row[i - step] if i >= step else 0
                row[i] = (row[i] + (left + before[i]) // 2) & 255
        elif kind == 4:
            for i in range(stride):
                left = row[i - step] if i >= step else 0
                corner = before[i - step] if i >= step else 0
                guess = left + before[i] - corner
                near = min((abs(guess - left), 0, left),
                           (abs(guess - before[i]), 1, before[i]),
                           (abs(guess - corner), 2, corner))
                row[i] = (row[i] + near[2]) & 255
        before = row
        yield [(row[i] + row[i + 1] + row[i + 2]) // 3
               for i in range(0, stride, step)]


def tiles(path):
    """Mean greys by tile."""
    found, lines = [], []
    for row in rows(path):
        lines.append([sum(row[x:x + TILE])
                      for x in range(0, len(row) - TILE + 1, TILE)])
        if len(lines) == TILE:
            found.append([sum(column) / TILE ** 2 for column in zip(*lines)])
            lines = []
    return found


def main():
    one, other = tiles(sys.argv[1]), tiles(sys.argv[2])
    if len(one) != len(other) or len(one[0]) != len(other[0]):
        sys.exit(f"{sys.argv[3]}: {len(one[0])}x{len(one)} and "
                 f"{len(other[0])}x{len(other)} tiles")
    apart = [abs(a - b) for x, y in zip(one, other) for a, b in zip(x, y)]
    wrong = sum(d > TILE_MOST for d in apart) / len(apart)
    print(f"{sys.argv[3]}: librsvg and Chromium differ by "
          f"{sum(apart) / len(apart):.2f} of 255 on average, "
          f"{100 * wrong:.2f} % of the tiles clearly")
    if wrong > SHARE_MOST:
        sys.exit(f"{sys.argv[3]}: not the same picture")


main()
