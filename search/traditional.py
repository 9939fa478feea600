#!/usr/bin/env python3
"""Writes src/traditional.txt, the table by which traditional characters are read as simplified ones.

    traditional.py Unihan_Variants.txt > src/traditional.txt

The source is the Unicode Character Database (kSimplifiedVariant), on Debian in the package unicode-data. One line per
character: the traditional one, then the simplified one. Left out: characters that the simplified standard (GB 2312)
itself uses in a sense of their own (著名, 慰藉), and simplified forms beyond that standard.
"""
import bz2
import sys


def is_standard(char):
    try:
        char.encode("gb2312")
        return True
    except UnicodeEncodeError:
        return False


def pairs(lines):
    for line in lines:
        fields = line.split()
        if len(fields) < 3 or fields[1] != "kSimplifiedVariant":
            continue
        char = chr(int(fields[0][2:], 16))
        forms = [chr(int(field[2:], 16)) for field in fields[2:]]
        if char in forms and is_standard(char) and char != "徵":  # 徵收 is far more frequent than the note 徵
            continue
        targets = [form for form in forms if form != char and is_standard(form)]
        if ord(char) < 0x10000 and targets:
            yield char, targets[0]


def main():
    path = sys.argv[1]
    with (bz2.open if path.endswith(".bz2") else open)(path, "rt", encoding="utf-8") as file:
        table = dict(pairs(file))
    for char in sorted(table):
        simplified = table[char]
        while simplified in table:
            simplified = table[simplified]
        print(char + simplified)


main()
