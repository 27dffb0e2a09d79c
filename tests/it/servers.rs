//! Real servers on loopback, started for a test and stopped with it; and a wire that is cut.
//!
//! `tests/run` installs them and sets `LANTOA_ALL`, which makes a missing one a failure.

#![expect(clippy::disallowed_methods, reason = "servers are started and looked at from outside")]

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::folder::Folder;
use crate::platter::Dice;

/// Whether a program is there; where all must be, a missing one is a failure.
pub(crate) fn has(path: &str) -> bool {
    let found = Path::new(path).exists();
    assert!(found || !is_thorough(), "{path} is missing");
    found
}

pub(crate) fn is_thorough() -> bool {
    std::env::var_os("LANTOA_ALL").is_some()
}

/// A port that was free a moment ago.
pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("its address").port()
}

/// A server that ends with the test.
pub(crate) struct Server {
    child: Child,
    pub(crate) port: u16,
}

impl Server {
    /// Starts a program and waits until it answers on its port.
    pub(crate) fn start(command: &mut Command, port: u16) -> Self {
        let command = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let child = command.spawn().expect("the server starts");
        let server = Self { child, port };
        for _ in 0..600 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return server;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("no server on port {port}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A key pair of a kind; the private key's path.
fn ssh_key(folder: &Folder, name: &str, kind: &str) -> PathBuf {
    let path = folder.0.join(name);
    let made = Command::new("ssh-keygen")
        .args(["-q", "-t", kind, "-N", "", "-C", "", "-f"])
        .arg(&path)
        .status();
    assert!(made.expect("ssh-keygen").success());
    path
}

/// What `ssh-keygen -l` prints of a public key.
pub(crate) fn fingerprint(key: &Path) -> String {
    let said = Command::new("ssh-keygen").arg("-lf").arg(key).output().expect("ssh-keygen");
    let said = String::from_utf8(said.stdout).expect("ASCII");
    said.split(' ').nth(1).expect("SHA256:…").to_owned()
}

/// OpenSSH with a host key of its own that lets in one key and gives it files only.
pub(crate) fn sshd(folder: &Folder) -> Server {
    sshd_with(folder, "ed25519")
}

/// The same with a host key of another kind.
pub(crate) fn sshd_with(folder: &Folder, kind: &str) -> Server {
    ssh_key(folder, "host", kind);
    let login = ssh_key(folder, "login", "ed25519");
    let login = fs::read_to_string(login.with_extension("pub")).expect("the public key");
    let allowed = folder.write("allowed", &login);
    let port = free_port();
    let config = folder.write(
        "sshd_config",
        format!(
            "ListenAddress 127.0.0.1\nPort {port}\nHostKey {}\nAuthorizedKeysFile {}\n\
             PidFile none\nStrictModes no\nUsePAM no\nPasswordAuthentication no\n\
             PermitRootLogin yes\nSubsystem sftp internal-sftp\nForceCommand internal-sftp\n\
             MaxStartups 100\nMaxSessions 100\nPerSourceMaxStartups none\n",
            folder.0.join("host").display(),
            allowed.display(),
        ),
    );
    let _ = fs::create_dir_all("/run/sshd");
    Server::start(Command::new("/usr/sbin/sshd").args(["-D", "-e", "-f"]).arg(config), port)
}

/// Who this process is, for servers that ask for a name.
pub(crate) fn user() -> String {
    let said = Command::new("id").arg("-un").output().expect("id");
    String::from_utf8(said.stdout).expect("ASCII").trim().to_owned()
}

/// The reader's view: a folder at `/` and, as another host might show it, at `/a/b/`.
pub(crate) fn nginx(folder: &Folder, shown: &Path) -> Server {
    let (port, at) = (free_port(), folder.0.display());
    let root = shown.display();
    let config = folder.write(
        "nginx.conf",
        format!(
            "daemon off; master_process off; pid {at}/nginx.pid; error_log stderr;\n\
             events {{}}\nhttp {{ access_log off; types {{ text/html html; }}\n\
             client_body_temp_path {at}/n1; proxy_temp_path {at}/n2; fastcgi_temp_path {at}/n3;\n\
             uwsgi_temp_path {at}/n4; scgi_temp_path {at}/n5;\n\
             server {{ listen 127.0.0.1:{port}; root {root}; location /a/b/ {{ alias {root}/; }} }} }}\n"
        ),
    );
    let mut command = Command::new("/usr/sbin/nginx");
    Server::start(command.args(["-e", "stderr", "-p"]).arg(&folder.0).arg("-c").arg(config), port)
}

/// What a reader is given at an address; `None` for anything but "200".
pub(crate) fn fetch(port: u16, path: &str) -> Option<Vec<u8>> {
    ask(port, "GET", path)
}

/// What a server hands out; `None` for anything but "200".
pub(crate) fn ask(port: u16, verb: &str, path: &str) -> Option<Vec<u8>> {
    let answer = answer(port, verb, path)?;
    let head = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    answer.starts_with(b"HTTP/1.1 200").then(|| answer[head + 4..].to_vec())
}

/// What a server answers, as it came.
pub(crate) fn answer(port: u16, verb: &str, path: &str) -> Option<Vec<u8>> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    // Storage hands nothing to readers without a name; moto asks for one and believes any.
    let who = "AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-east-1/s3/aws4_request, \
               SignedHeaders=host, Signature=0";
    let head = format!("Host: localhost\r\nAuthorization: {who}\r\nContent-Length: 0");
    write!(stream, "{verb} /{path} HTTP/1.0\r\n{head}\r\n\r\n").ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    Some(answer)
}

/// A wire to a server that is cut after so many bytes have gone in one direction.
pub(crate) struct Wire {
    pub(crate) port: u16,
    left: Arc<AtomicI64>,
}

impl Wire {
    /// A wire to a port. It counts what is sent, or what is answered.
    pub(crate) fn to(port: u16, counts_answers: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let own = listener.local_addr().expect("its address").port();
        let left = Arc::new(AtomicI64::new(i64::MAX));
        let shared = Arc::clone(&left);
        std::thread::spawn(move || {
            while let Ok((near, _)) = listener.accept() {
                if shared.load(Ordering::SeqCst) <= 0 {
                    continue;
                }
                let Ok(far) = TcpStream::connect(("127.0.0.1", port)) else { continue };
                for counts in [false, true] {
                    let (near, far) =
                        (near.try_clone().expect("a copy"), far.try_clone().expect("a copy"));
                    let (from, to) = if counts { (far, near) } else { (near, far) };
                    let left = (counts == counts_answers).then(|| Arc::clone(&shared));
                    let data = counts.then(|| (Arc::clone(&shared), counts_answers));
                    std::thread::spawn(move || carry(from, to, left.as_deref(), data));
                }
            }
        });
        Self { port: own, left }
    }

    /// Cuts after so many bytes; what comes later finds nobody.
    pub(crate) fn cut_after(&self, bytes: i64) {
        self.left.store(bytes, Ordering::SeqCst);
    }

    /// How many bytes have gone since it was last told to be cut.
    pub(crate) fn left(&self) -> i64 {
        self.left.load(Ordering::SeqCst)
    }
}

/// A wire to a port on which every fifth answer is lost, once a connection has been answered with so
/// many bytes: the answer goes missing, or what is asked next. Its port.
pub(crate) fn moody_wire(port: u16, spared: usize, seed: u64) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let own = listener.local_addr().expect("its address").port();
    let dice = Arc::new(Mutex::new(Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)));
    std::thread::spawn(move || {
        while let Ok((near, _)) = listener.accept() {
            let Ok(far) = TcpStream::connect(("127.0.0.1", port)) else { continue };
            let (from, to) = (near.try_clone().expect("a copy"), far.try_clone().expect("a copy"));
            std::thread::spawn(move || carry(from, to, None, None));
            let dice = Arc::clone(&dice);
            std::thread::spawn(move || lose(far, near, spared, &dice));
        }
    });
    own
}

