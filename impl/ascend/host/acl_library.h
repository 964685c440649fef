/* Finds an ACL runtime on this machine and its functions in it. */
#ifndef AQ_ASCEND_ACL_LIBRARY_H
#define AQ_ASCEND_ACL_LIBRARY_H

#include "acl_abi.h"

#include <limits.h>
#include <stdbool.h>

/* What was found. Optional functions may be null. */
typedef struct aqa_acl {
    char path[PATH_MAX];
    void *library;
    bool initialised, ours; /* by aqa_acl_initialise; by nobody before it */
#define AQA_X_(type, name, parameters) type(*name) parameters;
    AQA_REQUIRED_LIST(AQA_X_)
    AQA_OPTIONAL_LIST(AQA_X_)
#undef AQA_X_
} aqa_acl;

/* Loads the runtime at `path`, or, where it is null, the first usable one of: the
 * one that AQ_ACL_LIBRARY names, and no other if it is set; libascendcl.so, then
 * libacl_rt.so, where the loader looks; both under ASCEND_HOME_PATH and
 * ASCEND_TOOLKIT_HOME; both where CANN is installed by default. Null and one line
 * in error if there is none.
 *
 * A runtime has threads and exit handlers: it stays loaded for the life of the
 * process, and what is returned stays valid. */
aqa_acl *aqa_acl_load(const char *path, char *error, size_t error_bytes);

/* aclInit, unless the process has called it already. What is ours is finalised, what
 * is of somebody else, PyTorch say, is not. */
bool aqa_acl_initialise(aqa_acl *acl, char *error, size_t error_bytes);
bool aqa_acl_finalise(aqa_acl *acl, char *error, size_t error_bytes);

/* One line: the function, the code, what it means, and what ACL has to say about it
 * (which is then taken: it is told once). */
void aqa_acl_error(const aqa_acl *acl, const char *function, aqa_code code, char *error,
                   size_t error_bytes);

/* "vector core exception"; "unknown code" for a number without a meaning here. */
const char *aqa_code_text(aqa_code code);

#endif
