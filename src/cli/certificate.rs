//! `certificate ID …`: renewing and revoking a certificate.

use clap::{Args, Subcommand};

use crate::domain::date::{self, Order};
use crate::error::{Error, Result};
use crate::registers::certificate;
use crate::registers::{self, Door};

use super::{Output, Session};

/// Arguments of `certificate`.
#[derive(Debug, Args)]
pub(super) struct CertificateArgs {
    /// 证书的行号（见 anguan list certificate --json），certificate-7 也可以
    id: String,
    #[command(subcommand)]
    verb: CertificateCommand,
}

/// The verbs.
#[derive(Debug, Subcommand)]
enum CertificateCommand {
    /// 换证：登记新证，旧证留存；没写的沿用旧证
    Renew {
        /// 列=值，如 issued_on=2026-11-01 expires_on=2032-10-31
        #[arg(value_name = "列=值", required = true)]
        values: Vec<String>,
    },
    /// 注销或撤销
    Revoke {
        /// 注销日期（缺省：今天）
        #[arg(long, value_name = "日期")]
        date: Option<String>,
        /// 原因
        #[arg(long, value_name = "原因")]
        reason: String,
    },
}

pub(super) fn run(session: &Session, args: &CertificateArgs, out: &mut Output) -> Result<u8> {
    let mut store = session.open()?;
    let typed = args.id.trim();
    let id = registers::resolve(&store, "certificate", typed.strip_prefix("certificate-").unwrap_or(typed))?;
    match &args.verb {
        CertificateCommand::Renew { values } => {
            let pairs = values
                .iter()
                .map(|text| {
                    let (name, value) =
                        text.split_once('=').ok_or_else(|| Error::input(format!("“{text}”应写成 列=值")))?;
                    Ok((name.trim().to_owned(), value.to_owned()))
                })
                .collect::<Result<Vec<_>>>()?;
            let saved = certificate::renew(&mut store, id, &pairs, session.today, Door::Cli)?;
            out.line(&format!("已登记新证（证书#{}），旧证#{id} 留存", saved.id))?;
        }
        CertificateCommand::Revoke { date, reason } => {
            let on = match date {
                Some(text) => date::read(text, session.today, Order::Ymd)
                    .map_err(|fault| Error::input(format!("--date：{fault}")))?,
                None => session.today,
            };
            certificate::revoke(&mut store, id, on, reason, session.today, Door::Cli)?;
            out.line(&format!("证书#{id} 已注销：{reason}"))?;
        }
    }
    out.flush()?;
    Ok(0)
}
