# The ready-made jobs of reports/ci/, run. Arguments: aqcheck, the sources, a wrong kernel.
python3 -c 'import yaml' 2>/dev/null || {
    echo "skipped: no python3-yaml (./dev deps installs it)"
    exit 77
}
PYTHONDONTWRITEBYTECODE=1 exec python3 "$(dirname "$0")/ci.py" "$@"
