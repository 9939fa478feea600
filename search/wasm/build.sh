#!/bin/sh
# Compiles the search reader to WebAssembly: writes reader.wasm, and in reader.json what it was built from.
#
# With rustup:      rustup target add wasm32-unknown-unknown
# Debian packages:  apt-get install rustc-web cargo-web rust-web-src lld
# Either way also binaryen, for wasm-opt.
#
# The second way rebuilds the standard library for size, which takes about a third off the module; the committed
# reader is built so. It is chosen where Debian's compiler has the library's sources.
set -eu
cd "$(dirname "$0")"
target=wasm32-unknown-unknown
: "${CARGO_TARGET_DIR:=$(cd ../.. && pwd)/target/wasm}"
export CARGO_TARGET_DIR
registry=${CARGO_HOME:-$HOME/.cargo}/registry/src
flags="--cfg getrandom_backend=\"unsupported\" --remap-path-prefix=$registry=registry --remap-path-prefix=$(cd ../.. && pwd)=."

if [ -d /usr/lib/rustlib/src/rust/library ]; then
    PATH=/usr/bin:$PATH
    export RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=wasm-ld
    RUSTFLAGS="$flags --remap-path-prefix=/usr/lib/rustlib/src/rust=rust -Zunstable-options -Cpanic=immediate-abort \
        -Zfmt-debug=none -Zlocation-detail=none" \
        /usr/bin/cargo build --release --locked --target $target -Zbuild-std=std,panic_abort \
        -Zbuild-std-features=optimize_for_size -Zpanic-immediate-abort \
        --config 'profile.release.panic="immediate-abort"'
else
    RUSTFLAGS="$flags" cargo build --release --locked --target $target
fi

wasm-opt -Oz --converge --enable-bulk-memory --enable-sign-ext --enable-nontrapping-float-to-int \
    --enable-mutable-globals --enable-reference-types --enable-multivalue --strip-debug --strip-producers \
    "$CARGO_TARGET_DIR/$target/release/gongkai_search_wasm.wasm" -o reader.wasm
./record.py reader.json
