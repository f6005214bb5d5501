// SPDX-License-Identifier: Apache-2.0
//! The C interface of libtoll, which computes what LLM tokens cost. The crate compiles the library itself.
//!
//! Use the safe crate `toll` unless you need a function that it does not have. Names are those of C; the contract of
//! each function is in the C header of the same release. Structs begin with their size and kind where they may grow:
//! `Default` fills both in, and the library's default of each field.
//!
//! ```
//! let mut load = toll_sys::toll_serve_load::default();
//! load.input_tokens = 1000.0;
//! assert_eq!(load.struct_kind, <toll_sys::toll_serve_load as toll_sys::Struct>::KIND);
//! ```
#![allow(non_camel_case_types, clippy::missing_safety_doc)]
#![warn(missing_docs)]

#[rustfmt::skip]
mod generated;
pub use generated::*;

/// A struct of the interface.
///
/// # Safety
///
/// The type is plain data with the layout that the library has for `KIND`; all bits zero is a value of it.
pub unsafe trait Struct: Copy {
    /// TOLL_KIND_*.
    const KIND: u32;
    /// Its name in C.
    const NAME: &'static str;
    /// It begins with its size and kind, and a later library may append fields.
    const EXTENSIBLE: bool;
    /// Every default is zero.
    const ZERO: bool;
}

/// A struct with the library's defaults, and its header where it has one.
pub(crate) fn fresh<T: Struct>() -> T {
    // SAFETY: a Struct is plain data, and zero is a value of it.
    let mut made = unsafe { core::mem::zeroed::<T>() };
    let size = core::mem::size_of::<T>();
    let object = &mut made as *mut T;
    if !T::ZERO {
        // SAFETY: the library writes within the size that it is told.
        let status = unsafe { toll_struct_init(object.cast(), size as u64, T::KIND, core::ptr::null_mut()) };
        assert_eq!(status, TOLL_OK, "{} of another library", T::NAME);
    } else if T::EXTENSIBLE {
        // SAFETY: an extensible struct begins with its size and kind.
        unsafe { object.cast::<[u32; 2]>().write([size as u32, T::KIND]) };
    }
    made
}

impl From<f64> for toll_range {
    /// A range without width.
    fn from(value: f64) -> toll_range {
        toll_range { low: value, mid: value, high: value }
    }
}

impl From<(f64, f64, f64)> for toll_range {
    /// P10, P50, P90.
    fn from((low, mid, high): (f64, f64, f64)) -> toll_range {
        toll_range { low, mid, high }
    }
}
