//! Being ended, stopped and continued from outside.

/// Exit code of a process ended by a signal.
pub(super) fn exit_code(signal: i32) -> u8 {
    u8::try_from(128 + signal).unwrap_or(255)
}

#[cfg(unix)]
pub(super) use unix::{Signals, stop_here};

#[cfg(not(unix))]
pub(super) use elsewhere::{Signals, stop_here};

#[cfg(unix)]
mod unix {
    use std::io;
    use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
    use std::sync::{Arc, mpsc};
    use std::thread;
    use std::time::Duration;

    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP};
    use signal_hook::iterator::Signals as Listener;

    #[derive(Default)]
    struct Flags {
        ending: AtomicI32,
        handled: AtomicBool,
        suspended: AtomicBool,
        resumed: AtomicBool,
    }

    /// What arrived from outside; asked by the loop that draws.
    pub(in super::super) struct Signals {
        flags: Arc<Flags>,
    }

    /// How long the drawing loop has to take notice of being ended before the terminal is restored over its head: it may
    /// be waiting for a long query.
    const PATIENCE: Duration = Duration::from_millis(150);

    impl Signals {
        /// Listens from now on.
        pub(in super::super) fn listen() -> io::Result<Self> {
            let flags = Arc::new(Flags::default());
            let mut listener = Listener::new([SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT])?;
            let theirs = Arc::clone(&flags);
            thread::Builder::new().name("signals".to_owned()).spawn(move || {
                for signal in listener.forever() {
                    match signal {
                        SIGTSTP => theirs.suspended.store(true, Ordering::SeqCst),
                        SIGCONT => theirs.resumed.store(true, Ordering::SeqCst),
                        ending => end(&theirs, ending),
                    }
                }
            })?;
            Ok(Self { flags })
        }

        /// The signal that asks to end, if one came.
        pub(in super::super) fn pending(&self) -> Option<i32> {
            match self.flags.ending.load(Ordering::SeqCst) {
                0 => None,
                signal => Some(signal),
            }
        }

        /// Tells that the loop has taken notice and will leave by itself.
        pub(in super::super) fn handled(&self) {
            self.flags.handled.store(true, Ordering::SeqCst);
        }

        /// Whether to stop now; asks once.
        pub(in super::super) fn suspended(&self) -> bool {
            self.flags.suspended.swap(false, Ordering::SeqCst)
        }

        /// Whether we were continued; asks once.
        pub(in super::super) fn resumed(&self) -> bool {
            self.flags.resumed.swap(false, Ordering::SeqCst)
        }
    }

    fn end(flags: &Flags, signal: i32) {
        flags.ending.store(signal, Ordering::SeqCst);
        thread::sleep(PATIENCE);
        if !flags.handled.load(Ordering::SeqCst) {
            // The drawing loop may be waiting for a terminal that nobody reads; then the words that restore it wait as well,
            // and being ended must not.
            within(PATIENCE, super::super::restore);
            std::process::exit(i32::from(super::exit_code(signal)));
        }
    }

    /// Does something that may never come back, waiting for it no longer than this. Tells whether it was done.
    fn within(limit: Duration, work: impl FnOnce() + Send + 'static) -> bool {
        let (done, waiting) = mpsc::channel();
        thread::spawn(move || {
            work();
            let _ = done.send(());
        });
        waiting.recv_timeout(limit).is_ok()
    }

    /// Stops this process as the terminal asked; returns when it is continued.
    pub(in super::super) fn stop_here() -> io::Result<()> {
        signal_hook::low_level::emulate_default_handler(SIGTSTP)
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn being_ended_does_not_wait_for_a_terminal_that_nobody_reads() {
            let (_never, nobody_reads) = mpsc::channel::<()>();
            assert!(
                !within(Duration::ZERO, move || {
                    let _ = nobody_reads.recv();
                }),
                "not done, and yet it came back"
            );
            assert!(within(Duration::from_secs(60), || ()), "a terminal that is read is restored first");
        }
    }
}

#[cfg(not(unix))]
mod elsewhere {
    use std::io;

    /// Windows ends a console program without asking; drafts are written as one types.
    pub(in super::super) struct Signals;

    impl Signals {
        pub(in super::super) fn listen() -> io::Result<Self> {
            Ok(Self)
        }
        pub(in super::super) fn pending(&self) -> Option<i32> {
            None
        }
        pub(in super::super) fn handled(&self) {}
        pub(in super::super) fn suspended(&self) -> bool {
            false
        }
        pub(in super::super) fn resumed(&self) -> bool {
            false
        }
    }

    pub(in super::super) fn stop_here() -> io::Result<()> {
        Ok(())
    }
}
