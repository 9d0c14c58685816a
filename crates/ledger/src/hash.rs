//! SHA-256 hashes of the Merkle tree: leaves, inner nodes and the empty tree (RFC 6962, section 2.1).

use std::fmt;

use sha2::{Digest, Sha256};

use crate::text;

/// Bytes of a [`struct@Hash`].
pub const HASH_SIZE: usize = 32;

/// One SHA-256 value. It is shown and parsed as standard base64 with padding, as every C2SP format writes it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; HASH_SIZE]);

impl Hash {
    /// The root of a tree without leaves: SHA-256 of the empty string.
    pub const EMPTY_TREE: Hash = Hash([
        0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9,
        0x24, 0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52,
        0xb8, 0x55,
    ]);

    /// The hash written as canonical base64, or `None` for anything else (other length, missing padding, stray bits).
    pub fn from_base64(text: &str) -> Option<Self> {
        text::decode_base64(text)?.try_into().ok().map(Hash)
    }

    /// The 32 bytes as standard base64 with padding (44 characters).
    pub fn to_base64(self) -> String {
        text::encode_base64(&self.0)
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; HASH_SIZE] {
        &self.0
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_base64())
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({self})")
    }
}

/// The hash of a log entry as a leaf: `SHA-256(0x00 || entry)`.
pub fn leaf_hash(entry: &[u8]) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update([0x00]);
    hasher.update(entry);
    Hash(hasher.finalize().into())
}

/// The hash of an inner node: `SHA-256(0x01 || left || right)`.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let mut block = [0x01; 1 + 2 * HASH_SIZE];
    block[1..=HASH_SIZE].copy_from_slice(&left.0);
    block[1 + HASH_SIZE..].copy_from_slice(&right.0);
    Hash(Sha256::digest(block).into())
}

/// The Merkle tree hash of a list of leaf hashes (RFC 6962, section 2.1); [`Hash::EMPTY_TREE`] for none.
pub fn merkle_root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Hash::EMPTY_TREE,
        [leaf] => *leaf,
        _ => {
            let split = leaves.len().next_power_of_two() / 2;
            node_hash(
                &merkle_root(&leaves[..split]),
                &merkle_root(&leaves[split..]),
            )
        }
    }
}
