# SPDX-License-Identifier: Apache-2.0
# Tables, Spark and gateways with the published packages of others; included by bindings/bindings.mk.

PY_TREE = LIBTOLL=$(abspath $(BUILD))/libtoll.so LIBTOLL_IO=$(abspath $(BUILD))/libtoll-io.so \
    PYTHONPATH=$(CURDIR)/bindings/python PYTHONDONTWRITEBYTECODE=1

# A virtual environment with packages: $(1) its folder below build, $(2) the packages.
define environment
$(BUILD)/$(1)/done:
	@python3 -m venv $(BUILD)/$(1)
	@$(BUILD)/$(1)/bin/pip install -q --disable-pip-version-check $(2) || \
	    { echo 'pip did not get $(2): is there a network?' >&2; exit 1; }
	@touch $$@
endef
$(eval $(call environment,spark,pyspark pyarrow numpy pandas))
$(eval $(call environment,gateways,litellm prometheus_client opentelemetry-sdk))

## spark: prices rows in Spark on two threads: tests, then SPARK_ROWS (10^8) beside its transport alone; pip, Java 17
SPARK_ROWS ?= 100000000
spark: $(BUILD)/libtoll.so $(BUILD)/spark/done
	@command -v java > /dev/null || { echo 'Spark needs Java 17: apt-get install openjdk-17-jre-headless' >&2; exit 1; }
	@$(PY_TREE) PYSPARK_PYTHON=$(abspath $(BUILD))/spark/bin/python \
	    sh -c '"$$1" bindings/python/tests/test_spark.py && "$$1" bindings/python/tests/test_spark.py --measure $(SPARK_ROWS)' \
	    spark $(BUILD)/spark/bin/python

## gateways: the callback in the published LiteLLM, prometheus_client and OpenTelemetry, installed into build/gateways (pip)
gateways: all $(BUILD)/gateways/done
	@$(PY_TREE) LITELLM_LOCAL_MODEL_COST_MAP=True PYTHONWARNINGS=ignore $(BUILD)/gateways/bin/python \
	    bindings/python/tests/test_gateways.py

## bench-bindings: nanoseconds a call or row in each language and engine, beside plain arithmetic there (MARKDOWN=<out>,
##           BENCH="python dataframes" for some); what is not installed is left out and said
bench-bindings: all
	@python3 -B tests/bench/bindings_report.py --build $(BUILD) $(if $(MARKDOWN),--markdown $(MARKDOWN)) $(BENCH)

## recipes: runs every example of docs/recipes.md, with pyarrow and Polars of build/frames (SQL after make duckdb)
recipes: all $(FRAMES)/done
	@$(PY_TREE) BUILD=$(abspath $(BUILD)) $(FRAMES)/bin/python bindings/python/tests/test_recipes.py

.PHONY: spark gateways recipes bench-bindings
