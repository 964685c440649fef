# aqcheck run on the kernels: as planned on the stand-in runtime, and whatever fails is
# said in a line. Arguments: the usual two, then the stand-in as of CANN 8.1 and
# the kernels for the model.
. "$(dirname "$0")/lib.sh"
old_runtime=$3 kernels=$4
unset AQ_ACL_LIBRARY ASCEND_HOME_PATH ASCEND_TOOLKIT_HOME AQ_SIM_FAULT

# Every combination of every product with the device C API, bit for bit.
planned() {
    grep -q "as planned, bit for bit: [1-9][0-9]*; within the bound but off the plan: 0; wrong: 0" \
        out || fail "not all as planned: $*"
    grep -q "unsupported by the backend" out && fail "unsupported: $*"
}
for product in A2 A3 950; do
    expect 0 "PASS: backend ascend-sim" "$aqcheck" run --backend ascend-sim --product $product \
        --cases 1
    planned "$product"
done
expect 0 "PASS: backend ascend-sim:A3" "$aqcheck" run --backend ascend-sim:A3 --cases 1
planned "ascend-sim:A3"

# The host side as on a device: the runtime of CANN 8.1, found as any is.
on_8_1() {
    expect 0 "PASS: backend ascend," env AQ_ACL_LIBRARY="$old_runtime" AQ_SIM_SOC=Ascend910B4 \
        AQ_ASCEND_KERNELS="$kernels" "$aqcheck" run --backend ascend --product A2 "$@"
}
on_8_1 --cases 1
planned "the runtime of 8.1"
expect 0 "PASS" env AQ_SIM_CORES=1 AQ_SIM_THREADS=1 "$aqcheck" run --backend ascend-sim:A2 --cases 1
expect 0 "PASS" env AQ_SIM_SEED=7 AQ_SIM_THREADS=4 "$aqcheck" run --backend ascend-sim:A2 --cases 1

# What is not there is said, with exit code 2.
unavailable() {
    text=$1
    shift
    usage "backend unavailable: $text" "$@"
}
one="--filter product=A2,prototype=per_tensor,src=int8,dst=half --cases 1"
unavailable "/nowhere/a.so: cannot open" env AQ_ACL_LIBRARY=/nowhere/a.so "$aqcheck" run \
    --backend ascend
unavailable "no kernels for soc Ascend910B1" env AQ_ASCEND_KERNELS=/nowhere "$aqcheck" run \
    --backend ascend-sim
unavailable "soc Ascend310P3 (310P) has no device C API" env AQ_ACL_LIBRARY="$old_runtime" \
    AQ_SIM_SOC=Ascend310P3 "$aqcheck" run --backend ascend
for product in 310P KirinX90 Kirin9030; do
    for backend in "ascend-sim:$product" "ascend-sim --product $product" \
        "ascend --product $product"; do
        usage "$product has no device C API, and so no kernels; what it computes: ascend-model:$product" \
            "$aqcheck" run --backend $backend
    done
done
usage "no product 'A4'" "$aqcheck" run --backend ascend-sim:A4
usage "backend ascend takes no argument" "$aqcheck" run --backend ascend:A2
while IFS='|' read -r setting text; do
    unavailable "$text" env "$setting" "$aqcheck" run --backend ascend-sim $one
done <<END
AQ_ACL_DEVICE=1|no device 1: there are 1
AQ_ACL_DEVICE=-1|AQ_ACL_DEVICE: must be 0..2147483647, got '-1'
AQ_ACL_DEVICE=one|AQ_ACL_DEVICE: must be 0..2147483647, got 'one'
AQ_ACL_DEVICE=|AQ_ACL_DEVICE: must be 0..2147483647, got ''
AQ_ACL_TIMEOUT_MS=0|AQ_ACL_TIMEOUT_MS: must be 1..2147483647, got '0'
AQ_ACL_TIMEOUT_MS=3000000000|AQ_ACL_TIMEOUT_MS: must be 1..2147483647, got '3000000000'
AQ_SIM_CORES=-1|aclInit: 100000 invalid parameter: AQ_SIM_CORES: must be 0..65535, got '-1'
AQ_SIM_CORES=0|soc Ascend910B1 has no vector cores
AQ_SIM_THREADS=0|aclInit: 100000 invalid parameter: AQ_SIM_THREADS: must be 1..1024, got '0'
AQ_SIM_SEED=7x|aclInit: 100000 invalid parameter: AQ_SIM_SEED: must be 0..18446744073709551615, got '7x'
END
while read -r fault text; do
    unavailable "$text" env AQ_SIM_FAULT="$fault" "$aqcheck" run --backend ascend-sim $one
