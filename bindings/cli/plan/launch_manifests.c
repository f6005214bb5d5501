/* SPDX-License-Identifier: Apache-2.0 */
/* Manifests: the words of the launch line as the arguments of a container.
 *
 * Images and their entry points as their makers document them (read 2026-11): vllm/vllm-openai runs a server by itself,
 * so its command is replaced. A server with several ranks exchanges tensors through /dev/shm, of which a container has
 * 64 MB by default: 4 GiB a GPU are given as memory-backed volume. /health answers in all four engines. Weights of
 * hundreds of GB take many minutes to load, so a start may take two hours. */
#include "plan/launch_manifests.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define SHM_GIB_PER_GPU 4
#define PROBE_PERIOD_S  10
#define PROBE_FAILURES  720 /* x 10 s: two hours */

typedef struct image_names {
    const char *nvidia, *amd; /* NULL: none is known */
} image_names;

static const image_names images[LAUNCH_NONE] = {
    [LAUNCH_VLLM] = {"vllm/vllm-openai:latest", "rocm/vllm:latest"},
    [LAUNCH_SGLANG] = {"lmsysorg/sglang:latest", NULL},
    [LAUNCH_TRTLLM] = {"nvcr.io/nvidia/tensorrt-llm/release:VERSION", NULL},
    [LAUNCH_LLAMACPP] = {"ghcr.io/ggml-org/llama.cpp:server-cuda", "ghcr.io/ggml-org/llama.cpp:server-rocm"},
};

static const char *image_of(const launch_layout *l, launch_engine engine)
{
    if (engine == LAUNCH_NONE) {
        return NULL;
    }
    return l->is_nvidia ? images[engine].nvidia : l->is_amd ? images[engine].amd : NULL;
}

/* A name by RFC 1123: "llama-3.1-70b" -> "llama-3-1-70b". */
static void resource_name(const launch_layout *l, char *text, size_t size)
{
    snprintf(text, size, "%.50s", l->model);
    for (char *c = text; *c != 0; c++) {
        *c = (char)(isalnum((unsigned char)*c) ? tolower((unsigned char)*c) : '-');
    }
}

static void print_notes(launch_text *t, const launch_words *w)
{
    launch_print(t, "# Pin the image's version.\n");
    for (int i = 0; i < w->n_notes; i++) {
        launch_print(t, "# %s\n", w->notes[i]);
    }
}

/* The image of llama.cpp has its server outside of the path of programs. */
static const char *word_in_image(const launch_words *w, int index)
{
    return index == 0 && strcmp(w->words[0], "llama-server") == 0 ? "/app/llama-server" : w->words[index];
}

static void print_args(launch_text *t, const launch_words *w, const char *margin)
{
    for (int i = 0; i < w->count; i++) {
        launch_print(t, "%s- ", margin);
        launch_put_yaml(t, word_in_image(w, i));
        launch_print(t, "\n");
    }
}

/* The file that the command names, made by the container itself. */
static void print_config(launch_text *t, const launch_words *w, const char *margin)
{
    if (w->config[0] == 0) {
        return;
    }
    launch_print(t, "# trtllm.yaml, to be mounted in the working folder:\n");
    for (const char *line = w->config; *line != 0; line += strcspn(line, "\n") + 1) {
        launch_print(t, "#%s%.*s\n", margin, (int)strcspn(line, "\n"), line);
    }
}

static void print_pod(launch_text *t, const launch_words *w, const launch_layout *l, const char *image)
{
    long long gpus = (long long)(l->tp * l->pp * l->dp);
    launch_print(t,
                 "      containers:\n"
                 "        - name: server\n"
                 "          image: %s\n"
                 "          command:\n",
                 image);
    print_args(t, w, "            ");
    launch_print(t,
                 "          env:\n"
                 "            - name: HF_TOKEN\n"
                 "              valueFrom: {secretKeyRef: {name: hf-token, key: token, optional: true}}\n"
                 "          ports:\n"
                 "            - containerPort: %d\n"
                 "          resources:\n"
                 "            limits: {%s: %lld}\n"
                 "          startupProbe:\n"
                 "            httpGet: {path: /health, port: %d}\n"
                 "            periodSeconds: %d\n"
                 "            failureThreshold: %d\n"
                 "          readinessProbe:\n"
                 "            httpGet: {path: /health, port: %d}\n"
                 "          volumeMounts:\n"
                 "            - {name: shm, mountPath: /dev/shm}\n"
                 "      volumes:\n"
                 "        - name: shm\n"
                 "          emptyDir: {medium: Memory, sizeLimit: %lldGi}\n",
                 LAUNCH_PORT, l->is_amd ? "amd.com/gpu" : "nvidia.com/gpu", gpus, LAUNCH_PORT, PROBE_PERIOD_S,
                 PROBE_FAILURES, LAUNCH_PORT, gpus * SHM_GIB_PER_GPU);
}

bool launch_kubernetes(launch_text *t, const launch_layout *l, launch_engine engine)
{
    launch_words w;
    char name[64];
    const char *image = image_of(l, engine);
    memset(t, 0, sizeof *t);
    if (image == NULL || !launch_server(&w, l, engine)) {
        return false;
    }
    resource_name(l, name, sizeof name);
    print_notes(t, &w);
    print_config(t, &w, "   ");
    launch_print(t,
                 "apiVersion: apps/v1\n"
                 "kind: Deployment\n"
                 "metadata:\n"
                 "  name: %s\n"
                 "spec:\n"
                 "  replicas: %lld\n"
                 "  selector:\n"
                 "    matchLabels: {app: %s}\n"
                 "  template:\n"
                 "    metadata:\n"
                 "      labels: {app: %s}\n"
                 "    spec:\n",
                 name, (long long)l->replicas, name, name);
    print_pod(t, &w, l, image);
    t->is_cut = t->is_cut || w.is_cut;
    return true;
}

/* Docker gives AMD's GPUs as devices, NVIDIA's by its own runtime. */
static void print_devices(launch_text *t, const launch_layout *l)
{
    if (l->is_amd) {
        launch_print(t, "    devices: [/dev/kfd, /dev/dri]\n");
        return;
    }
    launch_print(t,
                 "    deploy:\n"
                 "      resources:\n"
                 "        reservations:\n"
                 "          devices:\n"
                 "            - {driver: nvidia, count: %lld, capabilities: [gpu]}\n",
                 (long long)(l->tp * l->pp * l->dp));
}

bool launch_compose(launch_text *t, const launch_layout *l, launch_engine engine)
{
    launch_words w;
    const char *image = image_of(l, engine);
    memset(t, 0, sizeof *t);
    if (image == NULL || !launch_server(&w, l, engine)) {
        return false;
    }
    print_notes(t, &w);
    print_config(t, &w, "   ");
    if (l->replicas > 1) {
        launch_print(t, "# One of %lld replicas: the same on each server, and a load balancer before them.\n",
                     (long long)l->replicas);
    }
    launch_print(t,
                 "services:\n"
                 "  server:\n"
                 "    image: %s\n"
                 "    entrypoint:\n",
                 image);
    print_args(t, &w, "      ");
    launch_print(t,
                 "    environment: [HF_TOKEN]\n"
                 "    ports: [\"%d:%d\"]\n"
                 "    ipc: host\n"
                 "    restart: unless-stopped\n",
                 LAUNCH_PORT, LAUNCH_PORT);
    print_devices(t, l);
    t->is_cut = t->is_cut || w.is_cut;
    return true;
}
