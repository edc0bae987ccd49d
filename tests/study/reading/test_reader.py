"""Tables that people bring: all that is written is read back, all that is not used is told."""

import csv
import io
import re
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import gradviz as tf
from gradviz.study.points import (
    LONGEST_LINE,
    LONGEST_SENTENCE,
    MOST_BYTES,
    MOST_COLUMNS,
    MOST_ROWS,
)

FINITE = st.floats(allow_nan=False, allow_infinity=False)
WIDE = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be")
ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", *WIDE)
QUOTING = (csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC)
# Names as tables have them: a letter first; no single one is a number or a gap.
NAMES = st.text("abcxyzÄé _-()²,;|\t'\"%=1", min_size=1, max_size=12).map(lambda s: f"k{s}k")


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[float]]]:
    width = draw(st.integers(2, 5))
    unique = {"min_size": width, "max_size": width, "unique_by": lambda n: " ".join(n.split())}
    names = draw(st.lists(NAMES, **unique))
    numbers = FINITE | st.integers(-(10**6), 10**6).map(float)
    row = st.lists(numbers, min_size=width, max_size=width)
    return names, draw(st.lists(row, min_size=1, max_size=8))


def written(value: float, decimal: str) -> str:
    return repr(value).replace(".", decimal)


def bits(rows: object) -> list[bytes]:
    return [struct.pack(f"{len(row)}d", *row) for row in rows]  # type: ignore[attr-defined]


@given(
    tables(),
    st.sampled_from(",;\t|"),
    st.sampled_from(".,"),
    st.booleans(),
    st.sampled_from(ENCODINGS),
    st.sampled_from(QUOTING),
    st.sampled_from(("\n", "\r\n", "\r")),
)
def test_what_is_written_is_read_back(table, delimiter, decimal, header, encoding, quoting, end):
    names, rows = table
    names = [" ".join(name.split()) for name in names]
    cells = [[written(value, decimal) for value in row] for row in rows]
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=end)
    writer.writerows([names] * header + cells)
    data = out.getvalue().encode(encoding)
    # Some texts are the bytes of another in UTF-8: nobody can tell then, and the notes say so.
    assume(encoding != "cp1252" or data.decode("utf-8", "replace").count("�") or data.isascii())
    points = tf.read_points(data)
    assert bits(points.rows) == bits(rows)
    if header:
        assert list(points.columns) == names
    assert all(len(note) <= LONGEST_SENTENCE for note in points.notes)


@given(tables(), st.sampled_from(".,"), st.sampled_from((" ", "   ", "\t", " \t ")))
def test_columns_set_apart_by_spaces_are_read_back(table, decimal, gap):
    _, rows = table
    text = "\n".join(gap.join(written(v, decimal) for v in row) for row in rows)
    assert bits(tf.read_points(text).rows) == bits(rows)


@given(tables(), st.sampled_from(",;\t|"), st.sampled_from(".,"))
def test_to_csv_is_read_back_bit_for_bit(table, delimiter, decimal):
    assume(delimiter != decimal)
    names, rows = table
    names = [" ".join(name.split()) for name in names]
    points = tf.Points(tuple(names), tuple(map(tuple, rows)))
    again = tf.read_points(points.to_csv(delimiter, decimal))
    assert again.columns == points.columns
    assert bits(again.rows) == bits(points.rows)


HOSTILE = ("=1+1", "+x", "-x", "@SUM(A1)", "'=x", "1990", "NA", "nan", "#", "sep=;", "<html>", "{}")


@given(st.lists(st.sampled_from(HOSTILE) | st.text(max_size=20), min_size=1, max_size=4))
def test_any_names_that_points_can_have_are_read_back(names):
    rows = ((1.0,) * len(names), (2.5,) * len(names))
    try:
        points = tf.Points(tuple(names), rows)
    except tf.DataError:
        return
    text = points.to_csv()
    assert tf.read_points(text) == points
    for cell in next(csv.reader(io.StringIO(text))):
        assert cell[0] not in "=+-@\t\r"


@given(st.lists(st.text(max_size=100), min_size=1, max_size=4))
def test_any_names_over_numbers_are_read(names):
    cells = [re.sub("[\r\n\x00-\x1f\x7f]", "", name).replace('"', '""') for name in names]
    assume(any(cell.strip() for cell in cells))
    line = ",".join(f'"{cell}"' for cell in cells)
    points = tf.read_points(f"{line}\n{','.join('1' * len(names))}\n", header=True)
    assert points.rows == ((1.0,) * len(names),)
    assert tf.Points(points.columns, points.rows).columns == points.columns


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda s: s.encode("utf-8", "replace")))
def test_any_bytes_are_points_or_a_data_error(data):
    check_any(data)


