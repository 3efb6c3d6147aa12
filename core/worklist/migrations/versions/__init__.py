"""One module per version of the store. A released version is never edited again."""
