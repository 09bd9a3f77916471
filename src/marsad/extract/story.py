"""The drafts of a document in the order of its telling, so that what goes on with an earlier one finds it without looking through all."""

from __future__ import annotations

from dataclasses import dataclass, field

from marsad.extract.drafts import Draft, join

_NEAR = 1  # sentences after its last words within which an account may go on


@dataclass(slots=True, eq=False)
class Story:
    """``drafts``: all; ``live``: those of the body that are not dropped; ``touched``: (sentence, draft) as they are told or told on."""

    drafts: list[Draft] = field(default_factory=list)
    live: list[Draft] = field(default_factory=list)
    touched: list[tuple[int, Draft]] = field(default_factory=list)

    def add(self, draft: Draft) -> None:
        """One more draft, which may still be dropped."""
        draft.at = len(self.drafts)
        self.drafts.append(draft)

    def settle(self, draft: Draft) -> None:
        """What follows may go on with the draft, where it stands."""
        if not draft.dropped and not draft.headline:
            self.live.append(draft)
            self.touched.append((draft.parts[-1].row.sentence.i, draft))

    def join(self, host: Draft, other: Draft) -> None:
        """What ``other`` tells becomes part of ``host``."""
        join(host, other)
        self.touched.append((other.event.row.sentence.i, host))

    def recent(self, sentence: int) -> list[Draft]:
        """The live drafts whose last words stand in this sentence or the one before, latest first."""
        found: dict[int, Draft] = {}
        for i, draft in reversed(self.touched):
            if i < sentence - _NEAR:
                break
            found[draft.at] = draft
        return [found[n] for n in sorted(found, reverse=True)]
