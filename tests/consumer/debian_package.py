#!/usr/bin/python3
"""Packs libpathwise-dev and holds it against the installed package: the same files, under /usr.

    debian_package.py CPACK BUILD INSTALLED OUT
"""
import pathlib
import shutil
import subprocess
import sys

cpack, build, installed, out = sys.argv[1], *map(pathlib.Path, sys.argv[2:])
shutil.rmtree(out, ignore_errors=True)
subprocess.run([cpack, "-G", "DEB", "--config", build / "CPackConfig.cmake", "-B", out, "-D", "CPACK_COMPONENTS_ALL=development",
                "-D", "CPACK_DEBIAN_PACKAGE_SHLIBDEPS=OFF"], check=True)
packages = list(out.glob("*.deb"))
if len(packages) != 1 or not packages[0].name.startswith("libpathwise-dev_"):
    sys.exit(f"expected one libpathwise-dev_*.deb, found {[p.name for p in packages]}")
subprocess.run(["dpkg-deb", "-x", packages[0], out / "root"], check=True)


def files(top):
    return {str(p.relative_to(top)) for p in top.rglob("*") if p.is_file()}


packed, wanted = files(out / "root/usr"), files(installed)
missing = sorted(wanted - packed)
if missing or "include/pathwise/engine.hpp" not in packed:
    sys.exit(f"{packages[0].name} lacks {missing[:5]}")
fields = subprocess.run(["dpkg-deb", "-f", packages[0], "Package", "Depends"], check=True, capture_output=True, text=True).stdout
print(f"{packages[0].name}: {len(packed)} files\n{fields}")
sys.exit(0 if "libxsimd-dev" in fields else "it does not depend on libxsimd-dev")
