# SPDX-License-Identifier: Apache-2.0
"""The built-in book and full.book: who answers, where the file is looked for, and files that are no good."""
import os
import shutil
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import golden  # noqa: F401: sets the path
from libtoll import AmbiguousIdError, Books, ObjectError, UnknownIdError, books, full_book
from libtoll.bill import Book, Match, match, price, tariff

AT = "2026-11-30T00:00:00Z"


def rows(number):
    return [tariff("acme/known", provider="acme"), match("known"), match("known-", Match.PREFIX),
            price("input", number),
            tariff("openai/loose", provider="openai"), match("gpt-loose"), match("gpt-4o-2", Match.PREFIX),
            price("input", 77),
            tariff("acme/gpt-4o", provider="acme"), match("gpt-4o"), price("input", 77),
            tariff("acme/gpt-2-large", provider="acme"), match("gpt-2-large"), price("input", 6)]


class Both(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        empty = {"HOME": str(self.folder / "home"), "XDG_DATA_HOME": "", "TOLL_BOOK": ""}
        for patch in (mock.patch.dict(os.environ, empty),
                      mock.patch.object(full_book, "_own_folders", lambda: iter([self.folder / "own"]))):
            patch.start()
            self.addCleanup(patch.stop)

    def put(self, number, *below):
        path = self.folder.joinpath(*below)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes(Book.compile(rows(number))))
        return path

    def cost(self, name, both):
        return both.card(name, at=AT).bill({"input": 1_000_000}).billed

    def test_the_built_in_book_answers_first(self):
        both = Books(self.put(1, "full.book"))
        card = both.card("gpt-4o", at=AT)
        self.assertIsNone(card.book.path)
        self.assertEqual(card.name.provider, "openai")
        self.assertIsNone(both._full)  # not opened

    def test_full_book_answers_what_the_built_in_one_lacks(self):
        both = Books(self.put(1, "full.book"))
        card = both.card("known", at=AT)
        self.assertEqual((card.book.path, card.bill({"input": 1_000_000}).billed), (both.path, 1))
        self.assertEqual(card.bill({"input": 1}).book_hash, both.full.hash)
        self.assertEqual(both.resolve("known-7", at=AT).provider, "acme")

    def test_a_pattern_is_a_guess_where_the_built_in_book_has_the_provider(self):
        both = Books(self.put(1, "full.book"))
        self.assertEqual(both.resolve("gpt-loose", at=AT).sku, "openai/loose")
        for ask in (both.resolve, both.card):
            with self.assertRaises(UnknownIdError):
                ask("gpt-4o-2099-01-01", at=AT)

    def test_a_bare_name_is_its_makers(self):
        both = Books(self.put(1, "full.book"))
        with self.assertRaisesRegex(AmbiguousIdError, "is of openai, which does not sell it in this book; others do, such as acme"):
            both.card("gpt-2-large", at=AT)
        self.assertEqual(both.card("gpt-2-large", "acme", at=AT).bill({"input": 1_000_000}).billed, 6)

    def test_places_in_their_order(self):
        self.assertIsNone(books().path)
        os.environ["TOLL_BOOK"] = str(self.put(4, "four.book"))
        self.assertEqual(self.cost("known", books()), 4)
        self.put(3, "home", ".local", "share", "libtoll", "full.book")
        self.assertEqual(self.cost("known", books()), 3)
        self.put(2, "xdg", "libtoll", "full.book")
        os.environ["XDG_DATA_HOME"] = str(self.folder / "xdg")
        self.assertEqual(self.cost("known", books()), 2)
        self.put(1, "own", "full.book")
        self.assertEqual(self.cost("known", books()), 1)
        os.environ["TOLL_BOOK"] = "built-in"
        with self.assertRaises(UnknownIdError):
            books().card("known", at=AT)

    def test_a_file_that_is_no_good_is_told_with_its_path(self):
        good = self.put(1, "good.book").read_bytes()
        bad = {"empty.book": b"", "torn.book": good[:1000], "behind.book": good + b"x", "text.book": b"kind,meter\n"}
        for name, data in bad.items():
            path = self.folder / name
            path.write_bytes(data)
            os.environ["TOLL_BOOK"] = str(path)
            with self.assertRaisesRegex(ObjectError, name):
                books().card("known", at=AT)
            self.assertEqual(books().card("gpt-4o", at=AT).name.provider, "openai")
        loop = self.folder / "loop.book"
        loop.symlink_to(loop)
        for path in (self.folder, "/dev/zero", loop, self.folder / "nowhere"):
            os.environ["TOLL_BOOK"] = str(path)
            with self.assertRaisesRegex((ObjectError, OSError, RuntimeError), path.name if path != "/dev/zero" else "zero"):
                books().card("known", at=AT)


if __name__ == "__main__":
    unittest.main()
