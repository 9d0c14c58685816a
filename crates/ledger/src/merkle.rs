//! Checking Merkle proofs: inclusion and consistency, for whole trees and for subtrees.
//!
//! Inclusion follows RFC 9162, section 2.1.3.2; consistency follows the subtree algorithm of
//! draft-ietf-plants-merkle-tree-certs, section 4.4.3, of which RFC 9162's section 2.1.4.2 is the case `start = 0`.

use thiserror::Error;

use crate::hash::{Hash, node_hash};

/// Why a Merkle proof does not prove what it was given for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum MerkleError {
    /// The leaf lies outside the tree or the subtree.
    #[error(
        "leaf {index} is not in the range {start}..{end}; check the index and the tree size that the proof was made for"
    )]
    LeafOutside {
        /// Index of the leaf, from 0.
        index: u64,
        /// First leaf of the range.
        start: u64,
        /// One past the last leaf of the range.
        end: u64,
    },
    /// The range is no subtree of a Merkle tree, or is not inside the tree.
    #[error(
        "{start}..{end} is not a subtree of a tree of {size} leaves; its start must be a multiple of its length rounded up to a power of two"
    )]
    InvalidSubtree {
        /// First leaf of the range.
        start: u64,
        /// One past the last leaf of the range.
        end: u64,
        /// Leaves of the tree.
        size: u64,
    },
    /// The older tree is larger than the newer one.
    #[error(
        "the older tree has {old} leaves and the newer one only {new}; the trees were swapped or the log was cut"
    )]
    Shrunk {
        /// Leaves of the older tree.
        old: u64,
        /// Leaves of the newer tree.
        new: u64,
    },
    /// Consistency with an empty tree says nothing.
    #[error(
        "a consistency proof from an empty tree proves nothing; start from a tree with at least one leaf"
    )]
    EmptyTree,
    /// The proof has fewer or more hashes than the sizes require.
    #[error(
        "the proof has {given} hashes, which does not fit its position and tree size; it was cut, extended or made for other sizes"
    )]
    WrongLength {
        /// Hashes in the proof.
        given: usize,
    },
    /// The hashes lead to another root of the newer (or only) tree.
    #[error(
        "the proof leads to root {computed} and not to {expected}; the entry, the proof or the checkpoint was changed"
    )]
    RootMismatch {
        /// Root that the proof leads to.
        computed: Hash,
        /// Root that was asked for.
        expected: Hash,
    },
    /// The hashes lead to another root of the older tree or subtree.
    #[error(
        "the proof leads to old root {computed} and not to {expected}; the log was rewritten or the older checkpoint was changed"
    )]
    OldRootMismatch {
        /// Root that the proof leads to.
        computed: Hash,
        /// Root that was asked for.
        expected: Hash,
    },
}

