/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file hardware.h
 * @brief Accelerator profiles: memory, bandwidth, peak rates, links, power.
 */
#ifndef TOLL_HARDWARE_H
#define TOLL_HARDWARE_H

#include <toll/base.h>

/**
 * @defgroup hardware Hardware
 * @brief What one schedulable accelerator can do at best, as its vendor publishes it.
 *
 * A ::toll_hw describes one accelerator as a scheduler sees it (one SXM module, one TPU chip). It holds datasheet facts
 * only; what software reaches of them is in ::toll_step_constants.
 *
 * Conventions, chosen once: memory in bytes, physical and usable apart (HBM sold as "80 GB" is 80 GiB); bandwidth and
 * links decimal, links one way (a datasheet's NVLink "900 GB/s" is 450 each way); rates dense, with FP32 accumulation,
 * one number per format. A format that the hardware lacks is absent, never derived from another: its weights are then
 * computed at the next format up (toll_hw_get_rate()).
 *
 * @{
 */

#ifdef __cplusplus
extern "C" {
#endif

/* Number formats with a rate of their own. */
#define TOLL_RATE_FP32 1 /**< 32-bit floating point, vector units. */
#define TOLL_RATE_TF32 2 /**< 19-bit tensor format of NVIDIA, or the 32-bit matrix rate. */
#define TOLL_RATE_FP16 3 /**< IEEE half precision, FP32 accumulation. */
#define TOLL_RATE_BF16 4 /**< bfloat16, FP32 accumulation. */
#define TOLL_RATE_FP8  5 /**< E4M3 or E5M2. */
#define TOLL_RATE_INT8 6 /**< 8-bit integer. */
#define TOLL_RATE_FP4  7 /**< E2M1 with block scales (MXFP4, NVFP4). */

/* How the accelerators of one scale-up domain are joined. */
#define TOLL_TOPOLOGY_NONE   0 /**< No link but the host's. */
#define TOLL_TOPOLOGY_SWITCH 1 /**< Full link rate between any pair (NVSwitch). */
#define TOLL_TOPOLOGY_MESH   2 /**< Direct links to every peer, each a part of the link rate (Infinity Fabric). */
#define TOLL_TOPOLOGY_TORUS  3 /**< Direct links to neighbours only (TPU ICI). */
#define TOLL_TOPOLOGY_PAIR   4 /**< A bridge between two (or four) cards. */
#define TOLL_TOPOLOGY_PCIE   5 /**< Through the host's PCIe. */

/* Bits of toll_hw.known and toll_hw.unverified. */
#define TOLL_HW_MEMORY_USABLE 0x1u     /**< memory_usable_bytes */
#define TOLL_HW_MEMORY_RATE   0x2u     /**< memory_bytes_per_s */
#define TOLL_HW_FP32          0x4u     /**< fp32_flop_per_s */
#define TOLL_HW_TF32          0x8u     /**< tf32_flop_per_s */
#define TOLL_HW_FP16          0x10u    /**< fp16_flop_per_s */
#define TOLL_HW_BF16          0x20u    /**< bf16_flop_per_s */
#define TOLL_HW_FP8           0x40u    /**< fp8_flop_per_s */
#define TOLL_HW_INT8          0x80u    /**< int8_op_per_s */
#define TOLL_HW_FP4           0x100u   /**< fp4_flop_per_s */
#define TOLL_HW_LINK          0x200u   /**< link_bytes_per_s */
#define TOLL_HW_PAIR          0x400u   /**< link_pair_bytes_per_s */
#define TOLL_HW_DOMAIN        0x800u   /**< scaleup_gpus */
#define TOLL_HW_PCIE          0x1000u  /**< pcie_bytes_per_s */
#define TOLL_HW_TDP           0x2000u  /**< tdp_w */
#define TOLL_HW_IDLE          0x4000u  /**< idle_w */
#define TOLL_HW_MEMORY        0x8000u  /**< memory_bytes */
#define TOLL_HW_TOPOLOGY      0x10000u /**< link_topology */

/** One accelerator. */
typedef struct toll_hw {
    uint32_t struct_size;         /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;         /**< ::TOLL_KIND_HW. */
    uint64_t known;               /**< TOLL_HW_* bits of the facts that are given. */
    uint64_t unverified;          /**< TOLL_HW_* bits of given facts that nobody has checked at the source. */
    char id[48];                  /**< "h100-sxm5-80gb"; free text in a user's own profile. */
    char name[48];                /**< "H100 SXM5 80GB". */
    char vendor[16];              /**< "NVIDIA". */
    char arch[24];                /**< "Hopper"; selects the constants. */
    int64_t memory_bytes;         /**< Physical device memory. */
    int64_t memory_usable_bytes;  /**< What the driver offers; at most memory_bytes. */
    double memory_bytes_per_s;    /**< Peak memory bandwidth. */
    double fp32_flop_per_s;       /**< Peak FP32 rate. */
    double tf32_flop_per_s;       /**< Peak TF32 rate. */
    double fp16_flop_per_s;       /**< Peak dense FP16 rate with FP32 accumulation. */
    double bf16_flop_per_s;       /**< Peak dense BF16 rate. */
    double fp8_flop_per_s;        /**< Peak dense FP8 rate. */
    double int8_op_per_s;         /**< Peak dense INT8 rate. */
    double fp4_flop_per_s;        /**< Peak dense FP4 rate. */
    double link_bytes_per_s;      /**< All scale-up links of one accelerator, one way. */
    double link_pair_bytes_per_s; /**< Between two accelerators, one way; at most link_bytes_per_s. */
    uint32_t link_topology;       /**< TOLL_TOPOLOGY_*. */
    uint32_t reserved;            /**< Must be 0. */
    int64_t scaleup_gpus;         /**< Accelerators that the scale-up links join. */
    double pcie_bytes_per_s;      /**< Host link, one way. */
    double tdp_w;                 /**< Board power limit. */
    double idle_w;                /**< Board power when idle. */
} toll_hw;

/**
 * Checks a profile: every field, and the fields against each other (usable memory at most physical, a pair's link at
 * most the total, idle power at most TDP, unverified only where known).
 * @param hw the profile
 * @param[out] err names the first wrong field; NULL allowed
 * @return ::TOLL_OK; any status of toll_struct_check(); ::TOLL_E_CONFLICT.
 */
TOLL_API toll_status toll_hw_check(const toll_hw *hw, toll_error *err);

/**
 * Peak rate at which a format is computed, by the fall-back rule: a format that the hardware lacks runs at the next one
 * that it has (FP4 -> BF16 -> FP16 -> FP32: weights alone are widened; INT8 -> FP8 -> BF16 -> FP16 -> FP32; BF16 <-> FP16; TF32 -> FP32).
 * @param hw the profile
 * @param wanted_rate TOLL_RATE_*
 * @param[out] used_rate TOLL_RATE_* that is used
 * @param[out] flop_per_s its peak, operations per second
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_MISSING when no fall-back is published; any status of toll_hw_check().
 */
TOLL_API toll_status toll_hw_get_rate(const toll_hw *hw, uint32_t wanted_rate, uint32_t *used_rate, double *flop_per_s,
                                      toll_error *err);

#ifdef __cplusplus
}
#endif

/** @} */

#endif
