//! Results against their decision, their contest and its rules (W01, W03, W04, W05, W06).

use std::collections::BTreeMap;

use super::roles::{Columns, record_of};
use super::{Judge, day};
use crate::diagnostic::{Diagnostic, Place};
use crate::model::document::Outline;
use crate::model::field::Value;
use crate::text::date::Date;
use crate::text::{fold, number, person};

/// What the rules promise for one rank.
#[derive(Default)]
struct Prize {
    label: String,
    /// How many; none where some line of the rank does not say.
    count: Option<u32>,
    /// What one is worth, where every line of the rank says the same.
    amount: Option<i64>,
}

impl<'a> Judge<'a> {
    pub(super) fn results(&self, outline: &'a Outline, problems: &mut Vec<Diagnostic>) {
        let roles = self.roles(outline);
        let Some((_, columns)) = &roles.entries else { return };
        if roles.decision.is_some() {
            self.in_time(outline, problems);
            self.authority(outline, columns, problems);
        }
        let Some(contest) = self.led(outline, roles.of).map(|at| self.outline(at)) else { return };
        self.against_rules(outline, columns, contest, problems);
        self.against_bodies(outline, columns, contest, problems);
    }

    /// Rows that are neither cancelled nor revoked.
    pub(super) fn standing(&self, outline: &'a Outline, columns: &Columns) -> Vec<&'a Value> {
        let kind = self.everything.kinds.at(outline.kind);
        let Some((at, _)) = self.roles(outline).entries else { return Vec::new() };
        let Some(fields) = record_of(kind, at) else { return Vec::new() };
        let stands = |row: &&Value| {
            let status = columns.status.and_then(|at| fields.at(at).kind.choice(row.sub(at)?));
            status.is_none_or(|status| !["da-huy", "thu-hoi"].contains(&status.key.as_str()))
        };
        outline.value(Some(at)).map_or(&[][..], Value::items).iter().filter(stands).collect()
    }

    /// W01: announced on or after the day of the decision, public on or after both.
    fn in_time(&self, outline: &Outline, problems: &mut Vec<Diagnostic>) {
        let roles = self.roles(outline);
        let announced = day(outline, roles.announced_on);
        let decision = self.led(outline, roles.decision).map(|at| self.outline(at));
        let decided = decision.and_then(|decision| day(decision, self.roles(decision).issued_on));
        let mut tell = |id: &'static str, field, until: Date| {
            let problem = Diagnostic::error(id, self.place(outline, field));
            problems.push(problem.with("day", until.short()));
        };
        if let (Some(announced), Some(decided)) = (announced, decided)
            && announced < decided
        {
            tell("W01.announced_too_early", roles.announced_on, decided);
        }
        // Without an hour of its own the gate waits for the decision by itself.
        let publish = outline.visibility.publish_at.map(|when| when.instant().date());
        if let (Some(publish), Some(decided)) = (publish, decided)
            && publish < decided
        {
            tell("W01.published_too_early", roles.publish_at, decided);
        }
        let opens = self.opens(outline).map(|opens| decided.map_or(opens, |d| d.max(opens)));
        if let (Some(opens), Some(announced)) = (opens, announced)
            && opens < announced
        {
            tell("W01.public_before_announced", roles.announced_on, announced);
        }
    }

    /// W05: the issuer of the decision can certainly not give this form of award.
    fn authority(&self, outline: &'a Outline, columns: &Columns, problems: &mut Vec<Diagnostic>) {
        let roles = self.roles(outline);
        let Some(decision) = self.led(outline, roles.decision).map(|at| self.outline(at)) else {
            return;
        };
        let issuer = self.led(decision, self.roles(decision).issuer).map(|at| self.outline(at));
        let Some((issuer, level)) = issuer.and_then(|unit| Some((unit, self.level(unit)?))) else {
            return;
        };
        let mut told: Vec<&str> = Vec::new();
        for row in self.standing(outline, columns) {
            let award = columns.award_form.and_then(|at| row.sub(at)?.text()).unwrap_or("");
            let Some(form) = self.everything.awards.beyond(award, level) else { continue };
            if told.contains(&form) {
                continue;
            }
            told.push(form);
            let problem =
                Diagnostic::warning("W05.beyond_authority", self.row(outline, columns, row));
            problems.push(
                problem
                    .with("form", form)
                    .with("issuer", &issuer.title)
                    .with("level", level)
                    .related(Place::file(&decision.shown)),
            );
        }
    }

