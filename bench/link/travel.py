"""What travels of generated people: `throughline pseudonymise` with the bench's contract, with variants or without,
hardened or not."""
import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = (ROOT / os.environ.get("B", "build/release")).resolve() / "bin"
VARIANTS = "  variants: true\n"
HARDENINGS = {  # what is put below `pseudonymise:`
    "none": "",
    "variants": VARIANTS,
    "fold": "  harden: {fold: true}\n",
    "fold, variants": "  harden: {fold: true}\n" + VARIANTS,
    "flip .02": "  harden: {flip: 0.02}\n",
    "flip .05": "  harden: {flip: 0.05}\n",
    "salt": "  harden: {salt: birth.year}\n",
}


def key(folder):
    path = folder / "programme.key"
    if not path.exists():
        subprocess.run([BIN / "throughline", "pseudonymise", "--new-key", path], check=True, stdout=subprocess.DEVNULL)
    return path


def travel(people, hardening, out):
    """Makes the folder of what travels, with its contract and the key beside it; returns the CSV."""
    if not out.exists():
        contract = out.parent / f"{out.name}.yaml"
        text = (ROOT / "bench/link/contract.yaml").read_text()
        contract.write_text(text + HARDENINGS[hardening])
        subprocess.run([BIN / "throughline", "pseudonymise", "--contract", contract, "--key", key(out.parent),
                        "--as-at", "2014-06-30", "--jobs", "2", "--out", out, people],
                       check=True, stdout=subprocess.DEVNULL)
    return next(path for path in out.glob("*.csv") if path.name != "rejects.csv")