@given(st.text("0123456789.,;\t \n\r\"'#=exN-|−/\x00\ud800", max_size=120))
def test_anything_like_a_table_is_points_or_a_data_error(text):
    check_any(text)


def check_any(source: str | bytes) -> None:
    try:
        told = tf.read_points(source).notes
    except tf.DataError as error:
        told = (str(error),)
    for sentence in told:
        assert len(sentence) <= LONGEST_SENTENCE
        assert sentence.isprintable()


FOUND = {
    "decimal comma": ("x;y\n1,5;2\n3;4,5", [(1.5, 2), (3, 4.5)], "decimal mark is a comma"),
    "spreadsheet": ("Länge\tZeit\n1,5\t2\n", [(1.5, 2)], "separated by tabs"),
    "two columns": ("1,2\n3,4", [(1, 2), (3, 4)], "decimal comma; if it is"),
    "one column": ("1,2\n3\n4,5", [(1.2,), (3,), (4.5,)], "decimal mark is a comma"),
    "excel": ("sep=;\r\nx;y\r\n1;2\r\n", [(1, 2)], "announces the separator “;”"),
    "odd separator": ("sep=:\nx:y\n1:2", [(1, 2)], "announces"),
    "thousands": ('"1,234.5",2\n"3,000",4', [(1234.5, 2), (3000, 4)], "thousands are taken out"),
    "spaces": ("1 234,5;2\n3;4", [(1234.5, 2), (3, 4)], "thousands are taken out"),
    "swiss": ("1'234.5;2\n3;4", [(1234.5, 2), (3, 4)], "thousands are taken out"),
    "open": ("1,234;2\n5,678;4", [(1.234, 2), (5.678, 4)], "nothing else says whether “1,234”"),
    "settled": ("1,234;2.5\n5,678;4", [(1234, 2.5), (5678, 4)], "decimal mark is a point"),
    "minus": ("x,y\n−1,2", [(-1, 2)], "Line 1 names"),
    "blank lines": ("x,y\n\n1,2\n,\n3,4\n\n", [(1, 2), (3, 4)], "Left out: 3 blank lines."),
    "gap": ("x,y\n1,\n2,3", [(2, 3)], "Left out: line 2, where a number is missing in column “y”"),
    "gaps": ("x,y\nNA,1\n1,-\n2,3", [(2, 3)], "lines 2 and 3, where a number is missing"),
    "short": ("x,y\n1\n2,3\n4,5", [(2, 3), (4, 5)], "Fewer than 2 columns: line 2."),
    "words": ("n,x\nAnn,1\nBob,2", [(1,), (2,)], "“n”, which holds words, such as “Ann” in line 2"),
    "dates": ("d,x\n2020-01-01,1\n2020-01-02,2", [(1,), (2,)], "dates or times"),
    "empty column": ("x,y,\n1,2,\n3,4,", [(1, 2), (3, 4)], "Left out: column 3, which is empty."),
    "comments": ("# made by hand\nx,y\n1,2", [(1, 2)], "line 1, which begins with “#”"),
    "index": ("#,x\n1,2\n3,4", [(1, 2), (3, 4)], "Line 1 names"),
    "names of R": ("x y\n1 2 3\n2 4 5", [(1, 2, 3), (2, 4, 5)], "“column 1”"),
    "same names": ("x,x\n1,2", [(1, 2)], "Column 2 is called “x (2)”"),
    "quoted names": ('"1990","2000"\n1,2', [(1, 2)], "Line 1 names"),
    "line break": ('"a\nb",y\n1,2\nx,3\n,\n5,6', None, "line 4, column “a b”: “x” is not"),
    "names of nothing": ('"\u200b","\u3164"\n1,2', [(1, 2)], "Column 2 is called “column 2”"),
    "turned name": ("\u202ex,y\n1,2", [(1, 2)], "Column 1 is called “x”"),
    "ends of lines": ("x;y\n1;2;\n3;4;", [(1, 2), (3, 4)], "at the ends of the lines under"),
    "hard spaces": ("1\u202f234,5;2\n3;4", [(1234.5, 2), (3, 4)], "as in “1 234,5” in line 1"),
    "announced tab": ("sep=\t\nx\ty\n1\t2", [(1, 2)], "announces the separator tab."),
    "end of DOS": ("x,y\n1,2\n\x1a", [(1, 2)], "Line 1 names"),
    "percent": ("x;y\n12,5 %;1\n-;2\n13%;3", [(12.5, 1), (13, 3)], "in “%”: “12,5 %” in line 2 is"),
    "percent by spaces": ("p q\n5 % 1\n6 % 2", [(5, 1), (6, 2)], "Column “p” is in “%”"),
    "percent alone": ("12 %\n13 %", [(12,), (13,)], "is in “%”"),
    "dollars": (
        'x,y\n"-$1,234.5",1\n"$2",2',
        [(-1234.5, 1), (2, 2)],
        "“-$1,234.5” in line 2 is read",
    ),
    "euros": ("x;y\n1.234,5 €;1\n3 €;2", [(1234.5, 1), (3, 2)], "in “€”"),
    "units": ("x;y\n12 kg;1\n13kg;2", [(12, 1), (13, 2)], "in “kg”"),
    "no units": (
        "h,x\n1a,1\n2a,2",
        [(1,), (2,)],
        "“h”; “1a” in line 2 is not a number: “a” follows",
    ),
    "days": ("d,x\n10 Jan,1\n11 Jan,2", [(1,), (2,)], "“10 Jan”"),
    "title": ("Towns, 2020, all\nx;y\n1,5;2\n3;4\n5;6", [(1.5, 2), (3, 4), (5, 6)], "“Towns, 2020"),
    "title padded": ("Towns;\n;\nx;y\n1;2", [(1, 2)], "Left out: line 1 above the table, “Towns”"),
    "log": (
        "Log A\nserial X\n\nt,v\ns,V\n1,2\n3,4",
        [(1, 2), (3, 4)],
        "lines 1 and 2 above the ta",
    ),
    "key and value": ("Name;A\nx;y\n1;2\n3;4", [(1, 2), (3, 4)], "Line 2 names"),
    "comment as wide": ("# a, b\nx,y\n1,2\n3,4", [(1, 2), (3, 4)], "line 1, which begins with “#”"),
    "names in a comment": ("# x y\n1 2\n3 4", [(1, 2), (3, 4)], "Line 1 names"),
    "units row": ("x;y\n[m];[s]\n1;2\n3;4", [(1, 2), (3, 4)], "line 2 under the names, “[m] [s]”"),
    "note": ("x;y\n1;2\n3;4\n\nSource: A", [(1, 2), (3, 4)], "line 5 below the table, “Source: A”"),
    "markdown": ("| x | y |\n|---|---|\n| 1 | 2 |", [(1, 2)], "Left out: the ruled line 2."),
    "psql": (" x | y\n---+---\n 1 | 2\n(1 row)", [(1, 2)], "line 4 below the table"),
    "years": ("geo;2019;2020\nDE;1,5;2,5", [(1.5, 2.5)], "Line 1 names"),
    "gap and word": (
        "n,m,x\nA,B,\nC,D,3",
        [(3,)],
        "line 2, where a number is missing in column “x”",
    ),
    "wide gaps": (
        "sample no   value\n1      2.5\n2      3",
        [(1, 2.5), (2, 3)],
        "two or more spaces",
    ),
    "spreadsheet’s thousands": ("1 234\t5\n6 789\t7", [(1234, 5), (6789, 7)], "as in “1 234”"),
    "two or thousands": ("1 234\n5 678", [(1, 234), (5, 678)], "with a space between thousands"),
    "both marks": ("1.234,5\n5.678,2", [(1234.5,), (5678.2,)], "The decimal mark is a comma."),
    "quoted announcement": ('"sep=;"\nx;y\n1,5;2', [(1.5, 2)], "announces the separator"),
    "empty columns": (
        ",x,y,,\n,1,2,,\n,3,4,,",
        [(1, 2), (3, 4)],
        "columns 1, 4 and 5, which are empty",
    ),
    "gaps, not spaces": (
        "All of it\nx  p value  y\n1%  2  3\n4%  5  6",
        [(1, 2, 3), (4, 5, 6)],
        "line 1 above the table, “All of it”",
    ),
    "tabs, not spaces": (
        "Station: A\np value\tx\ty\n6 %\t0 %\t1 234.5 €\n7 %\t1 %\t2 345.5 €",
        [(6, 0, 1234.5), (7, 1, 2345.5)],
        "line 1 above the table",
    ),
    "units by spaces": ("x  p value\n%  kg\n1%  2\n3%  4", [(1, 2), (3, 4)], "“% kg”"),
    "only thousands": ("x;y\n1.234.567;1\n1.234;2", [(1234567, 1), (1234, 2)], "mark is a comma"),
    "errors": (
        "x,y\n#DIV/0!,1\n:,2\nn.a.,3\n4,5",
        [(4, 5)],
        "lines 2, 3 and 4, where a number is mi",
    ),
    "dash": ("x,y\n–1,2\n3,4", [(-1, 2), (3, 4)], "“–1” in line 2 is read as -1."),
    "digits": ("x;y\n１２;1\n٣;2", [(12, 1), (3, 2)], "“１２” in line 2 is read as 12."),
    "rounded": ("x,y\n12345678901234567890,1", [(12345678901234567890.0, 1)], "is rounded"),
    "not rounded": ("x,y\n9007199254740992,1", [(2.0**53, 1)], "Line 1 names"),
    "hexadecimal": (
        "x,y\n0x1F,1\n0x20,2",
        [(1,), (2,)],
        "“0x1F” in line 2 is hexadecimal; write 31",
    ),
    "months": ("d,x\n2020-01,1\n10:30 AM,2", [(1,), (2,)], "dates or times"),
    "lines of Unicode": ("x,y\n1,2\u20283,4", [(1, 2), (3, 4)], "Line 1 names"),
}


