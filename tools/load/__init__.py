"""Many people on one server: no error, nobody sees another's series, how long a page takes."""
