/* SPDX-License-Identifier: Apache-2.0 */
/* Links and collectives. A group of accelerators talks over the scale-up links, over the host's PCIe, or over a
 * network of which the user states the rate; all-reduce, all-to-all and sends cost a start and a time per byte. */
#include "step/fabric.h"

#include <math.h>

#include <toll/hardware.h>
#include <toll/step.h>

#include "base/fault.h"

/* Accelerators without a scale-up fabric share a host's PCIe; hosts take eight of them (HGX, MGX and OCP boards
 * alike). */
#define HOST_GPUS 8.0

static int is_known(const toll__accelerator *accelerator, uint64_t bit)
{
    return (accelerator->known & bit) != 0;
}

/* All-to-all meshes give each pair a link of its own, so a small group uses only part of them. */
static double domain_rate(const toll__accelerator *accelerator, double group)
{
    double link = accelerator->link_bytes_per_s;
    if (accelerator->link_topology != TOLL_TOPOLOGY_MESH || !is_known(accelerator, TOLL_HW_PAIR))
        return link;
    double used = accelerator->link_pair_bytes_per_s * (group - 1);
    return used < link ? used : link;
}

double toll__fabric_domain(const toll__accelerator *accelerator)
{
    return is_known(accelerator, TOLL_HW_LINK) && is_known(accelerator, TOLL_HW_DOMAIN)
               ? (double)accelerator->scaleup_gpus
               : 1;
}

/* Within the domain: its links. Within a host: PCIe. Beyond: what the user states. */
int toll__fabric_reach(const toll__accelerator *accelerator, double internode_bytes_per_s, double group, toll__way *way)
{
    double domain = toll__fabric_domain(accelerator);
    double host = domain > HOST_GPUS ? domain : HOST_GPUS;
    if (group <= domain) {
        *way = (toll__way){domain_rate(accelerator, group), 0, 0};
        return 1;
    }
    if (group <= host && is_known(accelerator, TOLL_HW_PCIE)) {
        uint64_t flag = is_known(accelerator, TOLL_HW_LINK) ? TOLL_FLAG_CROSS_DOMAIN : TOLL_FLAG_LINK_ASSUMED;
        *way = (toll__way){accelerator->pcie_bytes_per_s, 0, flag};
        return 1;
    }
    *way = (toll__way){internode_bytes_per_s, 1, TOLL_FLAG_CROSS_DOMAIN};
    return internode_bytes_per_s > 0;
}

/* One-way rate of one accelerator within a group, and what reaching it costs at the start. */
typedef struct reach {
    double bytes_per_s;
    double extra_start_s;
} reach;

static toll_status find_reach(const toll__site *site, double group, reach *out, toll_error *err)
{
    toll__way way;
    if (!toll__fabric_reach(site->accelerator, site->parallel->internode_bytes_per_s, group, &way))
        return toll__fail(err, TOLL_E_UNSUPPORTED, TOLL_KIND_STEP_LAYOUT, "internode_bytes_per_s", -1,
                          "is needed: the layout spans more accelerators than the known links join");
    site->placement->flags |= way.flags;
    *out = (reach){way.bytes_per_s, way.is_internode ? site->constants->internode_start_s : 0};
    return TOLL_OK;
}

/* Payloads that cross each link when an all-reduce is split: 2(n-1)/n, or (n+1)/n where the switch adds (NVIDIA
 * nccl-tests, PERFORMANCE.md). */
static double split_traffic(const toll__site *site, double group)
{
    double ring = 2 * (group - 1) / group, added = (group + 1) / group;
    if (added >= ring || group > toll__fabric_domain(site->accelerator))
        return ring;
    return ring + (added - ring) * site->constants->switch_reduce_frac;
}

static toll_status place_allreduce(toll__site *site, double group, toll_error *err)
{
    const toll__constants *c = site->constants;
    reach r = {0, 0};
    if (group <= 1)
        return TOLL_OK;
    toll_status status = find_reach(site, group, &r, err);
    if (status != TOLL_OK)
        return status;
    site->placement->allreduce.start_s =
        c->allreduce_start_s + c->allreduce_double_s * (log2(group) - 1) + r.extra_start_s;
    site->placement->allreduce.s_per_byte = (group - 1) / (r.bytes_per_s * c->link_frac);
    site->placement->allreduce.split_start_s = c->allreduce_split_start_s;
    site->placement->allreduce.split_s_per_byte = split_traffic(site, group) / (r.bytes_per_s * c->link_frac);
    return TOLL_OK;
}

/* A rank keeps its own share of what it dispatches: (n-1)/n crosses the link. */
static toll_status place_alltoall(toll__site *site, double group, toll_error *err)
{
    const toll__constants *c = site->constants;
    reach r = {0, 0};
    if (site->parallel->dp <= 1)
        return TOLL_OK;
    toll_status status = find_reach(site, group, &r, err);
    if (status != TOLL_OK)
        return status;
    site->placement->alltoall.start_s = c->alltoall_start_s + r.extra_start_s;
    site->placement->alltoall.s_per_byte = (group - 1) / group / (r.bytes_per_s * c->link_frac);
    return TOLL_OK;
}

static toll_status place_send(toll__site *site, double gpus, toll_error *err)
{
    const toll__constants *c = site->constants;
    reach r = {0, 0};
    if (site->parallel->pp <= 1)
        return TOLL_OK;
    toll_status status = find_reach(site, gpus, &r, err);
    if (status != TOLL_OK)
        return status;
    site->placement->send.start_s = c->send_start_s + r.extra_start_s;
    site->placement->send.s_per_byte = 1 / (r.bytes_per_s * c->link_frac);
    return TOLL_OK;
}

toll_status toll__fabric_place(toll__site *site, toll_error *err)
{
    const toll__parallel *s = site->parallel;
    toll_status status = place_allreduce(site, s->tp, err);
    if (status != TOLL_OK)
        return status;
    status = place_alltoall(site, s->tp * s->dp, err);
    if (status != TOLL_OK)
        return status;
    return place_send(site, s->tp * s->dp * s->pp, err);
}