/// Checks that `leaf` is the hash of leaf `index` (from 0) in the tree of `size` leaves with the given root.
/// `proof` runs from the leaf's sibling up to a child of the root.
pub fn verify_inclusion(
    index: u64,
    size: u64,
    leaf: &Hash,
    proof: &[Hash],
    root: &Hash,
) -> Result<(), MerkleError> {
    if index >= size {
        return Err(MerkleError::LeafOutside {
            index,
            start: 0,
            end: size,
        });
    }
    let wrong_length = MerkleError::WrongLength { given: proof.len() };
    let (mut node, mut last) = (index, size - 1);
    let mut hash = *leaf;
    for sibling in proof {
        if last == 0 {
            return Err(wrong_length);
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(sibling, &hash);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(wrong_length);
    }
    if hash != *root {
        return Err(MerkleError::RootMismatch {
            computed: hash,
            expected: *root,
        });
    }
    Ok(())
}

/// Checks that the tree of `old` leaves with root `old_root` is the beginning of the tree of `new` leaves with root `new_root`.
/// `old` must be at least 1, since every tree begins with the empty one.
pub fn verify_consistency(
    old: u64,
    new: u64,
    proof: &[Hash],
    old_root: &Hash,
    new_root: &Hash,
) -> Result<(), MerkleError> {
    if old > new {
        return Err(MerkleError::Shrunk { old, new });
    }
    if old == 0 {
        return Err(MerkleError::EmptyTree);
    }
    verify_subtree_consistency(0, old, new, proof, old_root, new_root)
}

/// Checks that `leaf` is the hash of leaf `index` (counted in the whole tree) in the subtree `start..end` with the given root.
pub fn verify_subtree_inclusion(
    index: u64,
    start: u64,
    end: u64,
    leaf: &Hash,
    proof: &[Hash],
    root: &Hash,
) -> Result<(), MerkleError> {
    if !is_subtree(start, end) || start == end {
        return Err(MerkleError::InvalidSubtree {
            start,
            end,
            size: end,
        });
    }
    if index < start || index >= end {
        return Err(MerkleError::LeafOutside { index, start, end });
    }
    verify_inclusion(index - start, end - start, leaf, proof, root)
}

/// Checks that `subtree_root` is the root over the leaves `start..end` of the tree of `size` leaves with root `root`.
/// The empty subtree is proved by [`Hash::EMPTY_TREE`] and no hashes.
pub fn verify_subtree_consistency(
    start: u64,
    end: u64,
    size: u64,
    proof: &[Hash],
    subtree_root: &Hash,
    root: &Hash,
) -> Result<(), MerkleError> {
    if !is_subtree(start, end) || end > size {
        return Err(MerkleError::InvalidSubtree { start, end, size });
    }
    let wrong_length = MerkleError::WrongLength { given: proof.len() };
    if start == end {
        if !proof.is_empty() {
            return Err(wrong_length);
        }
        return check_old_root(&Hash::EMPTY_TREE, subtree_root);
    }
    let mut edges = Edges {
        first: start,
        last: end - 1,
        tree_last: size - 1,
    };
    if edges.last == edges.tree_last {
        edges.climb_while(|e| e.first != e.last);
    } else {
        edges.climb_while(|e| e.first != e.last && e.last & 1 == 1);
    }
    let mut rest = proof.iter();
    let mut old_hash = if edges.first == edges.last {
        *subtree_root
    } else {
        *rest.next().ok_or(wrong_length)?
    };
    let mut new_hash = old_hash;
    for sibling in rest {
        if edges.tree_last == 0 {
            return Err(wrong_length);
        }
        if edges.last & 1 == 1 || edges.last == edges.tree_last {
            if edges.first < edges.last {
                old_hash = node_hash(sibling, &old_hash);
            }
            new_hash = node_hash(sibling, &new_hash);
            edges.climb_while(|e| e.last & 1 == 0 && e.tree_last != 0);
        } else {
            new_hash = node_hash(&new_hash, sibling);
        }
        edges.climb();
    }
    if edges.tree_last != 0 {
        return Err(wrong_length);
    }
    check_old_root(&old_hash, subtree_root)?;
    if new_hash != *root {
        return Err(MerkleError::RootMismatch {
            computed: new_hash,
            expected: *root,
        });
    }
    Ok(())
}

/// Positions of the subtree's first and last node and of the tree's last node, on one level of the climb to the root.
struct Edges {
    first: u64,
    last: u64,
    tree_last: u64,
}

impl Edges {
    fn climb(&mut self) {
        self.first >>= 1;
        self.last >>= 1;
        self.tree_last >>= 1;
    }

    fn climb_while(&mut self, condition: impl Fn(&Self) -> bool) {
        while condition(self) {
            self.climb();
        }
    }
}

fn check_old_root(computed: &Hash, expected: &Hash) -> Result<(), MerkleError> {
    if computed == expected {
        Ok(())
    } else {
        Err(MerkleError::OldRootMismatch {
            computed: *computed,
            expected: *expected,
        })
    }
}

fn is_subtree(start: u64, end: u64) -> bool {
    let Some(length) = end.checked_sub(start) else {
        return false;
    };
    start == 0
        || length
            .checked_next_power_of_two()
            .is_some_and(|aligned| start.is_multiple_of(aligned))
}
