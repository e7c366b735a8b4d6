"""Numbers in, numbers out: estimates, intervals and verdicts that know no site and no file.

One family a file: `intervals`, `standardise`, `areas`, `change`, `comparison`, `scales`, `composition`,
`multinomial`. Import the family that you need; nothing heavy is loaded here.
"""
