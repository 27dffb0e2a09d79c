//! Stable bytes and stable hashes.
//!
//! The only file that names `sha2` and `postcard`. A hash depends on the value alone: not on the
//! machine, the order of a hash map or the version of the standard library. What is hashed, and
//! why, is decided by the callers.

use std::fmt;
use std::io;
use std::marker::PhantomData;

use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};

/// A SHA-256 of bytes (32 bytes).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Hash([u8; 32]);

/// As one run of bytes: a build writes and reads a hundred thousand of them.
impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = <&[u8]>::deserialize(deserializer)?;
        let hash = bytes.try_into().map(Self);
        hash.map_err(|_| D::Error::invalid_length(bytes.len(), &"32 bytes"))
    }
}

impl Hash {
    /// The hash of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The hash of a value's stable byte form.
    pub fn of_value<T: Serialize>(value: &T) -> Self {
        Self::of(&encode(value))
    }

    /// The hash of several hashes in this order.
    pub fn of_hashes(hashes: impl IntoIterator<Item = Self>) -> Self {
        let mut digest = Sha256::new();
        for hash in hashes {
            digest.update(hash.0);
        }
        Self(digest.finalize().into())
    }

    /// The hash of whatever can be read, without holding it in memory.
    pub fn of_reader(reader: &mut dyn io::Read) -> io::Result<Self> {
        let mut digest = Sha256::new();
        let mut buffer = [0_u8; 64 * 1024];
        loop {
            match reader.read(&mut buffer)? {
                0 => return Ok(Self(digest.finalize().into())),
                length => digest.update(&buffer[..length]),
            }
        }
    }

    /// 64 hexadecimal digits in lower case, as `sha256sum` prints them.
    pub fn hex(&self) -> String {
        let mut text = String::with_capacity(64);
        self.push_hex(&mut text);
        text
    }

    /// Appends the same.
    pub fn push_hex(&self, text: &mut String) {
        // Whole arrays at a time and no branch: lists of releases are half digits.
        let digit = |value: u8| if value < 10 { b'0' + value } else { b'a' - 10 + value };
        let mut digits = [0; 64];
        for (pair, byte) in digits.chunks_exact_mut(2).zip(self.0) {
            pair[0] = digit(byte >> 4);
            pair[1] = digit(byte & 15);
        }
        text.push_str(std::str::from_utf8(&digits).unwrap_or_default());
    }

    /// Reads 64 hexadecimal digits in lower case; `None` where it is anything else.
    pub fn parse(hex: &str) -> Option<Self> {
        const WRONG: u8 = 16;
        let value = |digit: u8| match (digit.wrapping_sub(b'0'), digit.wrapping_sub(b'a')) {
            (number, _) if number < 10 => number,
            (_, letter) if letter < 6 => letter + 10,
            _ => WRONG,
        };
        let digits: &[u8; 64] = hex.as_bytes().try_into().ok()?;
        let values = digits.map(value);
        let is_wrong = values.iter().fold(0, |all, value| all | value) >= WRONG;
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(values.chunks_exact(2)) {
            *byte = pair[0] << 4 | pair[1];
        }
        (!is_wrong).then_some(Self(bytes))
    }

    /// The first ten hexadecimal digits, for names of hashed assets.
    pub fn short(&self) -> String {
        self.hex()[..10].to_owned()
    }

    /// The first eight bytes as a number, for tables that are keyed by a hash.
    pub fn number(&self) -> u64 {
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&self.0[..8]);
        u64::from_le_bytes(bytes)
    }

    /// The first sixteen bytes, for keys that are held by the hundred thousand.
    pub fn half(&self) -> [u8; 16] {
        let mut half = [0; 16];
        half.copy_from_slice(&self.0[..16]);
        half
    }
}

/// A hash of bytes that come in pieces.
#[derive(Default)]
pub struct Hashing(Sha256);

impl Hashing {
    /// Takes the next bytes.
    pub fn add(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The hash of all of them.
    pub fn end(self) -> Hash {
        Hash(self.0.finalize().into())
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.short())
    }
}

/// A value and the hash of its stable byte form, computed once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hashed<T> {
    /// The hash of `value`.
    pub hash: Hash,
    /// The value itself.
    pub value: T,
}

impl<T: Serialize> Hashed<T> {
    /// Hashes a value and keeps both.
    pub fn new(value: T) -> Self {
        Self { hash: Hash::of_value(&value), value }
    }
}

impl<T> std::ops::Deref for Hashed<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// The stable byte form of a value (postcard, version 1 of its format).
pub fn encode<T: Serialize>(value: &T) -> Vec<u8> {
    // Our nouns hold only strings, numbers, sequences and enums: postcard refuses nothing of these.
    postcard::to_stdvec(value).unwrap_or_default()
}

/// Reads back what [`encode`] wrote; `None` where the bytes are anything else.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    postcard::from_bytes(bytes).ok()
}

/// A value as its stable bytes, read where it is asked for: what is remembered of many documents and
/// seldom looked at costs no more than a copy.
#[derive(Clone, PartialEq, Eq)]
pub struct Encoded<T> {
    bytes: Box<[u8]>,
    value: PhantomData<T>,
}

impl<T: Serialize + DeserializeOwned> Encoded<T> {
    /// The bytes of a value.
    pub fn new(value: &T) -> Self {
        Self { bytes: encode(value).into(), value: PhantomData }
    }

    /// The value; `None` where it was read from bytes that are none.
    pub fn value(&self) -> Option<T> {
        decode(&self.bytes)
    }
}

impl<T> fmt::Debug for Encoded<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.bytes.len())
    }
}

impl<T> Serialize for Encoded<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.bytes)
    }
}

impl<'de, T> Deserialize<'de> for Encoded<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = <&[u8]>::deserialize(deserializer)?;
        Ok(Self { bytes: bytes.into(), value: PhantomData })
    }
}

/// For maps whose keys are hashes already.
#[derive(Default)]
pub struct KeyHasher(u64);

impl std::hash::Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

#[cfg(test)]
mod tests {
    use super::{Encoded, Hash, decode, encode};

    #[test]
    fn a_hash_is_what_sha256sum_prints() {
        let hex = Hash::of(b"abc").hex();
        assert_eq!(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn damaged_bytes_are_no_value() {
        let bytes = encode(&("Lai Châu".to_owned(), 7_u64));
        assert_eq!(decode::<(String, u64)>(&bytes), Some(("Lai Châu".to_owned(), 7)));
        assert_eq!(decode::<(String, u64)>(&bytes[..4]), None);
    }

    #[test]
    fn hashes_and_encoded_values_are_read_back_and_a_cut_one_is_none() {
        let value = (Hash::of(b"abc"), Encoded::new(&"Lai Châu".to_owned()));
        let bytes = encode(&value);
        assert_eq!(decode(&bytes), Some(value.clone()));
        assert_eq!(value.1.value().as_deref(), Some("Lai Châu"));
        let other: Option<Encoded<(String, Hash)>> = decode(&encode(&value.1));
        assert_eq!(other.and_then(|other| other.value()), None);
        let short: &[u8] = &encode(&value.0)[1..20];
        assert_eq!(decode::<Hash>(&[&[19], short].concat()), None, "19 bytes are no hash");
    }
}
