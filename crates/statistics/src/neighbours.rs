//! Who is whose neighbour: lists of areas, each with the areas that border on it.

use std::fmt;

/// What is wrong with lists of neighbours. Areas are counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NeighbourProblem {
    /// `area` names a neighbour that is not one of the areas.
    OutOfRange {
        /// The area whose list it is.
        area: u32,
        /// The number it names.
        neighbour: u32,
    },
    /// `area` names itself.
    Itself {
        /// The area whose list it is.
        area: u32,
    },
    /// `area` names `neighbour` more than once.
    Repeated {
        /// The area whose list it is.
        area: u32,
        /// The number it names again.
        neighbour: u32,
    },
    /// More than 2^32 − 1 areas.
    TooMany,
}

impl fmt::Display for NeighbourProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OutOfRange { area, neighbour } => write!(f, "area {area} names neighbour {neighbour}, which is none of the areas"),
            Self::Itself { area } => write!(f, "area {area} is named as its own neighbour"),
            Self::Repeated { area, neighbour } => write!(f, "area {area} names neighbour {neighbour} twice"),
            Self::TooMany => write!(f, "there are more than 4,294,967,295 areas"),
        }
    }
}

impl std::error::Error for NeighbourProblem {}

/// For each area the areas that count as its neighbours, as ordinals from 0; nobody is their own neighbour.
///
/// *Shape.* One flat list and where each area's part begins (compressed sparse rows), so that the 207,000 links of
/// 35,000 areas are two allocations. Each area's neighbours stay in the order given: sums follow it, to the last bit.
///
/// Lists need not be mutual: five nearest neighbours are not. [`Neighbours::one_sided`] finds where they aren't, since with
/// shared borders that is a mistake in the file. Areas without neighbours are [`Neighbours::islands`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Neighbours {
    /// Where each area's part of `flat` begins, and one more for the end.
    starts: Vec<usize>,
    flat: Vec<u32>,
}

impl Neighbours {
    /// From one list an area.
    pub fn from_lists<L: AsRef<[u32]>>(lists: &[L]) -> Result<Self, NeighbourProblem> {
        let areas = u32::try_from(lists.len()).map_err(|_| NeighbourProblem::TooMany)?;
        let mut starts = Vec::with_capacity(lists.len() + 1);
        starts.push(0);
        let mut flat = Vec::with_capacity(lists.iter().map(|l| l.as_ref().len()).sum());
        let mut sorted = Vec::new();
        for (area, list) in (0..areas).zip(lists) {
            let list = list.as_ref();
            sorted.clear();
            sorted.extend_from_slice(list);
            sorted.sort_unstable();
            if let Some(&neighbour) = sorted.last().filter(|&&n| n >= areas) {
                return Err(NeighbourProblem::OutOfRange { area, neighbour });
            }
            if sorted.binary_search(&area).is_ok() {
                return Err(NeighbourProblem::Itself { area });
            }
            if let Some(neighbour) = sorted.iter().zip(sorted.iter().skip(1)).find_map(|(a, b)| (a == b).then_some(*a)) {
                return Err(NeighbourProblem::Repeated { area, neighbour });
            }
            flat.extend_from_slice(list);
            starts.push(flat.len());
        }
        Ok(Self { starts, flat })
    }

    /// From unordered pairs that touch, each making both neighbours of each other; a pair that stands twice counts once.
    /// Each area's list comes out ascending.
    ///
    /// ```
    /// use statistics::Neighbours;
    /// let row_of_three = Neighbours::from_pairs(3, [(0, 1), (2, 1)]).unwrap();
    /// assert_eq!(row_of_three.of(1), [0, 2]);
    /// ```
    pub fn from_pairs(areas: usize, pairs: impl IntoIterator<Item = (u32, u32)>) -> Result<Self, NeighbourProblem> {
        let count = u32::try_from(areas).map_err(|_| NeighbourProblem::TooMany)?;
        let mut links = Vec::new();
        for (i, j) in pairs {
            if i.max(j) >= count {
                return Err(NeighbourProblem::OutOfRange { area: i.min(j), neighbour: i.max(j) });
            }
            if i == j {
                return Err(NeighbourProblem::Itself { area: i });
            }
            links.extend([(i, j), (j, i)]);
        }
        links.sort_unstable();
        links.dedup();
        let mut starts = Vec::with_capacity(areas + 1);
        let mut before = links.iter().map(|(i, _)| *i).peekable();
        let mut position = 0;
        for area in 0..count {
            starts.push(position);
            while before.next_if_eq(&area).is_some() {
                position += 1;
            }
        }
        starts.push(position);
        Ok(Self { starts, flat: links.into_iter().map(|(_, j)| j).collect() })
    }

