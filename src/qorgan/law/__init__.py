"""Law as code: dated provisions, verdicts with minimal reasons, open questions, comparison, gaps, reforms.

A pure library: no database, network, settings or clock. Doors for callers:

- `corpus.load()`: the shipped law: `of(country)`, `provision(id)`, `wordings(norm)`, `yardsticks()`, `patches()`
- `qualify.qualify(case, lang=…)`: one case; the object of the command line contract
- `compare.compare(countries, yardstick)` and `compare.gaps(country)`
- `reform.reform(patch, cases)`
- `check.check()`: what is wrong with the law data
- `compiled.build(out)`: the law as one fast-loading file, for the wheel
- `batch.Batch`: many cases at once as bit planes (needs numpy; nothing else here imports it)

How the law is written down: SCHEMA.md. Verdicts say "elements present on the facts recorded", never "guilty".
"""
