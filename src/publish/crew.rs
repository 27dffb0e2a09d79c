//! Several connections that share a list of jobs.
//!
//! The first failure ends it: no connection begins another job, and what follows the list is not
//! begun either. Hosts that bear fewer connections get on with those they grant.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use crate::publish::Stop;
use crate::publish::remote::{Dial, Line, Pace};

/// Connections to one place.
pub(super) struct Crew<'a> {
    lines: Vec<Line<'a>>,
}

impl<'a> Crew<'a> {
    /// As many connections as the pace allows; each is opened when it has something to do.
    pub(super) fn new(dial: &'a dyn Dial, pace: &'a Pace<'a>) -> Self {
        Self { lines: (0..pace.workers.max(1)).map(|_| Line::new(dial, pace)).collect() }
    }

    /// One of them.
    pub(super) fn line(&mut self) -> &mut Line<'a> {
        self.lines.first_mut().expect("there is at least one")
    }

    /// Does every job, in no order that could be told.
    pub(super) fn each<T: Sync>(
        &mut self,
        jobs: &[T],
        work: impl Fn(&mut Line<'a>, &T) -> Result<(), Stop> + Sync,
    ) -> Result<(), Stop> {
        if self.lines.len() == 1 || jobs.len() < 2 {
            return jobs.iter().try_for_each(|job| work(self.line(), job));
        }
        let (next, is_over) = (AtomicUsize::new(0), AtomicBool::new(false));
        let failed = Mutex::new(None);
        std::thread::scope(|scope| {
            for (at, line) in self.lines.iter_mut().enumerate().take(jobs.len()) {
                let (next, is_over, failed, work) = (&next, &is_over, &failed, &work);
                scope.spawn(move || {
                    if at > 0 && !line.is_ready() {
                        return;
                    }
                    while !is_over.load(Ordering::Relaxed) {
                        let Some(job) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) else {
                            break;
                        };
                        if let Err(stop) = work(line, job) {
                            is_over.store(true, Ordering::Relaxed);
                            if let Ok(mut failed) = failed.lock() {
                                failed.get_or_insert(stop);
                            }
                        }
                    }
                });
            }
        });
        failed.into_inner().ok().flatten().map_or(Ok(()), Err)
    }
}
