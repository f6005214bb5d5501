// SPDX-License-Identifier: Apache-2.0
//! Statuses of the library as errors, and texts that cross the border.

use crate::Status;
use std::borrow::Cow;
use std::ffi::{c_char, CStr};
use std::fmt;
use toll_sys as sys;

/// A refused call: nothing was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Error {
    /// The reason.
    pub status: Status,
    /// C name of the struct that holds the wrong field, "toll_hw"; empty: an argument was wrong.
    pub structure: &'static str,
    /// Name of the wrong field or argument.
    pub field: String,
    /// Index of the wrong row.
    pub row: Option<u64>,
    /// One sentence: the field, its allowed range, what was found.
    pub message: String,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.row, self.structure) {
            (Some(row), "") => write!(f, "row {row}: {}", self.message),
            (Some(row), name) => write!(f, "{name}[{row}]: {}", self.message),
            (None, "") => f.write_str(&self.message),
            (None, name) => write!(f, "{name}: {}", self.message),
        }
    }
}

impl std::error::Error for Error {}

impl Error {
    /// An error that this crate finds itself.
    pub(crate) fn own(status: Status, field: &str, message: String) -> Error {
        Error { status, structure: "", field: field.to_owned(), row: None, message }
    }

    #[cold]
    fn from_c(status: i32, e: &sys::toll_error) -> Error {
        let mut message = field_text(&e.message).into_owned();
        if message.is_empty() {
            message = constant_text(unsafe { sys::toll_status_message(status) }).to_owned();
        }
        Error {
            status: Status(status),
            structure: constant_text(unsafe { sys::toll_struct_name(e.struct_kind) }),
            field: field_text(&e.field).into_owned(),
            row: u64::try_from(e.row).ok(),
            message,
        }
    }
}

impl Status {
    /// Name of the C constant, "TOLL_E_RANGE".
    pub fn name(self) -> &'static str {
        constant_text(unsafe { sys::toll_status_name(self.0) })
    }
}

/// Calls the library with memory for an error.
#[inline]
pub(crate) fn call(function: impl FnOnce(*mut sys::toll_error) -> i32) -> Result<(), Error> {
    let mut e = std::mem::MaybeUninit::<sys::toll_error>::zeroed();
    let status = function(e.as_mut_ptr());
    if status == sys::TOLL_OK {
        return Ok(());
    }
    // SAFETY: plain data, and zero is a value of it, should the library have written only a part.
    Err(Error::from_c(status, unsafe { e.assume_init_ref() }))
}

/// Calls a function that is fast without memory for an error, and once more with it when it fails: nothing was written, so
/// that it fails again.
#[inline]
pub(crate) fn call_again(mut function: impl FnMut(*mut sys::toll_error) -> i32) -> Result<(), Error> {
    if function(std::ptr::null_mut()) == sys::TOLL_OK {
        return Ok(());
    }
    call(function)
}

/// Refuses a record whose own size is not that of its type: the library would read so many bytes.
pub(crate) fn check_header<T: sys::Struct>(record: &T) -> Result<(), Error> {
    // SAFETY: an extensible struct begins with its size and kind.
    let header = unsafe { *(record as *const T).cast::<[u32; 2]>() };
    let want = [std::mem::size_of::<T>() as u32, T::KIND];
    if !T::EXTENSIBLE || header == want {
        return Ok(());
    }
    let message = format!("{}: struct_size and struct_kind must be {want:?}, got {header:?}; use Default", T::NAME);
    Err(Error::own(Status::STRUCT_SIZE, "struct_size", message))
}

/// A static text of the library; the library's texts are ASCII.
pub(crate) fn constant_text(text: *const c_char) -> &'static str {
    if text.is_null() {
        return "";
    }
    // SAFETY: static, with a NUL.
    unsafe { CStr::from_ptr(text) }.to_str().unwrap_or("")
}

pub(crate) fn field_text(field: &[c_char]) -> Cow<'_, str> {
    // SAFETY: c_char and u8 have one layout.
    let bytes = unsafe { std::slice::from_raw_parts(field.as_ptr().cast::<u8>(), field.len()) };
    let end = bytes.iter().position(|&byte| byte == 0).unwrap_or(bytes.len());
    String::from_utf8_lossy(&bytes[..end])
}

/// Fills a text field; the rest of it is zero.
pub(crate) fn put_text(field: &mut [c_char], text: &str, name: &str) -> Result<(), Error> {
    if text.len() >= field.len() || text.contains('\0') {
        let most = field.len() - 1;
        let message = format!("{name} must be at most {most} bytes of UTF-8 without NUL, got {}", text.len());
        return Err(Error::own(Status::STRING, name, message));
    }
    field.fill(0);
    for (to, byte) in field.iter_mut().zip(text.bytes()) {
        *to = byte as c_char;
    }
    Ok(())
}

/// Calls a function that writes text, again with as much room as it asks for.
pub(crate) fn written_text(
    write: impl Fn(*mut c_char, u64, *mut u64, *mut sys::toll_error) -> i32,
) -> Result<String, Error> {
    let mut buffer: Vec<c_char> = vec![0; 64];
    let mut needed = 0u64;
    let first = call(|e| write(buffer.as_mut_ptr(), buffer.len() as u64, &mut needed, e));
    match first {
        Err(error) if error.status == Status::BUFFER => {
            buffer = vec![0; needed as usize];
            call(|e| write(buffer.as_mut_ptr(), needed, &mut needed, e))?;
        }
        other => other?,
    }
    Ok(field_text(&buffer).into_owned())
}
