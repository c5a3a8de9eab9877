"""The local web page of `mvg page`: for one user, on the loopback interface (the extra `page`: Flask and waitress)."""
