module libtoll.dev/toll

go 1.19
