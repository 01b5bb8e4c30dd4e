"""The package, installing and uninstalling, and what CMake says where it cannot build. Nothing here
touches the system: installing goes below DESTDIR, and dpkg's into a layer over the system that is
thrown away.

The build folder of these tests is their own, and takes the plugin that was built from the other.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import gzip
import os
import re
import shutil
import subprocess

import pytest

import runner

NAME = "wireshark-hsviz"
DOCUMENTS = ["README.md", "SECURITY.md", "hsviz-1.schema.json", "limits.md", "model.md",
             "tables.md"]
PROFILE = sorted(path.name for path in (runner.ROOT / "profile" / "hsviz").iterdir())
PAGE = runner.ROOT / "docs" / "hsviz.7"
# What lintian finds and stays: CMake strips symbols, and leaves the compiler's name.
EXPLAINED = {"binary-has-unneeded-section"}

pytestmark = pytest.mark.skipif(bool(runner.SANITIZER), reason="a plugin for tests alone")


def run(*command, status=0, **options):
    done = subprocess.run([str(word) for word in command], check=False, encoding="utf-8",
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300, **options)
    assert status is None or done.returncode == status, done.stdout
    return done.stdout


def configure(folder, *options, **keywords):
    """The build folder, with the plugin in it, but nothing else built."""
    run("cmake", "-S", runner.ROOT, "-B", folder, "-DBUILD_TESTING=OFF",
        "-DCMAKE_SKIP_INSTALL_ALL_DEPENDENCY=ON", *options, **keywords)
    shutil.copytree(runner.PLUGINS, folder / "plugins", dirs_exist_ok=True)
    return folder


def files_below(folder):
    return sorted("/" + str(path.relative_to(folder)) for path in folder.rglob("*")
                  if not path.is_dir())


def readable_by_all(folder):
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    return folder


@pytest.fixture(name="build", scope="module")
def fixture_build(tmp_path_factory):
    return configure(tmp_path_factory.mktemp("build"))


# ---- The Debian package ----

def need(*programs):
    for program in programs:
        if not shutil.which(program):
            pytest.skip(f"{program} is not installed")


@pytest.fixture(name="deb", scope="module")
def fixture_deb(build, tmp_path_factory):
    need("dpkg-deb", "dpkg-shlibdeps", "file")
    folder = tmp_path_factory.mktemp("deb")
    run("cpack", "-B", folder, "--config", build / "CPackConfig.cmake", cwd=build)
    (package,) = folder.glob("*.deb")
    return package


@pytest.fixture(name="unpacked", scope="module")
def fixture_unpacked(deb, tmp_path_factory):
    folder = tmp_path_factory.mktemp("unpacked")
    run("dpkg-deb", "-x", deb, folder)
    return folder


def test_package_holds_what_it_should(unpacked):
    doc = f"/usr/share/doc/{NAME}"
    (library,) = unpacked.rglob("hsviz.so")
    expected = [*(f"{doc}/{name}" for name in [*DOCUMENTS, "changelog.gz", "copyright"]),
                *(f"/usr/share/wireshark/profiles/hsviz/{name}" for name in PROFILE),
                "/usr/share/man/man7/hsviz.7.gz", "/" + str(library.relative_to(unpacked))]
    assert files_below(unpacked) == sorted(expected)
    assert re.fullmatch(r"/usr/lib/[\w-]+/wireshark/plugins/4\.\d+/epan/hsviz\.so",
                        "/" + str(library.relative_to(unpacked)))
    page = gzip.decompress((unpacked / "usr/share/man/man7/hsviz.7.gz").read_bytes())
    assert page == PAGE.read_bytes()


def test_package_is_roots_and_says_what_it_needs(deb):
    for line in run("dpkg-deb", "-c", deb).splitlines():
        mode, owner = line.split()[:2]
        assert owner == "root/root"
        assert mode in ("drwxr-xr-x", "-rw-r--r--"), line
    fields = run("dpkg-deb", "-f", deb)
    assert re.search(r"^Package: wireshark-hsviz$", fields, re.MULTILINE)
    assert re.search(r"^Depends: .*\blibwireshark\d+", fields, re.MULTILINE)
    assert "Recommends: tshark | wireshark" in fields


def test_plugin_of_the_package_works(tshark, handshake, unpacked, tmp_path):
    folder = shutil.copytree(next(unpacked.rglob("plugins")), tshark.folder / "of-package")
    environment = {"WIRESHARK_PLUGIN_DIR": str(readable_by_all(folder))}
    assert "hsviz.so" in tshark.run("-G", "plugins", environment=environment).stdout
    assert tshark.output("-q", "-z", "hsviz", capture=handshake, environment=environment) == \
        tshark.output("-q", "-z", "hsviz", capture=handshake)
    shutil.rmtree(folder)


def test_lintian(deb):
    need("lintian")
    told = run("lintian", "--pedantic", "--display-info", deb, status=None)
    tags = set(re.findall(r"^[EWIP]: \S+: ([\w-]+)", told, re.MULTILINE))
    assert tags <= EXPLAINED, told


def test_manual_page():
    """Neither of the two programs that systems show such pages with has a complaint."""
    if shutil.which("groff"):
        assert run("groff", "-ww", "-mandoc", "-Tutf8", "-z", PAGE) == ""
    if shutil.which("mandoc"):
        told = run("mandoc", "-T", "lint", PAGE, status=None)
        assert [line for line in told.splitlines() if "mandoc.db" not in line] == []
    if not shutil.which("groff") and not shutil.which("mandoc"):
        pytest.skip("neither groff nor mandoc is installed")


# A layer over the whole system: what is installed there is gone with it.
LAYER = """
set -e
layer=$1
mount -t tmpfs tmpfs "$layer"
mkdir "$layer/upper" "$layer/work" "$layer/root"
mount -t overlay overlay \
    -o "lowerdir=/,upperdir=$layer/upper,workdir=$layer/work" "$layer/root" || exit 77
