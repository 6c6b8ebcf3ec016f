//! Long lists a page at a time, by links that need no script.

use hone_core::team::Part;
use serde::Deserialize;

/// So much of what is open stands on one page.
pub(crate) const MOST_OPEN: u16 = 50;
/// So much of what is over or put away stands on one page.
pub(crate) const MOST_PAST: u16 = 20;

/// Where the lists of a board begin: how many things stand before. One that is not named begins at its
/// beginning.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct From {
    pub(crate) open: u16,
    pub(crate) tried: u16,
    pub(crate) loose: u16,
    pub(crate) over: u16,
    pub(crate) away: u16,
}

/// One page of a long list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pages {
    /// What the list is called in the address.
    name: &'static str,
    /// What stands in it, as somebody hears it who hears the links alone.
    what: &'static str,
    from: u16,
    most: u16,
    has_more: bool,
}

impl Pages {
    /// The page of a list that begins after so many things.
    pub(crate) fn of(name: &'static str, what: &'static str, from: u16, most: u16) -> Self {
        Self { name, what, from, most, has_more: false }
    }

    /// What to ask the storage for: the page, and one more, which tells that there are more.
    pub(crate) fn part(self) -> Part {
        Part { from: i64::from(self.from), most: i64::from(self.most) + 1 }
    }

    /// What stands on the page of what [`Self::part`] gave.
    pub(crate) fn cut<T>(&mut self, mut part: Vec<T>) -> Vec<T> {
        self.has_more |= part.len() > usize::from(self.most);
        part.truncate(usize::from(self.most));
        part
    }

    /// What stands on the page of the whole list; on its last one where it has become shorter.
    pub(crate) fn slice<'a, T>(&mut self, all: &'a [T]) -> &'a [T] {
        let most = usize::from(self.most);
        let last = u16::try_from(all.len().saturating_sub(1) / most * most).unwrap_or(u16::MAX);
        self.from = self.from.min(last);
        let rest = all.get(usize::from(self.from)..).unwrap_or_default();
        self.has_more |= rest.len() > most;
        &rest[..rest.len().min(most)]
    }

    /// Whether it is a page after the first.
    pub(crate) fn is_further(&self) -> bool {
        self.from > 0
    }

    /// The links to the pages before and after, as HTML; empty where there is one page.
    pub(crate) fn links(&self) -> String {
        let Self { name, what, from, most, has_more } = *self;
        let link = |from: u16, text: &str| {
            format!(
                r#"<a class="btn" href="?{name}={from}#{name}">{text}<span class="away"> of {what}</span></a>"#
            )
        };
        let before = (from > 0).then(|| link(from.saturating_sub(most), "Show those before"));
        let after = has_more.then(|| link(from.saturating_add(most), "Show more"));
        let links: String = [before, after].into_iter().flatten().collect();
        if links.is_empty() { links } else { format!(r#"<p class="row no-print">{links}</p>"#) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_page_leads_to_those_beside_it_and_one_page_leads_nowhere() {
        let all: Vec<u16> = (0..45).collect();
        let page = |from| {
            let mut pages = Pages::of("over", "bets", from, 20);
            (pages.slice(&all).to_vec(), pages.links())
        };
        let stored = |from: u16| {
            let mut pages = Pages::of("over", "bets", from, 20);
            let Part { from, most } = pages.part();
            let part = all.iter().copied().filter(|n| (from..from + most).contains(&i64::from(*n)));
            (pages.cut(part.collect()), pages.links())
        };

        let [first, second, third, beyond] = [0, 20, 40, 60].map(page);

        assert_eq!([&first, &second, &third], [&stored(0), &stored(20), &stored(40)]);
        assert_eq!([first.0.len(), second.0.len(), third.0.len()], [20, 20, 5]);
        assert!(first.1.contains("?over=20#over") && !first.1.contains("before"), "{}", first.1);
        assert!(second.1.contains("?over=0#over") && second.1.contains("?over=40#over"));
        assert!(third.1.contains("?over=20#over") && !third.1.contains("more"), "{}", third.1);
        assert_eq!(beyond, third);
        assert_eq!(Pages::of("over", "bets", 0, 20).links(), "");
    }
}
