"""One module a version of the store. A version that was ever released is not edited again."""