mount -t proc proc "$layer/root/proc"
mount --bind /dev "$layer/root/dev"
cp -r "$2" "$layer/root/brought"
exec chroot "$layer/root" sh -c "$3"
"""
INSTALL = """
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
files() { find /usr /etc -xdev | sort; }
user() {
    setpriv --reuid=65534 --regid=65534 --clear-groups \
        env HOME=/brought/home XDG_CONFIG_HOME=/brought/home/xdg "$@"
}
chmod 777 /brought/home
files >/brought/before
dpkg -i /brought/package.deb >/dev/null 2>&1 && echo "installed: $?"
echo "root: $(tshark -G plugins 2>/dev/null | grep -c '^hsviz')"
echo "root draws: $(tshark -r /brought/capture.pcapng -q -z hsviz 2>/dev/null | head -n 1)"
echo "user: $(user tshark -G plugins | grep -c '^hsviz')"
echo "user draws: $(user tshark -r /brought/capture.pcapng -q -z hsviz | head -n 1)"
echo "profile: $(user tshark -C hsviz -r /brought/capture.pcapng -c 4 | tail -n 1)"
echo "page: $(man -w hsviz 2>/dev/null | grep -c 'hsviz\\.7')"
dpkg --purge wireshark-hsviz >/dev/null 2>&1 && echo "purged: $?"
files >/brought/after
diff /brought/before /brought/after && echo "nothing is left"
"""


def test_install_and_purge(deb, handshake, tmp_path):
    """As root, in a layer over this system: install, use as root and as a user, purge."""
    need("unshare", "setpriv")
    if os.geteuid() != 0:
        pytest.skip("dpkg needs root")
    brought, layer = tmp_path / "brought", tmp_path / "layer"
    for folder in (brought, brought / "home", layer):
        folder.mkdir()
    shutil.copyfile(deb, brought / "package.deb")
    shutil.copyfile(handshake, brought / "capture.pcapng")
    environment = {name: value for name, value in os.environ.items()
                   if not name.startswith("WIRESHARK_")}
    done = subprocess.run(["unshare", "-m", "sh", "-c", LAYER, "sh", layer, brought, INSTALL],
                          check=False, capture_output=True, encoding="utf-8", env=environment,
                          timeout=120)
    # In a chroot unshare refuses to cut its mounts off from those outside.
    if done.returncode == 77 or "permitted" in done.stderr or "propagation" in done.stderr:
        pytest.skip(f"no layer over the system here: {done.stderr}")
    told = dict(line.split(": ", 1) for line in done.stdout.splitlines() if ": " in line)
    assert (told.get("installed"), told.get("purged")) == ("0", "0"), done
    assert (told["root"], told["user"]) == ("1", "1"), done
    assert told["root draws"] == told["user draws"] and told["user draws"].startswith("stream 0 ·")
    # The profile has a column of steps; Wireshark's own has two words for it.
    assert "ClientHello" in told["profile"], done
    if shutil.which("man"):
        assert told["page"] == "1"
    assert done.stdout.endswith("nothing is left\n"), done


# ---- cmake --install, and uninstall ----

def install_and_uninstall(build, destination):
    """What installing puts below destination; uninstalling leaves nothing of it."""
    environment = {**os.environ, "DESTDIR": str(destination)}
    run("cmake", "--install", build, env=environment)
    installed = files_below(destination)
    # Somebody else's file beside ours stays.
    other = next(destination.rglob("hsviz.so")).with_name("other.so")
    other.write_bytes(b"")
    run("cmake", "--build", build, "--target", "uninstall", env=environment)
    assert files_below(destination) == ["/" + str(other.relative_to(destination))]
    assert [path for path in destination.rglob("*hsviz*") if path.is_dir()] == []
    told = run("cmake", "--build", build, "--target", "uninstall", status=None, env=environment)
    assert "Nothing was installed from here" in told
    return installed


def test_system(build, tmp_path):
    installed = install_and_uninstall(build, tmp_path)
    ends = ["/epan/hsviz.so", "/man/man7/hsviz.7.gz", f"/doc/{NAME}/README.md",
            *(f"/wireshark/profiles/hsviz/{name}" for name in PROFILE)]
    for end in ends:
        assert [path for path in installed if path.endswith(end)], end


@pytest.mark.parametrize("xdg", [False, True])
def test_one_user(tmp_path, tshark, handshake, xdg):
    """All of it goes below the user's home, and this user's tshark finds it there."""
    home = tmp_path / "home" / "somebody"
    config = home / ("elsewhere" if xdg else ".config")
    environment = {**os.environ, "HOME": str(home)}
    environment.pop("XDG_CONFIG_HOME", None)
    if xdg:
        environment["XDG_CONFIG_HOME"] = str(config)
    build = configure(tmp_path / "build", "-DHSVIZ_INSTALL_PERSONAL=ON", env=environment)
    destination = tmp_path / "destination"
    destination.mkdir()
    installed = install_and_uninstall(build, destination)
    assert all(path.startswith(f"{home}/") for path in installed)
    version = next((build / "plugins").iterdir()).name
    assert f"{home}/.local/lib/wireshark/plugins/{version}/epan/hsviz.so" in installed
    assert f"{config}/wireshark/profiles/hsviz/preferences" in installed
    if xdg:
        return
    # Where tshark says that it looks.
    place = tshark.folder / "home" / ".local/lib/wireshark/plugins"
    folders = tshark.run("-G", "folders", environment={"WIRESHARK_PLUGIN_DIR": None}).stdout
    assert str(place) in folders
    shutil.copytree(build / "plugins", place, dirs_exist_ok=True)
    readable_by_all(tshark.folder / "home" / ".local")
    found = tshark.run("-G", "plugins", environment={"WIRESHARK_PLUGIN_DIR": None}).stdout
    shutil.rmtree(tshark.folder / "home" / ".local")
    assert str(place / version / "epan" / "hsviz.so") in found


# ---- Without what it needs ----

CONFIG = """
set(Wireshark_MAJOR_VERSION {major})
set(Wireshark_MINOR_VERSION {minor})
set(Wireshark_VERSION "{major}.{minor}.1")
set(Wireshark_PLUGINS_ENABLED {plugins})
set(Wireshark_PLUGIN_LIBDIR "{libdir}")
set(Wireshark_INSTALL_PREFIX "{folder}")
set(Wireshark_PLUGIN_INSTALL_DIR "{folder}/{libdir}")
set(Wireshark_INCLUDE_DIR "{folder}/include")
"""


def fake_wireshark(folder, major=4, minor=4, plugins=1, libdir="lib/wireshark/plugins/4.4",
                   headers=True):
    """A development package with nothing but what CMake looks at first."""
    folder.mkdir()
    (folder / "WiresharkConfig.cmake").write_text(
        CONFIG.format(major=major, minor=minor, plugins=plugins, libdir=libdir, folder=folder),
        encoding="utf-8")
    if headers:
        (folder / "include").mkdir()
        (folder / "include" / "ws_version.h").write_text("", encoding="utf-8")
    return f"-DWireshark_DIR={folder}"


def refusal(folder, *options):
    """What CMake says when it refuses, without the lines that it breaks and indents."""
    told = run("cmake", "-S", runner.ROOT, "-B", folder, *options, status=1)
    assert told.count("CMake Error") == 1, told
    return " ".join(told[told.index("CMake Error"):].split())


def test_no_development_package(tmp_path):
    told = refusal(tmp_path / "build", "-DCMAKE_DISABLE_FIND_PACKAGE_Wireshark=ON")
    assert "hsviz needs the development package of Wireshark 4.0 or later, and none was found." \
        in told
    for system in ("apt-get install wireshark-dev libwireshark-dev", "dnf install wireshark-devel",
                   "brew install wireshark", "Windows: "):
        assert system in told


def test_wireshark_too_old(tmp_path):
    told = refusal(tmp_path / "build", fake_wireshark(tmp_path / "old", 3, 6))
    assert "hsviz needs Wireshark 4.0 or later, and the one found in" in told
    assert f"{tmp_path}/old is 3.6.1." in told
    assert "-DCMAKE_PREFIX_PATH=PREFIX" in told


def test_wireshark_without_plugins(tmp_path):
    told = refusal(tmp_path / "build", fake_wireshark(tmp_path / "bare", plugins=0))
    assert "was built without them." in told


def test_no_headers(tmp_path):
    told = refusal(tmp_path / "build", fake_wireshark(tmp_path / "bare", headers=False))
    include = tmp_path / "bare" / "include"
    assert f"hsviz needs Wireshark's headers, and in {include} there are none." in told
    assert "apt-get install libwireshark-dev" in told


def test_folder_of_plugins_is_wiresharks(tmp_path):
    """Not everywhere is it named as the version is: with a hyphen on macOS."""
    build = tmp_path / "build"
    run("cmake", "-S", runner.ROOT, "-B", build, "-DBUILD_TESTING=OFF",
        "-DHSVIZ_INSTALL_PERSONAL=ON",
        fake_wireshark(tmp_path / "fake", libdir="PlugIns/wireshark/4-4"))
    script = (build / "cmake_install.cmake").read_text(encoding="utf-8")
    assert "/.local/lib/wireshark/plugins/4-4/epan" in script
    assert f"{build}/plugins/4-4/epan/hsviz.so" in script


# ---- What the build may not take for granted ----

def test_no_assumptions_of_linux():
    """Only the platform's own file knows POSIX, and each system's is there."""
    for path in [path for part in ("model", "render", "cli", "dissect", "taps")
                 for path in (runner.ROOT / part).rglob("*.c")]:
        included = re.findall(r"#include <((?:sys/|unistd|dirent|fcntl|windows|io\.)[^>]*)>",
                              path.read_text(encoding="utf-8"))
        assert not included or path.name in ("platform_posix.c", "platform_windows.c"), path
    assert (runner.ROOT / "cli" / "platform_windows.c").exists()
