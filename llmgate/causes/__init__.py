"""Why a call failed, read from whatever is left of the vendor's answer; no I/O.

A failure becomes evidence (`evidence`): the statuses that it names, the vendor's codes and the
vendor's sentences, without what they merely quote (`quotes`). Sentences become sets of signs
(`lexicon`, `signs`): "input", "exceeds", "window" … No known sentence stands anywhere;
`overflow` and `reasons` say which signs together mean what. `numbers` reads how many tokens.
"""
