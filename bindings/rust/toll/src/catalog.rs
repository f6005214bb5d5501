// SPDX-License-Identifier: Apache-2.0
//! Facts of the built-in catalog by id: accelerators, models, number formats, engines, calibration constants.

use crate::error::call;
use crate::records::{Constants, Engine, Hardware, Layer, Model, NameMatch, Precision};
use crate::Error;
use toll_sys as sys;

/// A model as the library computes with it: its figures, and a row for each class of its layers.
#[derive(Clone, Debug)]
pub struct Descriptor {
    /// Figures of the whole model.
    pub facts: Model,
    /// Classes of layers.
    pub layers: Vec<Layer>,
}

impl Descriptor {
    pub(crate) fn rows(&self) -> (*const Layer, u64, u64) {
        (self.layers.as_ptr(), self.layers.len() as u64, std::mem::size_of::<Layer>() as u64)
    }
}

pub(crate) fn text(text: &str) -> (*const std::ffi::c_char, u64) {
    (text.as_ptr().cast(), text.len() as u64)
}

/// Index of an id; an unknown one is refused with the nearest.
pub(crate) fn index_of(table: u32, id: &str) -> Result<u64, Error> {
    let (at, length) = text(id);
    let mut index = 0;
    call(|e| unsafe { sys::toll_catalog_find(table, at, length, &mut index, e) })?;
    Ok(index)
}

/// Id of a row, "" where there is none.
pub(crate) fn id_of(table: u32, index: i64) -> &'static str {
    crate::error::constant_text(unsafe { sys::toll_catalog_get_id(table, index as u64) })
}

/// The accelerator that a name means: of nvidia-smi or torch, a cloud's machine type, or as people type it. "8xH100" has
/// a `count` of 8, and `note` says what was assumed.
pub fn find_hardware(name: &str) -> Result<NameMatch, Error> {
    let ((at, length), mut found) = (text(name), NameMatch::default());
    call(|e| unsafe { sys::toll_catalog_find_hw(at, length, &mut found, e) })?;
    Ok(found)
}

/// The open model that a name means: a repository of a hub, a tag of ollama, a GGUF file's name.
pub fn find_model(name: &str) -> Result<NameMatch, Error> {
    let ((at, length), mut found) = (text(name), NameMatch::default());
    call(|e| unsafe { sys::toll_catalog_find_model(at, length, &mut found, e) })?;
    Ok(found)
}

/// An accelerator by its id, "h100-sxm5-80gb".
pub fn hardware(id: &str) -> Result<Hardware, Error> {
    let (index, mut found) = (index_of(sys::TOLL_TABLE_HW, id)?, Hardware::default());
    call(|e| unsafe { sys::toll_catalog_get_hw(index, &mut found, e) })?;
    Ok(found)
}

/// A model with its layers by its id, "llama-3.1-70b".
pub fn model(id: &str) -> Result<Descriptor, Error> {
    let (index, mut facts) = (index_of(sys::TOLL_TABLE_MODEL, id)?, Model::default());
    call(|e| unsafe { sys::toll_catalog_get_model(index, &mut facts, e) })?;
    let (stride, mut count) = (std::mem::size_of::<Layer>() as u64, 0);
    // Without room it says how many rows there are.
    unsafe {
        sys::toll_catalog_get_layers(index, std::ptr::null_mut(), 0, stride, &mut count, std::ptr::null_mut());
    }
    let mut layers = vec![Layer::default(); count as usize];
    call(|e| unsafe { sys::toll_catalog_get_layers(index, layers.as_mut_ptr(), count, stride, &mut count, e) })?;
    Ok(Descriptor { facts, layers })
}

/// A number format by its id, "fp8".
pub fn precision(id: &str) -> Result<Precision, Error> {
    let (index, mut found) = (index_of(sys::TOLL_TABLE_PRECISION, id)?, Precision::default());
    call(|e| unsafe { sys::toll_catalog_get_precision(index, &mut found, e) })?;
    Ok(found)
}

/// The current release of an engine, "vllm".
pub fn engine(id: &str) -> Result<Engine, Error> {
    let (index, mut found) = (index_of(sys::TOLL_TABLE_ENGINE, id)?, Engine::default());
    call(|e| unsafe { sys::toll_catalog_get_engine(index, &mut found, e) })?;
    Ok(found)
}

/// What software reaches of an accelerator; typical values, with `is_calibrated` 0, where nothing was measured.
pub fn constants(hw: &Hardware, precision: &Precision, engine: &Engine) -> Result<Constants, Error> {
    let mut found = Constants::default();
    call(|e| unsafe { sys::toll_catalog_get_constants(hw, precision, engine, &mut found, e) })?;
    Ok(found)
}
