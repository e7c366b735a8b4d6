"""Several blocks as one answer of the report's vocabulary."""

from __future__ import annotations

from collections.abc import Iterable

from evaluation.reporting.blocks import Block


class Blocks(tuple[Block, ...]):
    """Blocks that show themselves one after the other.

    Examples
    --------
    >>> from evaluation.reporting.blocks import Sentence
    >>> Blocks([Sentence("Eins."), Sentence("Zwei.")]).plain()
    'Eins.\\n\\nZwei.'
    """

    def __new__(cls, blocks: Iterable[Block] = ()) -> Blocks:
        return super().__new__(cls, tuple(blocks))

    def plain(self) -> str:
        """All blocks as plain text."""
        return "\n\n".join(block.plain() for block in self)

    def _ipython_display_(self) -> None:
        from IPython.display import display

        for block in self:
            display(block)  # type: ignore[no-untyped-call]
