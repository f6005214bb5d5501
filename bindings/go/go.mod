module libtoll/toll

go 1.19