    /// How many areas there are.
    pub fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Whether there are no areas.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many links there are: each area's number of neighbours, added up.
    pub fn links(&self) -> usize {
        self.flat.len()
    }

    /// The neighbours of an area, in the order given; none where there is no such area.
    #[inline]
    pub fn of(&self, area: usize) -> &[u32] {
        match (self.starts.get(area), self.starts.get(area + 1)) {
            (Some(&from), Some(&to)) => self.flat.get(from..to).unwrap_or_default(),
            _ => &[],
        }
    }

    /// Every area's neighbours, in the order of the areas.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &[u32]> + Clone {
        (0..self.len()).map(|area| self.of(area))
    }

    /// The areas without neighbours, ascending.
    pub fn islands(&self) -> Vec<u32> {
        (0..).zip(self.iter()).filter_map(|(area, list)| list.is_empty().then_some(area)).collect()
    }

    /// Every `(area, neighbour)` where the neighbour does not name the area in turn, in the order of the lists.
    pub fn one_sided(&self) -> Vec<(u32, u32)> {
        let mut links: Vec<(u32, u32)> = (0..).zip(self.iter()).flat_map(|(i, list)| list.iter().map(move |j| (i, *j))).collect();
        let given = links.clone();
        links.sort_unstable();
        given.into_iter().filter(|(i, j)| links.binary_search(&(*j, *i)).is_err()).collect()
    }

    /// The same areas in another order: `order` names, for each new position, the old one. `None` unless it names each
    /// area exactly once.
    pub fn arranged(&self, order: &[u32]) -> Option<Self> {
        let mut new_of = vec![u32::MAX; self.len()];
        for (new, old) in (0..).zip(order) {
            let place = new_of.get_mut(*old as usize).filter(|place| **place == u32::MAX)?;
            *place = new;
        }
        let renamed = |list: &[u32]| list.iter().map(|j| new_of.get(*j as usize).copied()).collect::<Option<Vec<u32>>>();
        let lists = order.iter().map(|old| renamed(self.of(*old as usize))).collect::<Option<Vec<_>>>()?;
        (order.len() == self.len()).then(|| Self::from_lists(&lists).ok()).flatten()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn pairs_make_mutual_lists_and_leave_islands() {
        let lists = Neighbours::from_pairs(5, [(3, 0), (0, 1), (1, 0), (0, 3)]).unwrap();
        assert_eq!(lists.iter().collect::<Vec<_>>(), [&[1, 3][..], &[0], &[], &[0], &[]]);
        assert_eq!((lists.len(), lists.links(), lists.islands()), (5, 4, vec![2, 4]));
        assert!(lists.one_sided().is_empty() && lists.of(9).is_empty());
    }

    #[test]
    fn what_can_not_be_is_refused() {
        assert_eq!(Neighbours::from_pairs(2, [(0, 2)]), Err(NeighbourProblem::OutOfRange { area: 0, neighbour: 2 }));
        assert_eq!(Neighbours::from_pairs(2, [(1, 1)]), Err(NeighbourProblem::Itself { area: 1 }));
        assert_eq!(Neighbours::from_lists(&[vec![1, 1], vec![]]), Err(NeighbourProblem::Repeated { area: 0, neighbour: 1 }));
        assert_eq!(Neighbours::from_lists(&[vec![7]]), Err(NeighbourProblem::OutOfRange { area: 0, neighbour: 7 }));
        assert_eq!(Neighbours::from_lists(&[vec![0]]), Err(NeighbourProblem::Itself { area: 0 }));
    }

    #[test]
    fn one_sided_links_are_found_and_order_can_change() {
        let lists = Neighbours::from_lists(&[vec![2, 1], vec![0], vec![]]).unwrap();
        assert_eq!(lists.one_sided(), [(0, 2)]);
        let turned = lists.arranged(&[2, 0, 1]).unwrap();
        assert_eq!(turned.iter().collect::<Vec<_>>(), [&[][..], &[0, 2], &[1]]);
        assert_eq!(turned.one_sided(), [(1, 0)]);
        assert!(lists.arranged(&[0, 0, 1]).is_none() && lists.arranged(&[0, 1]).is_none() && lists.arranged(&[0, 1, 3]).is_none());
    }
}
