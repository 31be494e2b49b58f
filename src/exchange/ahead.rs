//! Rows read ahead: one thread inflates and parses the sheet while another judges and writes what came of it.

use std::sync::mpsc::sync_channel;
use std::thread;

use super::sheet::{Book, Row};
use crate::error::{Error, Result};

/// Rows handed over at a time: few enough to hold, enough that the hand-over costs nothing.
const BATCH: usize = 256;
/// Batches that may wait: what bounds the memory when reading is the faster side.
const WAITING: usize = 4;

/// Gives every row of a sheet to `body`, in order, reading ahead meanwhile. Stops at the first failure of either side.
///
/// # Errors
/// As [`Book::rows`]; whatever `body` fails with.
pub(super) fn each(book: &mut Book, sheet: usize, mut body: impl FnMut(Row) -> Result<()>) -> Result<()> {
    let (sender, receiver) = sync_channel::<Vec<Row>>(WAITING);
    thread::scope(|scope| {
        let reader = scope.spawn(move || -> Result<()> {
            let mut batch = Vec::with_capacity(BATCH);
            for row in book.rows(sheet)? {
                batch.push(row?);
                if batch.len() == BATCH && sender.send(std::mem::take(&mut batch)).is_err() {
                    // The other side gave up and says why.
                    return Ok(());
                }
            }
            let _ = sender.send(batch);
            Ok(())
        });
        let taken = receiver.iter().flatten().try_for_each(&mut body);
        drop(receiver);
        let read = reader.join().unwrap_or_else(|_| Err(Error::internal("读取表格的线程意外结束")));
        taken.and(read)
    })
}
