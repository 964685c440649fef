#ifndef AQ_HARNESS_VERSION_H
#define AQ_HARNESS_VERSION_H

/* Part of certificates and reports: changes when results could. */
#define AQ_VERSION "0.1.0"

#endif