@pytest.mark.parametrize(("text", "rows", "note"), FOUND.values(), ids=FOUND)
def test_what_is_found_is_told(text, rows, note):
    if rows is None:
        with pytest.raises(tf.DataError, match=note):
            tf.read_points(text)
    else:
        points = tf.read_points(text)
        assert points.rows == tuple(map(tuple, rows))
        assert note in " ".join(points.notes)


REFUSED = {
    "nothing": ("", "there is nothing in it"),
    "spaces": (" \n\t\n", "there is nothing in it"),
    "gaps": ("-,-\n.,.", "no column holds numbers: every cell is empty"),
    "ragged": ("1\n1,1\n1,1,1\n1,1,1,1", "line 3: “1,1,1” is not a number"),
    "odd announcement": ("sep=1\n213", "line 1: “1” cannot separate columns"),
    "quoted announcement": ('sep="\n1"3', 'line 1: “"” cannot separate columns'),
    "zeros alone": (b"\0" * 8, "this is not a text file"),
    "names alone": ("x,y\n", "no column holds numbers: there are only the words in line 1"),
    "words": ("a,b\nc,d", "no column holds numbers; line 1: “a” is not a number"),
    "typo": ("x,y\n1,2\n2,4\n3,4.5.6", "line 4, column “y”: “4.5.6” is not a number"),
    "typo at first": ("1.x,2\n3,4\n5,6", "line 1, column “x”: “1.x” is not a number"),
    "too long a row": ("x,y\n1,2\n1,2,3\n3,4", "line 3: there are 3 columns, where most .* 2"),
    "mixed marks": ("1.5;2\n3;4\n5;6,5\n7.5;1", "line 3: “6,5” has a decimal comma, but “1.5”"),
    "both open": ("1.234;5,678", "nothing says which"),
    "percent": ("x,y\n1,2\n3,4\n5,6%", "without the percent sign"),
    "infinite": ("x,y\n1,2\n3,4\n5,inf", "“inf” is not a finite number"),
    "too large": ("x,y\n1,2\n3,4\n5,1e999", "too large; numbers end at 1.8e308"),
    "too small": ("x,y\n1,2\n3,4\n5,1e-999", "too small"),
    "gaps everywhere": ("x,y\n1,\n,2", "in every line a number is missing"),
    "open quote": ('x,y\n"1,2\n', "line 2, column 1: a quotation mark is not closed"),
    "after quote": ('x,y\n"1"2,3\n', "line 2, column 1: text follows a closing quotation mark"),
    "control": ("x,y\n1,2\n\x01,3", r"line 3: there is a control character \(U\+0001\)"),
    "page": ("<!DOCTYPE html><p>", "this is a web page or XML"),
    "json": ('[{"x": 1}]', "this is JSON"),
    "comments": ("#a\n#b", "only lines that begin with"),
    "long line": ("1," * LONGEST_LINE, "line 1: .* too long a line"),
    "columns": ("1;" * (MOST_COLUMNS + 1), "columns are too many"),
    "rows": ("1\n" * (MOST_ROWS + 2), "lines are too many"),
    "size": (" " * (MOST_BYTES + 1), "characters are too many"),
    "workbook": (b"PK\x03\x04 xl/workbook.xml", r"an Excel workbook \(\.xlsx\), not text"),
    "old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1", r"an old Excel workbook"),
    "zip": (b"PK\x03\x04", "a zip archive"),
    "zeros": (b"1,2\n\x00\x00\x003", "there are zero bytes"),
    "broken UTF-16": (b"\xff\xfe1", "it begins as UTF-16"),
    "many bytes": (b" " * (MOST_BYTES + 1), "bytes are too many"),
    "hostile": ("x,y\n1,2\n3,4\n5,\u202e<script>", "line 4, column “y”: “�<script>” is not"),
    "lists": ("[1, 2, 3]", "line 1: these are lists in brackets"),
    "a program": ("x = [1, 2]\ny = [3, 4]", "these are lists in brackets"),
    "lists of lists": ("[[1 2]\n [3 4]]", "these are lists in brackets"),
    "JSON lines": ("{'x': 1}", "this is JSON"),
    "one without percent": (
        "x;y\n1%;1\n0.2;2\n3%;3",
        "line 3, column “x”: “0.2” is not in “%”, but “1%”",
    ),
    "another unit": ("x;y\n1 kg;1\n2 g;2\n3 kg;3", "line 3, column “x”: “2 g” is not in “kg”"),
    "another currency": ("x,y\n$5,1\n€6,2\n$7,3", "line 3, column “x”: “€6” is not in “[$]”"),
    "flags": (
        "x;y\n1,5 p;1\n1,6 e;2\n1,7;3\n1,8;4",
        "line 2, column “x”: “1,5 p” is not a number: “p” fol",
    ),
    "hole": (
        "x    y    z\n1    2    3\n4         6",
        "line 3: there are 2 cells, where most .* have 3",
    ),
    "second table": ("x,y\n1,2\n\na,b\n3,4", "line 4: “a” and “b” name columns once more"),
    "total": ("x;y\n1;2\n3;4\nTotal;6", "line 4, column “x”: “Total” is not a number"),
    "fraction": ("x,y\n1/2,1\n3,4\n5,6", "“1/2” is a fraction; write 0.5"),
    "sign of a fraction": ("x,y\n½,1\n3,4\n5,6", "“½” is not a number: write 0.5"),
    "bookkeeping": ("x,y\n(5.0),1\n3,4\n5,6", "if it is negative, write -5.0"),
    "minus at the end": ("x,y\n5-,1\n3,4\n5,6", "if it is negative, write -5"),
    "powers of ten": ("x,y\n1.5×10^3,1\n3,4\n5,6", "write 1.5e3"),
    "Fortran": ("x,y\n1.5D+03,1\n3,4\n5,6", r"write 1.5e\+03"),
    "underscore": ("x,y\n1_000,1\n3,4\n5,6", "write “1000”"),
    "bound": ("x,y\n<0.1,1\n3,4\n5,6", "“<0.1” is not one number"),
    "formula": ("x,y\n=A1,1\n3,4\n5,6", "“=A1” is a formula: write its value"),
    "few and too large": ("x,y\n1,2\n3,1e999", "line 3, column “y”: “1e999” is too large"),
}