fn lose(mut far: TcpStream, mut near: TcpStream, spared: usize, dice: &Mutex<Dice>) {
    let (mut buffer, mut seen) = ([0; 4096], 0);
    while let Ok(read) = far.read(&mut buffer) {
        seen += read;
        let mood = match seen > spared {
            true => dice.lock().unwrap_or_else(PoisonError::into_inner).next(10),
            false => 9,
        };
        if read == 0 || mood == 0 || near.write_all(&buffer[..read]).is_err() || mood == 1 {
            break;
        }
    }
    let _ = (far.shutdown(Shutdown::Both), near.shutdown(Shutdown::Both));
}

/// What the wires of files need to know: what is left, and of which direction.
type Data = Option<(Arc<AtomicI64>, bool)>;

fn carry(mut from: TcpStream, mut to: TcpStream, left: Option<&AtomicI64>, data: Data) {
    let mut buffer = [0; 4096];
    while let Ok(read) = from.read(&mut buffer) {
        let allowed = match left {
            Some(left) => {
                left.fetch_sub(read as i64, Ordering::SeqCst).clamp(0, read as i64) as usize
            }
            None => read,
        };
        let bytes = match &data {
            Some((left, counts_answers)) => through_wire(&buffer[..allowed], left, *counts_answers),
            None => buffer[..allowed].to_vec(),
        };
        if read == 0 || to.write_all(&bytes).is_err() || allowed < read {
            break;
        }
    }
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}

/// FTP names a port for each file: it is replaced by that of a wire which shares the count.
fn through_wire(answer: &[u8], left: &Arc<AtomicI64>, counts_answers: bool) -> Vec<u8> {
    let text = String::from_utf8_lossy(answer).into_owned();
    let Some(numbers) = text.strip_prefix("227 ").and_then(|text| text.split(['(', ')']).nth(1))
    else {
        return answer.to_vec();
    };
    let numbers: Vec<u16> = numbers.split(',').filter_map(|number| number.parse().ok()).collect();
    let [.., high, low] = numbers[..] else { return answer.to_vec() };
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("its address").port();
    let left = Arc::clone(left);
    std::thread::spawn(move || {
        let Ok((near, _)) = listener.accept() else { return };
        let Ok(far) = TcpStream::connect(("127.0.0.1", high * 256 + low)) else { return };
        let (near2, far2) = (near.try_clone().expect("a copy"), far.try_clone().expect("a copy"));
        let counted = Arc::clone(&left);
        std::thread::spawn(move || carry(near, far, (!counts_answers).then_some(&*left), None));
        carry(far2, near2, counts_answers.then_some(&*counted), None);
    });
    format!("227 Entering Passive Mode (127,0,0,1,{},{}).\r\n", port / 256, port % 256).into_bytes()
}

