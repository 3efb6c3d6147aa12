"""Write the tables of docs/ again from what the studies have measured; seconds, no data needed.

    python -m tools.studies

After a model or an attribution method was added: what no study has measured reads "not measured".
"""

from tools.studies import pages

pages.write()