@pytest.mark.parametrize(("source", "message"), REFUSED.values(), ids=REFUSED)
def test_refusal_says_where_and_why(source, message):
    with pytest.raises(tf.DataError, match=message) as caught:
        tf.read_points(source)
    assert len(str(caught.value)) <= LONGEST_SENTENCE
    assert isinstance(caught.value, ValueError)


def test_names_stay_over_their_columns_where_lines_end_with_a_separator():
    points = tf.read_points("x;y\n1;2;\n3;4;")
    assert (points.columns, points.column("y")) == (("x", "y"), (2, 4))


def test_place_of_a_refusal_is_told_apart():
    with pytest.raises(tf.DataError) as caught:
        tf.read_points("x,y\n1,2\n2,4\n3,4o")
    assert (caught.value.line, caught.value.column) == (4, "y")
    with pytest.raises(tf.DataError) as caught:
        tf.read_points("sep=;\nx;y\n1;2\n2;4\n3;4o")
    assert caught.value.line == 5


def test_encoding_is_told():
    for text, encoding, called in (
        ("größe;y\n1;2", "utf-8", "UTF-8."),
        ("größe;y\n1;2", "utf-8-sig", "byte order mark"),
        ("größe;y\n1;2", "utf-16", "UTF-16."),
        ("größe;y\n1;2", "utf-16-be", "big-endian"),
        ("größe €;y\n1;2", "cp1252", "Windows-1252"),
    ):
        points = tf.read_points(text.encode(encoding))
        assert points.columns == tuple(text.split("\n")[0].split(";"))
        assert called in points.notes[0]
    assert "Latin-1" in tf.read_points(b"\x81\xe9;y\n1;2").notes[0]
    russian = tf.read_points("скорость;y\n1;2".encode("cp1251"))
    assert "if letters are wrong, save the file as UTF-8" in russian.notes[0]


