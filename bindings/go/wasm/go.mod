module libtoll.dev/toll/wasm

go 1.22

require github.com/tetratelabs/wazero v1.8.2