/// vsftpd for one folder, which anybody may write to; with TLS by a certificate that `ca.pem` signed.
pub(crate) fn vsftpd(folder: &Folder, uses_tls: bool) -> Server {
    let (port, root) = (free_port(), folder.0.join("ftp"));
    fs::create_dir_all(root.join("www")).expect("a folder");
    let tls = match uses_tls {
        false => String::new(),
        true => format!(
            "ssl_enable=YES\nallow_anon_ssl=YES\nforce_anon_logins_ssl=YES\nforce_anon_data_ssl=YES\n\
             require_ssl_reuse=NO\nssl_ciphers=HIGH\nrsa_cert_file={0}/server.pem\n\
             rsa_private_key_file={0}/server.key\n",
            folder.0.display()
        ),
    };
    let config = folder.write(
        "vsftpd.conf",
        format!(
            "listen=YES\nlisten_address=127.0.0.1\nlisten_port={port}\nbackground=NO\n\
             run_as_launching_user=YES\none_process_model={}\nanonymous_enable=YES\nwrite_enable=YES\n\
             anon_upload_enable=YES\nanon_mkdir_write_enable=YES\nanon_other_write_enable=YES\n\
             anon_umask=022\nanon_root={}\nseccomp_sandbox=NO\nxferlog_enable=NO\nmax_per_ip=0\n{tls}",
            if uses_tls { "NO" } else { "YES" },
            root.display()
        ),
    );
    Server::start(Command::new("/usr/sbin/vsftpd").arg(config), port)
}

/// An FTP server that answers "550" to a name which is taken: always for folders, for files if it
/// keeps names as servers on Windows do.
const PYFTPD: &str = r#"
import os, sys
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.filesystems import AbstractedFS
from pyftpdlib.handlers import FTPHandler
from pyftpdlib.servers import FTPServer

class Keeping(AbstractedFS):
    def rename(self, source, name):
        if os.path.lexists(name):
            raise FileExistsError(17, "File exists")
        os.rename(source, name)

port, root, keeps = sys.argv[1:]
everybody = DummyAuthorizer()
everybody.add_anonymous(root, perm="elradfmwMT")
FTPHandler.authorizer = everybody
if keeps == "true":
    FTPHandler.abstracted_fs = Keeping
FTPServer(("127.0.0.1", int(port)), FTPHandler).serve_forever()
"#;

/// pyftpdlib for one folder, which anybody may write to. It either lets a file take the name of
/// another, or keeps names that are taken.
pub(crate) fn pyftpd(folder: &Folder, keeps_names: bool) -> Server {
    let (port, root) = (free_port(), folder.0.join("ftp"));
    fs::create_dir_all(root.join("www")).expect("a folder");
    let script = folder.write("pyftpd.py", PYFTPD);
    let mut command = Command::new(python_tool("python"));
    command.arg(script).arg(port.to_string()).arg(root).arg(keeps_names.to_string());
    Server::start(&mut command, port)
}

/// An authority of its own (`ca.pem`) and a certificate by it for 127.0.0.1 (`server.pem`, `.key`).
pub(crate) fn certificates(folder: &Folder) {
    folder.write("san", "subjectAltName=IP:127.0.0.1,DNS:localhost\n");
    let steps = [
        "req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=thu -addext basicConstraints=critical,CA:TRUE",
        "req -newkey rsa:2048 -nodes -keyout server.key -out server.csr -subj /CN=localhost",
        "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out server.pem -days 2 -extfile san",
    ];
    for step in steps {
        let mut command = Command::new("openssl");
        let done = command.args(step.split(' ')).current_dir(&folder.0).output().expect("openssl");
        assert!(done.status.success(), "{done:?}");
    }
}

/// A program of the Python packages of tests/servers.txt.
pub(crate) fn python_tool(name: &str) -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/servers/bin").join(name);
    std::env::var_os("LANTOA_SERVERS").map_or(own, |folder| PathBuf::from(folder).join(name))
}

/// Storage in memory that keeps conditions.
pub(crate) fn moto() -> Server {
    let port = free_port();
    let mut command = Command::new(python_tool("moto_server"));
    Server::start(command.args(["-H", "127.0.0.1", "-p", &port.to_string()]), port)
}

/// Storage in a folder that ignores them; a folder is a bucket.
pub(crate) fn rclone(folder: &Path) -> Server {
    let port = free_port();
    let mut command = Command::new(python_tool("rclone"));
    let address = format!("127.0.0.1:{port}");
    command.args(["serve", "s3", "--auth-key", "AKIA,mat-khau", "--addr", &address]).arg(folder);
    Server::start(&mut command, port)
}