def test_sources_of_every_kind(tmp_path: Path):
    path = tmp_path / "points.csv"
    path.write_bytes(b"x,y\n1,2\n")
    with path.open() as text, path.open("rb") as binary:
        sources = [path, text, binary, path.read_bytes(), bytearray(b"x,y\n1,2"), "x,y\n1,2"]
        assert {tf.read_points(source).rows for source in sources} == {((1.0, 2.0),)}
    with pytest.raises(tf.DataError, match=r"there is no file “missing\.csv”"):
        tf.read_points(tmp_path / "missing.csv")
    with pytest.raises(tf.DataError, match="there is no file"):
        tf.read_points(tmp_path)
    for wrong in (3, None, [[1, 2]], io.BytesIO, object(), np.zeros(3)):
        with pytest.raises(TypeError, match=r"takes text, bytes, a path or a file, not (None|a v)"):
            tf.read_points(wrong)  # type: ignore[arg-type]
    latin = io.TextIOWrapper(io.BytesIO("größe,1".encode("cp1252")), encoding="utf-8")
    for file, why in ((latin, "not in the encoding"), ((tmp_path / "new").open("w"), "be read")):
        with file, pytest.raises(tf.DataError, match=why):
            tf.read_points(file)


def test_a_file_that_is_too_large_is_not_read():
    class Endless(io.RawIOBase):
        asked = 0

        def read(self, size: int = -1) -> bytes:
            assert 0 < size <= MOST_BYTES + 1
            Endless.asked += size
            return b"1" * size

    with pytest.raises(tf.DataError, match="bytes are too many"):
        tf.read_points(Endless())
    assert Endless.asked <= MOST_BYTES + 1