    fn level(&self, unit: &Outline) -> Option<&'a str> {
        let at = self.roles(unit).level?;
        let field = self.everything.kinds.at(unit.kind).fields.at(at);
        field.kind.choice(unit.value(Some(at))?).map(|choice| choice.label.vi.as_str())
    }

    /// Where a row stands: at the unit it names.
    fn row(&self, outline: &Outline, columns: &Columns, row: &Value) -> Place {
        match columns.unit.and_then(|at| row.sub(at)) {
            Some(unit) => self.reference_place(outline, unit),
            None => Place::file(&outline.shown),
        }
    }

    /// W03: no more winners of a rank, and no other amount, than the rules have.
    fn against_rules(
        &self,
        outline: &'a Outline,
        columns: &Columns,
        contest: &Outline,
        problems: &mut Vec<Diagnostic>,
    ) {
        let Some(rules) = self.led(contest, self.roles(contest).rules) else { return };
        let rules = self.outline(rules);
        let prizes = self.prizes(rules);
        let mut counts: BTreeMap<String, u32> = BTreeMap::new();
        for row in self.standing(outline, columns) {
            let given = columns.prize.and_then(|at| row.sub(at)?.text()).unwrap_or("");
            let rank = rank(given);
            let Some(prize) = prizes.get(&rank) else { continue };
            let count = counts.entry(rank).or_default();
            *count += 1;
            let tell = |id| {
                let problem = Diagnostic::warning(id, self.row(outline, columns, row));
                let problem = problem.with("prize", &prize.label);
                problem.related(Place::file(&rules.shown))
            };
            if let Some(most) = prize.count.filter(|most| *count == most + 1) {
                problems.push(tell("W03.more_than_declared").with("count", most.to_string()));
            }
            let amount = columns.amount.and_then(|at| match row.sub(at)? {
                Value::Money(amount) => Some(*amount),
                _ => None,
            });
            if let (Some(given), Some(declared)) = (amount, prize.amount)
                && given != declared
            {
                let problem = tell("W03.other_amount");
                let declared = number::display_money(declared);
                problems.push(problem.with("amount", declared));
            }
        }
    }

    /// The prizes of some rules by rank.
    fn prizes(&self, rules: &Outline) -> BTreeMap<String, Prize> {
        let mut prizes: BTreeMap<String, Prize> = BTreeMap::new();
        let kind = self.everything.kinds.at(rules.kind);
        let Some(at) = self.roles(rules).prizes else { return prizes };
        let Some(fields) = record_of(kind, at) else { return prizes };
        for row in rules.value(Some(at)).map_or(&[][..], Value::items) {
            let sub = |name: &str| fields.index(name).and_then(|at| row.sub(at));
            let Some((at, value)) = fields.index("rank").zip(sub("rank")) else { continue };
            let Some(choice) = fields.at(at).kind.choice(value) else { continue };
            let count = match sub("count") {
                Some(Value::Number(count)) => Some(count.as_f64() as u32),
                _ => None,
            };
            let amount = match sub("amount") {
                Some(Value::Money(amount)) => Some(*amount),
                _ => None,
            };
            let label = choice.label.vi.clone();
            prizes
                .entry(rank(&label))
                .and_modify(|prize| {
                    prize.count = prize.count.zip(count).map(|(a, b)| a + b);
                    prize.amount = prize.amount.filter(|other| Some(*other) == amount);
                })
                .or_insert(Prize { label, count, amount });
        }
        prizes
    }

    /// W04: a winner sits on one of the contest's own bodies.
    fn against_bodies(
        &self,
        outline: &'a Outline,
        columns: &Columns,
        contest: &Outline,
        problems: &mut Vec<Diagnostic>,
    ) {
        let members = self.members(contest);
        if members.is_empty() {
            return;
        }
        for row in self.standing(outline, columns) {
            let name = columns.name.and_then(|at| row.sub(at)?.text()).unwrap_or("");
            if let Some(body) = members.get(&same_person(name)) {
                let place = self.row(outline, columns, row);
                let problem = Diagnostic::warning("W04.winner_in_body", place);
                let problem = problem.with("name", name).with("body", body);
                problems.push(problem.related(Place::file(&contest.shown)));
            }
        }
    }

    /// Who sits on the bodies of a contest, and on which.
    fn members(&self, contest: &Outline) -> BTreeMap<String, String> {
        let mut members = BTreeMap::new();
        let kind = self.everything.kinds.at(contest.kind);
        let Some(at) = self.roles(contest).bodies else { return members };
        let Some(fields) = record_of(kind, at) else { return members };
        let (Some(of), Some(kind_of)) = (fields.index("members"), fields.index("type")) else {
            return members;
        };
        for body in contest.value(Some(at)).map_or(&[][..], Value::items) {
            let label = body.sub(kind_of).and_then(|value| fields.at(kind_of).kind.choice(value));
            let label = label.map_or("", |choice| choice.label.vi.as_str());
            for member in body.sub(of).map_or(&[][..], Value::items) {
                if let Value::Person(member) = member
                    && !member.name.is_empty()
                {
                    members.entry(same_person(&member.name)).or_insert_with(|| label.to_owned());
                }
            }
        }
        members
    }

    /// W06: one model is rewarded by two decisions.
    pub(super) fn awarded_twice(&self) -> Vec<Diagnostic> {
        let mut first: BTreeMap<u32, (u32, Place)> = BTreeMap::new();
        let mut problems = Vec::new();
        for outline in self.everything.outlines.iter().copied() {
            let roles = self.roles(outline);
            let (Some(decision), Some((_, columns))) = (roles.decision, &roles.entries) else {
                continue;
            };
            let Some(decision) = self.led(outline, Some(decision)) else { continue };
            for row in self.standing(outline, columns) {
                let Some(value) = columns.model.and_then(|at| row.sub(at)) else { continue };
                let Some(model) = self.target(outline, value) else { continue };
                let place = self.reference_place(outline, value);
                let (other, elsewhere) =
                    first.entry(model).or_insert_with(|| (decision, place.clone()));
                if *other != decision {
                    let problem = Diagnostic::warning("W06.awarded_twice", place);
                    let problem = problem.with("model", &self.outline(model).title);
                    problems.push(problem.related(elsewhere.clone()));
                }
            }
        }
        problems
    }
}

/// `Giải Nhất` and `Nhất` are one rank.
fn rank(prize: &str) -> String {
    let folded = fold::key(prize);
    folded.strip_prefix("giai_").map_or(folded.clone(), str::to_owned)
}

/// A name without titles, as written but for case: marks tell people apart.
fn same_person(name: &str) -> String {
    person::parse(name).display.to_lowercase()
}
