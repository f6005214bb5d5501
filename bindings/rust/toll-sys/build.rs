// SPDX-License-Identifier: Apache-2.0
//! Compiles the library that the crate brings, or links the one that TOLL_LIB_DIR names.

use std::path::Path;
use std::{env, process};

fn main() {
    println!("cargo:rerun-if-env-changed=TOLL_LIB_DIR");
    println!("cargo:rerun-if-changed=c");
    if let Some(folder) = env::var_os("TOLL_LIB_DIR") {
        let folder = Path::new(&folder);
        let kind = if folder.join("libtoll.a").exists() { "static=" } else { "" };
        println!("cargo:rerun-if-changed={}", folder.join("libtoll.a").display());
        println!("cargo:rustc-link-search=native={}", folder.display());
        println!("cargo:rustc-link-lib={kind}toll");
        link_math();
        return;
    }
    if !Path::new("c/toll.c").exists() {
        eprintln!(
            "toll-sys: c/toll.c is missing. In the source tree of libtoll run `make rust-crates`, which copies it, or"
        );
        eprintln!("set TOLL_LIB_DIR to the folder of a built libtoll.");
        process::exit(1);
    }
    compile();
    link_math();
}

/// Always with -O2: a bill in a debug build is to be as fast as elsewhere. Products and sums are rounded one by one, so
/// that figures are the same on every machine.
fn compile() {
    cc::Build::new()
        .file("c/toll.c")
        .include("c")
        .std("c11")
        .opt_level(2)
        .flag_if_supported("-ffp-contract=off")
        .flag_if_supported("-fvisibility=hidden")
        .warnings(false)
        .compile("toll");
    println!("cargo:include={}", Path::new("c").canonicalize().expect("c exists").display());
}

fn link_math() {
    if env::var("CARGO_CFG_TARGET_FAMILY").as_deref() == Ok("unix") {
        println!("cargo:rustc-link-lib=m");
    }
}