def test_what_is_said_is_not_guessed():
    assert tf.read_points("1,5 2,5", decimal=",").rows == ((1.5, 2.5),)
    assert tf.read_points("1,2\n3,4", delimiter=";").rows == ((1.2,), (3.4,))
    assert tf.read_points("1,2\n3,4", header=True).columns == ("1", "2")
    assert tf.read_points("é,y\n1,2".encode("cp850"), encoding="cp850").columns == ("é", "y")
    assert tf.read_points("x,y,z\n1,2,\n3,4,5", columns=["y", "x"]).rows == ((2, 1), (4, 3))
    with pytest.raises(tf.DataError, match="there is no column “q”; there are “x” and “y”"):
        tf.read_points("x,y\n1,2", columns=["q"])
    with pytest.raises(tf.DataError, match="column “n”: “Ann” is not a number"):
        tf.read_points("n,y\nAnn,2\nBob,3", columns=["n"])
    with pytest.raises(tf.DataError, match="not 'zip' text|not 'zlib' text"):
        tf.read_points(b"1,2", encoding="zlib")
    for rest, said in (
        ({"delimiter": "ab"}, "delimiter must be one character"),
        ({"delimiter": "5"}, "delimiter must be one character"),
        ({"delimiter": 3}, "delimiter must be one character"),
        ({"decimal": ";"}, "decimal must be"),
        ({"header": "no"}, "header must be True, False or None, got “no”"),
        ({"encoding": 8}, "encoding is the name of one"),
        ({"columns": 3}, "columns is a list of names"),
        ({"columns": [3]}, "columns is a list of names"),
        ({"columns": []}, "no column is chosen"),
        ({"columns": ["x", "x"]}, "the column “x” is chosen twice"),
    ):
        with pytest.raises((ValueError, TypeError), match=said):
            tf.read_points("x,y\n1,2", **rest)  # type: ignore[arg-type]
    for slow in ("punycode", "idna"):
        with pytest.raises(tf.DataError, match="the bytes are not"):
            tf.read_points(b"1,2", encoding=slow)
