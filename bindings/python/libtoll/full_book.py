# SPDX-License-Identifier: Apache-2.0
"""Two price books: the reviewed one that is linked in, and full.book for names that it lacks.

>>> both = Books(path=None)
>>> card = both.card("gpt-4o-2024-08-06", at="2026-11-01T00:00:00Z")
>>> card.bill({"input": 1_000_000}).billed, card.book.path is None
(Decimal('2.5'), True)
"""
import os
import sys
from pathlib import Path
from typing import Callable, Iterator, List, Optional, TypeVar

from ._load import lib
from .bill import Book, Card, Instant, Row, match, price, tariff
from .errors import AmbiguousIdError, MissingFactError, TollError, UnknownIdError
from .generated.records import BookName, Candidate, NameRule

_NAME = "full.book"
_PATTERNS = NameRule.PREFIX | NameRule.SUFFIX | NameRule.INFIX
_MAKERS = ("anthropic", "aws", "cohere", "dashscope", "deepseek", "google", "meta", "minimax", "mistral", "moonshotai",
           "openai", "perplexity", "voyageai", "x-ai", "zai")
_Answer = TypeVar("_Answer")


def _own_folders() -> Iterator[Path]:
    """Those of the package, of the shared library, and of data that was installed with it."""
    yield Path(__file__).resolve().parent
    library = Path(lib._name)
    if library.is_absolute():
        yield library.resolve().parent
        yield library.resolve().parent.parent / "share" / "libtoll"
    yield Path(sys.prefix) / "share" / "libtoll"


def _data_folders() -> Iterator[Path]:
    variables = [("XDG_DATA_HOME", "libtoll"), ("HOME", ".local/share/libtoll")]
    variables += [("HOME", "Library/Application Support/libtoll")] if sys.platform == "darwin" else []
    variables += [("LOCALAPPDATA", "libtoll"), ("PROGRAMDATA", "libtoll")] if sys.platform == "win32" else []
    for variable, below in variables:
        folder = os.environ.get(variable, "")
        if os.path.isabs(folder):
            yield Path(folder) / below
    if sys.platform == "darwin":
        yield Path("/opt/homebrew/share/libtoll")
    if sys.platform != "win32":
        yield Path("/usr/local/share/libtoll")
        yield Path("/usr/share/libtoll")


def _is_there(path: Path) -> bool:
    """A file that can't be looked at counts: whoever opens it says why."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def find_full_book() -> Optional[Path]:
    """The path of full.book; None: there is none, or TOLL_BOOK is "built-in", which switches the search off.

    The first file of these: beside the package or the shared library and in share/libtoll of its prefix; in
    $XDG_DATA_HOME/libtoll, ~/.local/share/libtoll, /usr/local/share/libtoll, /usr/share/libtoll; the path in TOLL_BOOK.
    """
    named = os.environ.get("TOLL_BOOK", "")
    if named == "built-in":
        return None
    for folders in (_own_folders(), _data_folders()):
        for folder in folders:
            if _is_there(folder / _NAME):
                return folder / _NAME
    return Path(named) if named else None


def _knows_provider(book: Book, provider: str) -> bool:
    try:
        book.resolve("-", provider, at=0)
    except UnknownIdError as error:
        return error.field != "provider"
    except MissingFactError:
        pass
    return True


def _maker(name: str) -> Optional[str]:
    """Who makes the family of a name: the one whom the library chooses in a book in which every maker sells it."""
    rows: List[Row] = []
    for maker in _MAKERS:
        rows += [tariff(maker, provider=maker), match(name), price("input", 0)]
    try:
        return Book.compile(rows).resolve(name, at=0).provider
    except TollError:
        return None


class Books:
    """The built-in book, asked first, and full.book, opened with the first name of which the built-in one knows nothing.

    What the built-in book refuses, a name that is retired or sold by several, full.book does not answer. Nor does one of
    its patterns (a prefix) for a provider whose prices the built-in book has. A bare name that full.book has only of others
    than its maker, whose prices the books have, is an :class:`AmbiguousIdError`.

    Args:
        path: full.book; None: only the built-in book. Made by :func:`books`.

    Attributes:
        own: The built-in book.
        path: That of full.book, which need not have been opened yet.
    """

    def __init__(self, path: Optional[Path]) -> None:
        self.own = Book.public()
        self.path = path
        self._full: Optional[Book] = None

    @property
    def full(self) -> Optional[Book]:
        """full.book; None: there is none. OSError, :class:`ObjectError` or ValueError with its path: it is no good."""
        if self._full is None and self.path is not None:
            self._full = Book.map(self.path)
        return self._full

    def card(self, name: str, provider: Optional[str] = None, *, at: Instant) -> Card:
        """As `Book.card`, from the book that knows the name: `Card.book`."""
        return self._ask(name, provider, at, lambda book: book.card(name, provider, at=at), lambda card: card.name)

    def resolve(self, name: str, provider: Optional[str] = None, *, at: Instant) -> BookName:
        """As `Book.resolve`, by the book that knows the name."""
        return self._ask(name, provider, at, lambda book: book.resolve(name, provider, at=at), lambda found: found)

    def suggest(self, name: str, provider: Optional[str] = None) -> List[Candidate]:
        """Names near to one, of the book that has more of them."""
        return (self.full or self.own).suggest(name, provider)

    def _ask(self, name: str, provider: Optional[str], at: Instant, ask: Callable[[Book], _Answer],
             name_of: Callable[[_Answer], Optional[BookName]]) -> _Answer:
        try:
            return ask(self.own)
        except UnknownIdError:
            full = self.full
            if full is None:
                raise
            answer = ask(full)
            found = name_of(answer)
            if found is not None:
                self._refuse_reseller(name, provider, found)
            if found is not None and found.matched_by & _PATTERNS and self._has_provider(found.provider):
                raise
            return answer

    def _refuse_reseller(self, name: str, provider: Optional[str], found: BookName) -> None:
        """A bare name that full.book has of somebody else, while it has prices of its maker."""
        maker = _maker(name) if not provider and "/" not in name else None
        if maker is None or maker == found.provider:
            return
        if self._has_provider(maker) or (self._full is not None and _knows_provider(self._full, maker)):
            raise AmbiguousIdError(f'model "{name}" is of {found.provider} in full.book, not of its maker {maker}',
                                   field="model")

    def _has_provider(self, provider: str) -> bool:
        return _knows_provider(self.own, provider)


def books() -> Books:
    """The built-in book and the full.book that is found, see :func:`find_full_book`. Keep it: full.book is opened once."""
    return Books(find_full_book())
