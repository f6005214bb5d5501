// SPDX-License-Identifier: Apache-2.0
//! The crate and the library that it links agree: number of the interface, sizes of structs, offsets of fields, symbols.

use std::ffi::CStr;
use std::mem::size_of;
use toll_sys::*;

#[test]
fn the_library_is_of_this_interface() {
    unsafe {
        assert_eq!(toll_abi_version(), COMPILED_ABI);
        assert_eq!(CStr::from_ptr(toll_version_string()).to_str(), Ok(VERSION));
    }
}

#[test]
fn every_function_is_bound_and_linked() {
    let symbols = symbols();
    let mut names: Vec<_> = symbols.iter().map(|(name, _)| *name).collect();
    names.sort_unstable();
    names.dedup();
    assert!(names.len() > 150 && names.len() == symbols.len(), "{} names", names.len());
    assert!(symbols.iter().all(|(_, address)| !address.is_null()));
}

fn bytes<T>(of: &T) -> &[u8] {
    unsafe { std::slice::from_raw_parts((of as *const T).cast(), size_of::<T>()) }
}

fn is_of_library<T: Struct + Default>() {
    unsafe {
        assert_eq!(CStr::from_ptr(toll_struct_name(T::KIND)).to_str(), Ok(T::NAME));
        assert_eq!(toll_struct_size(T::KIND), size_of::<T>() as u64, "{}", T::NAME);
        let mut theirs = std::mem::zeroed::<T>();
        if T::EXTENSIBLE || !T::ZERO {
            let size = size_of::<T>() as u64;
            let status = toll_struct_init((&mut theirs as *mut T).cast(), size, T::KIND, std::ptr::null_mut());
            assert_eq!(status, TOLL_OK, "{}", T::NAME);
        }
        assert_eq!(bytes(&T::default()), bytes(&theirs), "{}", T::NAME);
    }
}

#[test]
fn structs_have_the_sizes_and_defaults_of_the_library() {
    let mut count = 0;
    macro_rules! check {
        ($($name:ident)*) => { $(is_of_library::<$name>(); count += 1;)* };
    }
    for_each_struct!(check);
    assert!(count > 100, "{count} structs");
}

#[test]
fn defaults_are_those_of_the_library() {
    let hw = toll_hw::default();
    assert_eq!((hw.struct_size as usize, hw.struct_kind, hw.known), (size_of::<toll_hw>(), TOLL_KIND_HW, 0));
    let load = toll_serve_load::default();
    assert_eq!(load.concurrency, 1.0);
    let line = toll_bill_line::default();
    assert_eq!((line.meter, line.quantity), (0, 0));
}
