//! Calendars (RFC 5545): of the whole site, and of each page with a day to remember.
//!
//! A day without an hour lasts the whole day and blocks nobody's time; an hour is Vietnam's, told
//! in UTC. When an event was last changed comes from its document, never from the clock.

use std::fmt::Write as _;

use crate::feeds::text;
use crate::model::artifact::Artifact;
use crate::model::feed::{CALENDAR, Event, When};
use crate::model::page::Site;
use crate::text::date::{Date, Instant};

/// The calendar of the site, and those of pages: events of one document follow each other.
pub(super) fn files(site: &Site, events: &[Event]) -> Vec<Artifact> {
    if events.is_empty() {
        return Vec::new();
    }
    let pages = events.chunk_by(|a, b| a.address == b.address);
    let pages = pages.map(|events| calendar(site, &events[0].address, &events[0].title, events));
    std::iter::once(calendar(site, "", &site.title, events)).chain(pages).collect()
}

fn calendar(site: &Site, address: &str, title: &str, events: &[Event]) -> Artifact {
    let mut lines = Lines(String::with_capacity(events.len() * 400 + 200));
    for line in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//lantoa//lantoa//VI"] {
        lines.add(line);
    }
    lines.add("CALSCALE:GREGORIAN");
    lines.add("METHOD:PUBLISH");
    lines.words("NAME", title);
    lines.words("X-WR-CALNAME", title);
    events.iter().for_each(|event| add(site, event, &mut lines));
    lines.add("END:VCALENDAR");
    text(&format!("{address}{CALENDAR}"), lines.0)
}

fn add(site: &Site, event: &Event, lines: &mut Lines) {
    let host = site.base_url.split("://").nth(1).and_then(|below| below.split('/').next());
    let host = host.filter(|host| !host.is_empty()).unwrap_or("lantoa.invalid");
    lines.add("BEGIN:VEVENT");
    lines.words("UID", &format!("{}@{host}", event.uid));
    lines.add(&format!("DTSTAMP:{}", utc(midnight(event.changed))));
    match &event.when {
        When::Days(first, last) => {
            lines.add(&format!("DTSTART;VALUE=DATE:{}", day(*first)));
            // The day behind the last one: an end is not part of what it ends.
            let end = last.add_days(1).unwrap_or(*last);
            lines.add(&format!("DTEND;VALUE=DATE:{}", day(end)));
            lines.add("TRANSP:TRANSPARENT");
        }
        When::Hours(from, until) => {
            lines.add(&format!("DTSTART:{}", utc(*from)));
            if let Some(until) = until {
                lines.add(&format!("DTEND:{}", utc(*until)));
            }
        }
    }
    lines.words("SUMMARY", &event.summary);
    for (name, words) in [("DESCRIPTION", &event.description), ("LOCATION", &event.place)] {
        if !words.is_empty() {
            lines.words(name, words);
        }
    }
    if !site.base_url.is_empty() {
        lines.add(&format!("URL:{}{}", site.base_url, event.address));
    }
    lines.add("END:VEVENT");
}

fn midnight(day: Date) -> Instant {
    crate::text::date::When { date: day, minute: None }.instant()
}

fn day(date: Date) -> String {
    date.iso().replace('-', "")
}

/// `20211024T170000Z`.
fn utc(at: Instant) -> String {
    // In Greenwich it is seven hours earlier: what Vietnam's clock shows then, without its zone.
    let shifted = Instant::from_unix(at.seconds() - 7 * 3600).rfc3339();
    format!("{}Z", shifted[..19].replace(['-', ':'], ""))
}

/// Lines as RFC 5545, 3.1 wants them: folded at 75 octets, ended with CR LF.
struct Lines(String);

impl Lines {
    fn words(&mut self, name: &str, words: &str) {
        let mut line = format!("{name}:");
        for letter in words.chars() {
            match letter {
                '\\' | ';' | ',' => {
                    let _ = write!(line, "\\{letter}");
                }
                '\n' => line.push_str("\\n"),
                letter if letter.is_control() => {}
                letter => line.push(letter),
            }
        }
        self.add(&line);
    }

    fn add(&mut self, line: &str) {
        let mut room = 75;
        for letter in line.chars() {
            if letter.len_utf8() > room {
                self.0.push_str("\r\n ");
                room = 74;
            }
            room -= letter.len_utf8();
            self.0.push(letter);
        }
        self.0.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::{Lines, utc};
    use crate::text::date::Instant;

    #[test]
    fn an_hour_is_told_in_greenwich() {
        let at = Instant::parse("25/10/2021 08:00").unwrap();
        assert_eq!(utc(at), "20211025T010000Z");
        assert_eq!(utc(Instant::parse("25/10/2021").unwrap()), "20211024T170000Z");
    }

    #[test]
    fn a_long_line_is_folded_between_letters() {
        let mut lines = Lines(String::new());
        let words = "ế".repeat(60);
        lines.words("SUMMARY", &words);
        assert!(lines.0.split("\r\n").all(|line| line.len() <= 75), "{}", lines.0);
        assert_eq!(lines.0.replace("\r\n ", ""), format!("SUMMARY:{words}\r\n"));
    }
}
