"""Look the locked packages up in the advisory database: fails on a known weakness, says aloud what it could not see."""

import json
import subprocess
import sys

_AUDIT = "pip_audit -r requirements.lock --require-hashes --disable-pip --no-deps --format json --progress-spinner off"


def main() -> int:
    """0 where nothing is known against what could be looked up, 1 where something is, 3 where nothing could be."""
    ran = subprocess.run([sys.executable, "-m", *_AUDIT.split()], check=False, capture_output=True, text=True)
    try:
        packages = json.loads(ran.stdout)["dependencies"]
    except ValueError:
        why = ran.stderr.strip().splitlines()[-1:] or ["no answer"]
        print(f"{why[0]}\nnothing could be looked up, so nothing is proven", file=sys.stderr)
        return 3
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    weak = [package for package in packages if package.get("vulns")]
    for package in weak:
        known = ", ".join(weakness["id"] for weakness in package["vulns"])
        print(f"{package['name']} {package['version']}: {known}", file=sys.stderr)
    if len(skipped) == len(packages):
        print("the advisory database knows none of the packages here, so nothing is proven", file=sys.stderr)
        return 3
    if skipped:
        print(f"not looked up: {', '.join(skipped)}", file=sys.stderr)
    print(f"{len(packages) - len(skipped)} of {len(packages)} packages looked up, {len(weak)} with a known weakness")
    return 1 if weak else 0


if __name__ == "__main__":
    sys.exit(main())
