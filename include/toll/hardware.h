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
 * @brief Peak memory, bandwidth, arithmetic rates, links and power of one accelerator.
 *
 * This header answers: how large and how fast is one accelerator at its peak? A ::toll_hw describes one accelerator as
 * a scheduler sees it: one SXM module, one PCIe card, one TPU chip. It holds datasheet facts only. The share of these
 * peaks that software reaches is in ::toll_step_constants.
 *
 * Take a profile from the catalog with toll_catalog_get_hw(), or fill one by hand. Set the `known` bit of each fact
 * that you give. An absent fact is unknown, never zero; a function that needs it returns ::TOLL_E_MISSING or sets a
 * flag.
 *
 * ## Conventions
 *
 * - Memory is in bytes. Physical and usable memory are separate facts: HBM sold as "80 GB" is 80 GiB.
 * - Bandwidth and link rates are decimal, in bytes per second.
 * - Links count one direction. NVLink "900 GB/s" on an H100 datasheet is 450 GB/s each way.
 * - Arithmetic rates are dense, with FP32 accumulation, one number for each format. A multiply-add is two operations.
 *   Datasheet rates "with sparsity" must be halved.
 *
 * ## Formats that the hardware lacks
 *
 * A format without hardware support is left absent; do not copy the rate of another format into it. The library then
 * computes in another format that the hardware has (see toll_hw_get_rate()). Stored weights keep their size.
 *
 * Example: the H100 has no FP4 units. toll_hw_get_rate() for ::TOLL_RATE_FP4 returns ::TOLL_RATE_BF16 and 989 TFLOP/s.
 *
 * ## Not described
 *
 * Clock throttling, caches, host processors and prices are not part of a profile.
 *
 * @{
 */

#ifdef __cplusplus
extern "C" {
#endif

/* Number formats that have their own peak rate. */
#define TOLL_RATE_FP32 1 /**< FP32 on vector units. */
#define TOLL_RATE_TF32 2 /**< NVIDIA's 19-bit tensor format, or the 32-bit matrix rate of others. */
#define TOLL_RATE_FP16 3 /**< IEEE half precision with FP32 accumulation. */
#define TOLL_RATE_BF16 4 /**< bfloat16 with FP32 accumulation. */
#define TOLL_RATE_FP8  5 /**< 8-bit floating point, E4M3 or E5M2. */
#define TOLL_RATE_INT8 6 /**< 8-bit integer. */
#define TOLL_RATE_FP4  7 /**< 4-bit floating point E2M1 with block scales (MXFP4, NVFP4). */

/* Topology of the scale-up links: toll_hw.link_topology. */
#define TOLL_TOPOLOGY_NONE   0 /**< No scale-up links; only the host's link. */
#define TOLL_TOPOLOGY_SWITCH 1 /**< Full link rate between any pair (NVSwitch). */
#define TOLL_TOPOLOGY_MESH   2 /**< A direct link to each peer; each has a part of the total rate (Infinity Fabric). */
#define TOLL_TOPOLOGY_TORUS  3 /**< Direct links to neighbours only (TPU ICI). */
#define TOLL_TOPOLOGY_PAIR   4 /**< A bridge between two or four cards. */
#define TOLL_TOPOLOGY_PCIE   5 /**< Peers communicate through the host's PCIe. */

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

/**
 * One accelerator: datasheet facts. Each fact with a TOLL_HW_* bit is optional: set its bit in `known` when you give
 * it. A value without its bit, and a bit without an allowed value, are refused by toll_hw_check().
 */
typedef struct toll_hw {
    uint32_t struct_size;         /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;         /**< ::TOLL_KIND_HW. */
    uint64_t known;               /**< TOLL_HW_* bits of the facts that are given. */
    uint64_t unverified;          /**< TOLL_HW_* bits of given facts that nobody has checked at the source. */
    char id[48];                  /**< Catalog id, "h100-sxm5-80gb"; any text in your own profile. */
    char name[48];                /**< Name for people, "H100 SXM5 80GB". */
    char vendor[16];              /**< "NVIDIA". */
    char arch[24];                /**< Architecture, "Hopper"; toll_catalog_get_constants() selects by it. */
    int64_t memory_bytes;         /**< Physical device memory, bytes, 1 .. 9 * 10^15. Optional. */
    int64_t memory_usable_bytes;  /**< Memory that the driver leaves to programs, bytes; at most memory_bytes.
                                       Optional. */
    double memory_bytes_per_s;    /**< Peak memory bandwidth, bytes/s, 1 .. 10^18. Optional. */
    double fp32_flop_per_s;       /**< Peak FP32 rate, FLOP/s, 1 .. 10^21. Optional. */
    double tf32_flop_per_s;       /**< Peak dense TF32 rate, FLOP/s, 1 .. 10^21. Optional. */
    double fp16_flop_per_s;       /**< Peak dense FP16 rate with FP32 accumulation, FLOP/s, 1 .. 10^21. Optional. */
    double bf16_flop_per_s;       /**< Peak dense BF16 rate, FLOP/s, 1 .. 10^21. Optional. */
    double fp8_flop_per_s;        /**< Peak dense FP8 rate, FLOP/s, 1 .. 10^21. Optional. */
    double int8_op_per_s;         /**< Peak dense INT8 rate, operations/s, 1 .. 10^21. Optional. */
    double fp4_flop_per_s;        /**< Peak dense FP4 rate, FLOP/s, 1 .. 10^21. Optional. */
    double link_bytes_per_s;      /**< All scale-up links of one accelerator together, one way, bytes/s, 1 .. 10^18.
                                       Optional. */
    double link_pair_bytes_per_s; /**< Link between two accelerators, one way, bytes/s; at most link_bytes_per_s.
                                       Optional. */
    uint32_t link_topology;       /**< TOLL_TOPOLOGY_*. Optional. */
    uint32_t reserved;            /**< Must be 0. */
    int64_t scaleup_gpus;         /**< Size of the scale-up domain: accelerators that the links join, 1 .. 10^6.
                                       Optional. */
    double pcie_bytes_per_s;      /**< Host link, one way, bytes/s, 1 .. 10^18. Optional. */
    double tdp_w;                 /**< Board power limit, watts, 0.001 .. 10^7. Optional. */
    double idle_w;                /**< Board power when idle, watts; at most tdp_w. Optional. */
} toll_hw;

/**
 * Checks a profile: each field alone, and the fields against each other.
 *
 * Use it to validate a profile that you filled by hand. The other functions call it themselves. It checks that:
 * - usable memory is at most physical memory
 * - the link of a pair is at most the total of all links
 * - idle power is at most the TDP
 * - `unverified` names only facts that `known` gives
 *
 * It does not compare the profile with the catalog, and it does not require any fact.
 *
 * @param hw the profile; header set, unknown facts left absent
 * @param[out] err names the first wrong field; may be NULL
 * @return one of
 * - ::TOLL_OK
 * - ::TOLL_E_CONFLICT: two fields contradict each other
 * - any status of toll_struct_check()
 */
TOLL_API toll_status toll_hw_check(const toll_hw *hw, toll_error *err);

/**
 * Finds the peak rate at which a number format is computed on this hardware.
 *
 * Use it to learn which format the library will compute in, and how fast. If the hardware has no rate for the wanted
 * format, the first format of its list that has one is used:
 *
 *     FP4  -> BF16 -> FP16 -> FP32      (only the weights are widened; kernels keep 16-bit activations)
 *     INT8 -> FP8 -> BF16 -> FP16 -> FP32
 *     FP8  -> BF16 -> FP16 -> FP32
 *     BF16 -> FP16 -> FP32
 *     FP16 -> BF16 -> FP32
 *     TF32 -> FP32
 *
 * The result is a peak. Multiply it by the shares in ::toll_step_constants for the rate that software reaches.
 *
 * @param hw the profile
 * @param wanted_rate TOLL_RATE_* of the wanted format
 * @param[out] used_rate TOLL_RATE_* of the format that is used
 * @param[out] flop_per_s its peak rate, operations per second
 * @param[out] err detail on failure; may be NULL
 * @return one of
 * - ::TOLL_OK
 * - ::TOLL_E_NULL: an output is missing
 * - ::TOLL_E_RANGE: wanted_rate is not a TOLL_RATE_* code
 * - ::TOLL_E_MISSING: neither the format nor any format of its list has a known rate
 * - any status of toll_hw_check()
 */
TOLL_API toll_status toll_hw_get_rate(const toll_hw *hw, uint32_t wanted_rate, uint32_t *used_rate, double *flop_per_s,
                                      toll_error *err);

#ifdef __cplusplus
}
#endif

/** @} */

#endif
