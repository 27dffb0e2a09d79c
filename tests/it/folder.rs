//! A folder of the real disk that goes away with its test, and runs of the real program in it.

#![expect(clippy::disallowed_methods, reason = "these tests look at a real disk from outside")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A folder that goes away with the test; each is another one, whatever its name.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    /// On the disk of temporary files.
    pub(crate) fn new(name: &str) -> Self {
        Self::below(&std::env::temp_dir(), name)
    }

    /// In memory where it can: servers wait for the disk after every file, and how long is not what
    /// is tested.
    pub(crate) fn in_memory(name: &str) -> Self {
        let memory = Path::new("/dev/shm");
        if memory.is_dir() { Self::below(memory, name) } else { Self::new(name) }
    }

    fn below(base: &Path, name: &str) -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = base.join(format!("lantoa-{}-{count}-{name}", std::process::id()));
        // Left there by a killed test whose process had the same number.
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("a folder for the test");
        Self(path)
    }

    /// A new site, as `init` makes it.
    pub(crate) fn site(name: &str) -> Self {
        let folder = Self::new(name);
        assert_eq!(folder.run(&["init", "--lang", "vi"]).code, 0);
        folder
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("its folder");
        fs::write(&path, text).expect("the file");
        path
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.0.join(path)).expect("the file")
    }

    pub(crate) fn has(&self, path: &str) -> bool {
        self.0.join(path).exists()
    }

    /// A program that will run here.
    pub(crate) fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.0).args(arguments).env("LC_ALL", "vi_VN.UTF-8");
        command
    }

    /// Runs lantoa here and gives it as it came.
    pub(crate) fn output(&self, arguments: &[&str]) -> Output {
        self.command(env!("CARGO_BIN_EXE_lantoa"), arguments).output().expect("the program starts")
    }

    /// Runs lantoa here and reads what it said.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.run_in(arguments, &[])
    }

    /// Runs lantoa here under these variables.
    pub(crate) fn run_in(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
        let mut command = self.command(env!("CARGO_BIN_EXE_lantoa"), arguments);
        let output = command.envs(variables.iter().copied()).output().expect("the program starts");
        Run::of(output)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What a run of the program gave.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) printed: String,
    pub(crate) errors: String,
}

impl Run {
    fn of(output: Output) -> Self {
        Self {
            code: output.status.code().expect("the program was not killed"),
            printed: String::from_utf8(output.stdout).expect("UTF-8"),
            errors: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }
}