done <<END
stub aclInit: 100039
init aclInit: 500000
no-soc aclrtGetSocName: no name
no-driver aclrtGetDeviceCount: 500004
no-device no device 0: there are 0
set-device aclrtSetDevice: 107001
stream aclrtCreateStream: 500003
wrong-binary aclrtBinaryLoadFromFile: 507008
oom:1 in a trial run: aclrtMalloc: 207001
oom:5 in a trial run: aclrtMalloc: 207001
copy:6 in a trial run: aclrtMemcpy: 500003
no-kernel in a trial run: aclrtBinaryGetFunction: 507027
args:5 in a trial run: aclrtKernelArgsAppend: 107000
launch in a trial run: aclrtLaunchKernelWithConfig: 500003
sync-timeout in a trial run: aclrtSynchronizeStreamWithTimeout: 507046
kernel-exception in a trial run: aclrtSynchronizeStreamWithTimeout: 507035
oom:0 aclInit: 100000 invalid parameter: AQ_SIM_FAULT: no such fault: 'oom:0'
END

# What fails later is a finding of the case that it fails in; the ones after it run. It
# says nothing about the kernel: exit code 2.
for fault in oom:8 copy:8 launch:2 sync-timeout:2 kernel-exception:2 aclrtFree:8; do
    expect 2 "FINDING failed: A2 per_tensor int8*half->half" env AQ_SIM_FAULT=$fault "$aqcheck" \
        run --backend ascend-sim $one
    grep -q "failed: acl.*: [0-9]* .*\(because AQ_SIM_FAULT says so\|the kernel fails\|timed out\)" \
        out || fail "$fault: not in the words of ACL"
    grep -q "3 cases\|4 cases" out || fail "not all cases were run with $fault"
    grep -q "1 findings" out || fail "more than one finding with $fault"
    grep -qx "calls in which the backend broke, of which nothing is known: 1" out ||
        fail "the broken call is not counted with $fault"
    expect 0 "no finding" "$aqcheck" repro ./failed-*.aqcase
    rm -f ./*.aqcase
done

# What fails in cleaning up after a run that passed is told, too.
for fault in aclFinalize aclrtDestroyStream aclrtBinaryUnLoad aclrtResetDevice:11; do
    expect 2 "aqcheck run: --backend: ascend-sim: done, but: ${fault%:*}: " env \
        AQ_SIM_FAULT=$fault "$aqcheck" run --backend ascend-sim $one
    grep -q "^PASS" out || fail "the run itself did not pass with $fault"
    [ "$(wc -l <err)" = 1 ] || fail "not one line with $fault"
done

# Whatever function fails, each time or at some call, is named, with exit code 2; unless
# it is not called so often.
functions=$(sed -n '/AQA_REQUIRED_LIST(X)/,/^$/s/^ *X(.*, \(acl[A-Za-z]*\),.*/\1/p' \
    "$root/impl/ascend/host/acl_abi.h")
[ "$(echo "$functions" | wc -l)" -ge 18 ] || fail "the functions are not found: $functions"
for function in $functions; do
    [ $function = aclGetRecentErrMsg ] && continue # has no code to fail with
    for nth in "" :9; do
        # aclGetDeviceCapability is called only where the other one does not answer.
        AQ_SIM_FAULT=aclrtGetDeviceInfo,$function$nth "$aqcheck" run --backend ascend-sim $one \
            >out 2>err
        code=$? told=no
        grep -q "$function: \(no name\|[0-9]* \)" out err && told=yes
        case $nth,$code,$told in
        *,2,yes | :9,0,no) ;;
        *) fail "$function$nth: exit code $code, told: $told" ;;
        esac
        rm -f ./*.aqcase
    done
done
expect 0 "PASS" "$aqcheck" run --backend ascend-sim $one
