# report.html in a browser: of a run that passes and of one that does not.
# Arguments: aqcheck, the example kernel, where pictures go.
set -u
aqcheck=$1
plugin=$2
pictures=$3
here=$(dirname "$0")

for program in chromium chromedriver python3; do
    command -v $program >/dev/null || {
        echo "skipped: no $program (./dev deps installs it)"
        exit 77
    }
done
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cp "$plugin" "$scratch/truncating_kernel.so"
cd "$scratch" || exit 1

# The example of the README, and a product that is as planned.
"$aqcheck" run --backend ./truncating_kernel.so --product 950 --quiet --report failed \
    --filter prototype=per_token,src=int8,scale=half,offset=1,transpose=0 >out 2>&1
[ $? = 1 ] || { echo "FAILED: the example does not fail"; cat out; exit 1; }
"$aqcheck" run --backend ascend-model:A2 --cases 4 --quiet --report passed >out 2>&1 ||
    { echo "FAILED: the model does not pass"; cat out; exit 1; }
PYTHONDONTWRITEBYTECODE=1 python3 "$here/report.py" passed failed "$pictures"
